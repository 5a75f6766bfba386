"""A practice as linked data in the words of schema.org, for search engines and other programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for

from portal.core.addresses import absolute
from portal.core.formats import words
from portal.core.i18n import _
from portal.practices.queries import PracticeView
from portal.practices.queries.names import first_published
from portal.practices.schemas.facets import CLASSIFICATION, TERM_SCHEMES
from portal.practices.views.labels import author_label, value_label
from portal.vocabularies.queries import NON_SPM, scheme

Data = dict[str, Any]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def linked_data(view: PracticeView, lang: str) -> Data:
    """Return a practice whose page is in `lang`, and the trail that leads to it."""
    return {"@context": "https://schema.org", "@graph": [_article(view, lang), _trail(view)]}


def _article(view: PracticeView, lang: str) -> Data:
    record, author = view.record, _author(view)
    address = absolute(url_for("practices.detail", slug=view.slug))
    first = view.published_at
    if view.number > 1:
        first = first_published([view.id]).get(view.id, first)
    article: Data = {
        "@type": ["Article", "Report"],
        "@id": f"{address}#practice",
        "identifier": view.public_id,
        "url": address,
        "mainEntityOfPage": address,
        "headline": words(record["title"]),
        "abstract": words(record["summary"]),
        "inLanguage": lang,
        "datePublished": first.isoformat(timespec="seconds") if first else None,
        "dateModified": view.published_at.isoformat(timespec="seconds")
        if view.published_at
        else None,
        "version": view.number,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "WebSite", "@id": absolute("/#website"), "name": "Sokoguru"},
        "author": author,
        "publisher": author,
        "about": list(_terms(view)),
        "spatialCoverage": _place(view),
        "citation": [_source(source) for source in record.get("sources", [])],
    }
    if "year" in record and not view.stopped:
        article["temporalCoverage"] = f"{record['year']}/.."
    return article


def _author(view: PracticeView) -> Data:
    if view.by_editors:
        about = absolute(url_for("overview.page", slug="about"))
        return {"@type": "Organization", "name": author_label(view), "url": about}
    return {
        "@type": "GovernmentOrganization",
        "name": _("Pemerintah %(region)s", region=author_label(view)),
        "url": _region_address(view.region.code),
    }


def _region_address(code: str) -> str:
    return absolute(url_for("overview.region", code=code))


def _place(view: PracticeView) -> Data:
    place: Data = {
        "@type": "AdministrativeArea",
        "name": view.region.long_name,
        "identifier": view.region.code,
        "url": _region_address(view.region.code),
    }
    if view.province.code != view.region.code:
        name = view.province.long_name
        place["containedInPlace"] = {"@type": "AdministrativeArea", "name": name}
    return place


def _terms(view: PracticeView) -> Iterator[Data]:
    for facet, key in CLASSIFICATION.items():
        codes: Sequence[str] = view.record.get(key, ())
        for code in codes:
            if code != NON_SPM:
                of = words(scheme(TERM_SCHEMES[facet]).label)
                yield {
                    "@type": "DefinedTerm",
                    "name": value_label(facet, code),
                    "termCode": code,
                    "inDefinedTermSet": {"@type": "DefinedTermSet", "name": of},
                }


def _source(source: Mapping[str, Any]) -> Data:
    cited: Data = {
        "@type": "CreativeWork",
        "name": source["title"],
        "publisher": {"@type": "Organization", "name": source["publisher"]},
    }
    if "url" in source:
        cited["url"] = source["url"]
    if "year" in source:
        cited["datePublished"] = str(source["year"])
    return cited


def _trail(view: PracticeView) -> Data:
    dimension = view.record["dimensions"][0]
    steps = [
        (_("Praktik"), url_for("practices.index")),
        (value_label("dimension", dimension), url_for("overview.dimension", slug=dimension)),
        (view.record.get("short_name") or words(view.record["title"]), None),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name}
            | ({"item": absolute(path)} if path else {})
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }
