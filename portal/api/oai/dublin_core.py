"""A practice in the fifteen elements of the Dublin Core, in both languages."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from flask import url_for

from portal.api.documents import add
from portal.core.addresses import absolute
from portal.practices.queries import PracticeView
from portal.practices.schemas.facets import CLASSIFICATION, TERM_SCHEMES
from portal.practices.views.labels import author_label
from portal.vocabularies.queries import NON_SPM, scheme

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
RIGHTS = "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
BOTH = ("id", "en")


def dublin_core(parent: Element, view: PracticeView) -> None:
    """Add what a practice says of itself below `parent`."""
    record = view.record
    root = add(
        parent,
        "oai_dc:dc",
        attributes={
            "xmlns:oai_dc": NAMESPACE,
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    _in_both(root, "title", record["title"])
    add(root, "dc:creator", author_label(view))
    _subjects(root, view)
    _in_both(root, "description", record["summary"])
    add(root, "dc:publisher", "Sokoguru")
    if view.published_at is not None:
        add(root, "dc:date", view.published_at.date().isoformat())
    add(root, "dc:type", "Text")
    add(root, "dc:format", "text/html")
    add(root, "dc:identifier", absolute(url_for("practices.detail", slug=view.slug)))
    for source in record.get("sources", ()):
        add(root, "dc:source", source.get("url") or source["title"])
    for locale in BOTH if view.has_english else BOTH[:1]:
        add(root, "dc:language", locale)
    for name in dict.fromkeys((view.region.long_name, view.province.long_name)):
        add(root, "dc:coverage", name)
    add(root, "dc:rights", RIGHTS)


def _subjects(root: Element, view: PracticeView) -> None:
    for facet, key in CLASSIFICATION.items():
        terms = scheme(TERM_SCHEMES[facet]).terms
        codes: Sequence[str] = view.record.get(key, ())
        for code in codes:
            if code != NON_SPM and code in terms:
                _in_both(root, "subject", terms[code].label)
    for locale, words in view.record.get("keywords", {}).items():
        for word in words:
            _said(root, "subject", word, locale)


def _in_both(root: Element, name: str, text: Mapping[str, str]) -> None:
    for locale in BOTH:
        if locale in text:
            _said(root, name, text[locale], locale)


def _said(root: Element, name: str, text: str, locale: str) -> None:
    add(root, f"dc:{name}", text, {"xml:lang": locale})
