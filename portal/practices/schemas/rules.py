"""The rules between the parts of a record, and between it and the vocabularies."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.core.content import Steps
from portal.core.text import CITATION
from portal.practices.schemas.record import REQUIRED_SECTIONS
from portal.regions.models import RegionKind, kind_of
from portal.regions.schemas.traits import Trait
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM

Fault = tuple[Steps, str]
ONE_OF = {
    "stage": "practice-stage",
    "initiator": "initiator",
    "form": "practice-form",
}
KINDS_OF = {
    "partners": "actor-kind",
    "legal_basis": "legal-kind",
    "evidence": "evidence-kind",
    "kit": "kit-kind",
    "blocks": "block-kind",
}

CREDITS = ("asked_by", "answered_by")


class Terms:
    """The terms and regions a record may name."""

    def __init__(self, schemes: Sequence[Mapping[str, Any]], region_codes: Sequence[str]) -> None:
        """Keep the terms of parsed vocabulary files that are not retired."""
        self.region_codes = frozenset(region_codes)
        self._terms = {
            scheme["code"]: {
                term["code"]: term for term in scheme["terms"] if not term.get("retired_on")
            }
            for scheme in schemes
        }

    def has(self, scheme: str, code: str) -> bool:
        """Tell whether `code` is a term in use of `scheme`."""
        return code in self._terms.get(scheme, {})

    def parent(self, scheme: str, code: str) -> str | None:
        """Return the code of the term above, if the term is known and has one."""
        parent: str | None = self._terms.get(scheme, {}).get(code, {}).get("parent")
        return parent

    def applies_to(self, service: str) -> Sequence[str]:
        """Return the kinds of region that an SPM service binds."""
        kinds: Sequence[str] = self._terms.get(SPM, {}).get(service, {}).get("applies_to", ())
        return kinds


def faults_of(record: Mapping[str, Any], terms: Terms) -> list[Fault]:
    """Return what is wrong with a compilation of editors, as (path in the record, reason)."""
    return [
        *misfits_of(record, terms),
        *_least(record),
        *_sections(record),
        *_citations(record),
    ]


def misfits_of(record: Mapping[str, Any], terms: Terms) -> list[Fault]:
    """Return which terms and regions that a record, complete or not, names do not fit."""
    return [*_unknown_terms(record, terms), *_tags(record, terms), *_told_twice(record)]


def _least(record: Mapping[str, Any]) -> Iterator[Fault]:
    """Check what a compilation needs at least; editors write it in both languages."""
    yield from _both_languages(record)
    for key in ("dimensions", "sectors", "sources"):
        if not record[key]:
            yield (key,), "needs at least one"
    for index, source in enumerate(record["sources"]):
        if "url" not in source:
            yield ("sources", index), "needs an address"


def _both_languages(record: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("title", "summary"):
        for locale in ("id", "en"):
            if not record[name].get(locale):
                yield (name, locale), "must not be empty"
    for index, indicator in enumerate(record.get("indicators", [])):
        for part in ("name", "unit"):
            if not indicator[part].get("en"):
                yield ("indicators", index, part), "needs both languages"


def _unknown_terms(record: Mapping[str, Any], terms: Terms) -> Iterator[Fault]:
    for steps, scheme, code in _named_terms(record):
        if not terms.has(scheme, code):
            yield steps, f"no term {code} in {scheme}"
    for steps, code in _named_regions(record):
        if code not in terms.region_codes:
            yield steps, f"no region {code}"


def _named_terms(record: Mapping[str, Any]) -> Iterator[tuple[Steps, str, str]]:
    """Yield every term outside the classification as (path, scheme, code)."""
    for key, scheme in ONE_OF.items():
        if key in record:
            yield (key,), scheme, record[key]
    for key, scheme in KINDS_OF.items():
        for index, row in enumerate(record.get(key, [])):
            if "kind" in row:
                yield (key, index, "kind"), scheme, row["kind"]
    yield from _named_traits(record)
    cost = record.get("cost", {})
    if "band" in cost:
        yield ("cost", "band"), "cost-band", cost["band"]
    for index, code in enumerate(cost.get("funding", [])):
        yield ("cost", "funding", index), "funding", code
    if "stopped" in record:
        yield ("stopped", "reason"), "stop-reason", record["stopped"]["reason"]


def _named_traits(record: Mapping[str, Any]) -> Iterator[tuple[Steps, str, str]]:
    for index, row in enumerate(record.get("prerequisites", [])):
        trait, _, code = row.get("needs", "").partition(":")
        if trait and not (trait == Trait.KIND and code in set(RegionKind)):
            yield ("prerequisites", index, "needs"), trait, code


def _named_regions(record: Mapping[str, Any]) -> Iterator[tuple[Steps, str]]:
    if "region" in record:
        yield ("region",), record["region"]
    for index, row in enumerate(record.get("replications", [])):
        if "region" in row:
            yield ("replications", index, "region"), row["region"]
    for index, row in enumerate(record.get("faq", [])):
        for key in CREDITS:
            if key in row:
                yield ("faq", index, key), row[key]


def _told_twice(record: Mapping[str, Any]) -> Iterator[Fault]:
    threads = [row.get("thread") for row in record.get("faq", [])]
    for index, thread in enumerate(threads):
        if thread and thread in threads[:index]:
            yield ("faq", index, "thread"), f"the thread {thread} stands twice"


def _tags(record: Mapping[str, Any], terms: Terms) -> Iterator[Fault]:
    dimensions = record.get("dimensions", [])
    for index, code in enumerate(dimensions):
        if not terms.has(MATURITY, code) or terms.parent(MATURITY, code):
            yield ("dimensions", index), f"no dimension {code}"
    for index, code in enumerate(record.get("aspects", [])):
        if terms.parent(MATURITY, code) not in dimensions:
            yield ("aspects", index), f"{code} is no aspect of a dimension named above"
    for index, code in enumerate(record.get("urusan", [])):
        if not terms.has("urusan", code):
            yield ("urusan", index), f"no term {code} in urusan"
    yield from _spm_tags(record, terms)


def _spm_tags(record: Mapping[str, Any], terms: Terms) -> Iterator[Fault]:
    """Check sectors and services; a service must bind the kind of region (PP 2/2018)."""
    sectors = record.get("sectors", [])
    for index, code in enumerate(sectors):
        if code == NON_SPM and len(sectors) > 1:
            yield ("sectors", index), f"{NON_SPM} stands alone"
        elif code != NON_SPM and (not terms.has(SPM, code) or terms.parent(SPM, code)):
            yield ("sectors", index), f"no SPM sector {code}"
    region = record.get("region")
    kind = kind_of(region) if region in terms.region_codes else None
    for index, code in enumerate(record.get("services", [])):
        if terms.parent(SPM, code) not in sectors:
            yield ("services", index), f"{code} is no service of a sector named above"
        elif kind and kind not in terms.applies_to(code):
            yield ("services", index), f"{code} does not bind a {kind.value}"


def _sections(record: Mapping[str, Any]) -> Iterator[Fault]:
    for name in REQUIRED_SECTIONS:
        texts = record["sections"].get(name, {})
        for locale in ("id", "en"):
            if not texts.get(locale):
                yield ("sections", name), f"needs a section {name} in {locale}"
    for name, texts in record["sections"].items():
        if "id" not in texts:
            yield ("sections", name), f"the section {name} has no Indonesian text"
    if not record["blocks"]:
        yield ("blocks",), "needs at least one block"


def _citations(record: Mapping[str, Any]) -> Iterator[Fault]:
    known = [source["id"] for source in record["sources"]]
    for index, source in enumerate(known):
        if source in known[:index]:
            yield ("sources", index), f"the id {source} stands twice"
    cited = set()
    for steps, source in cited_sources(record):
        cited.add(source)
        if source not in known:
            yield steps, f"cites {source}, which is no source of this file"
    for index, source in enumerate(known):
        if source not in cited:
            yield ("sources", index), f"{source} is cited nowhere"


def cited_sources(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """Yield every citation in a record as (path, source id)."""
    if isinstance(value, str):
        for match in CITATION.finditer(value):
            for source in re.split(r",\s*", match.group(1)):
                yield steps, source
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from cited_sources(item, (*steps, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "sources" and steps:
                yield from (((*steps, "sources"), source) for source in item)
            elif key != "sources":
                yield from cited_sources(item, (*steps, key))
