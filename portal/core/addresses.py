"""What the parts of an address look like; a part of another shape is answered 404 by the router."""

import re
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import BaseConverter

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{2})*")


class SlugConverter(BaseConverter):
    """Words of small letters and digits, joined by hyphens: `dokter-terbang-papua`."""

    regex = SLUG.pattern


class CodeConverter(BaseConverter):
    """Pairs of digits, joined by points: `35.10`."""

    regex = CODE.pattern


def is_web_address(text: str) -> bool:
    """Tell whether `text` is the address of a page on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def init_app(app: Flask) -> None:
    """Let routes write `<slug:name>` and `<code:name>`."""
    app.url_map.converters.update(slug=SlugConverter, code=CodeConverter)
