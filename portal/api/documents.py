"""Documents that machines fetch again and again: XML, and an answer that says whether it is new."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, request

MAX_AGE = 300
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(
    parent: Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None
) -> Element:
    """Add an element with a text and attributes below `parent`, and return it."""
    clean = {name: _clean(value) for name, value in (attributes or {}).items()}
    element = SubElement(parent, tag, clean)
    element.text = _clean(text) or None
    return element


def xml(root: Element) -> bytes:
    """Return a tree as a document."""
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _clean(text: str) -> str:
    """Return `text` without what no XML document may hold, not even escaped."""
    return _NOT_IN_XML.sub("", text)


def answer(body: bytes, content_type: str, *, changed: datetime | None = None) -> Response:
    """Return a document that may be kept for five minutes, or 304 to who has it already."""
    response = Response(body, content_type=content_type)
    # Weak, since the same document goes out compressed or not.
    response.set_etag(hashlib.sha256(body).hexdigest()[:32], weak=True)
    response.last_modified = changed
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE
    response.make_conditional(request)
    return response
