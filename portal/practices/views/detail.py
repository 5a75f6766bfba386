"""The page of a practice, in the reader's language where the practice has it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from portal.core.charts import BarRole, before_after, change
from portal.core.formats import period, words
from portal.core.i18n import _, current_locale
from portal.core.permissions import Actor, permits
from portal.practices.permissions import READ_MEMBER_FILE
from portal.practices.queries import PracticeView
from portal.practices.queries.life import Later, later_measures
from portal.practices.schemas.record import SECTIONS
from portal.practices.views.detail_shapes import (
    Block,
    Cost,
    Indicator,
    KitItem,
    LegalBasis,
    Measurement,
    Member,
    Partners,
    Place,
    PracticePage,
    Sections,
    Source,
    Statement,
    VersionMark,
)
from portal.practices.views.evidence import evidence_box
from portal.practices.views.faq import faq_of
from portal.practices.views.labels import value_label
from portal.practices.views.linked import linked_data
from portal.practices.views.lived import life_of
from portal.practices.views.media import Files
from portal.practices.views.wording import (
    cite_as,
    first_sentences,
    share_text,
    version_path,
)
from portal.practices.views.writers import translation_note, writing_of
from portal.regions.queries import directory
from portal.search.views.listing_shapes import Link
from portal.vocabularies.queries import NON_SPM, term_label


def page_of(view: PracticeView, actor: Actor) -> PracticePage:
    """Return everything the page of a practice shows to `actor`."""
    record, lang, newer = view.record, _lang(view), _newer(view)
    files = Files(view.id, record, member=permits(actor, READ_MEMBER_FILE))
    return PracticePage(
        slug=view.slug,
        url=url_for("practices.detail", slug=view.slug),
        linked=None if newer else linked_data(view, lang),
        title=words(record["title"]),
        short_name=record.get("short_name"),
        lang=lang,
        summary=words(record["summary"]),
        region=_place(view),
        unit=words(record.get("unit")),
        compiled_by=record["compiled_by"],
        year=record.get("year"),
        stage=value_label("stage", record["stage"]),
        status="stopped" if view.stopped else "active",
        life=life_of(view, actor),
        newer_version_url=newer,
        dimensions=_links("dimension", record["dimensions"]),
        aspects=_links("aspect", record.get("aspects", [])),
        sectors=_sectors(record["sectors"]),
        services=_links("service", record.get("services", [])),
        brief_problem=first_sentences(words(record["sections"]["problem"], lang)),
        sections=Sections(**{name: _html(view, f"sections.{name}", lang) for name in SECTIONS}),
        blocks=[_block(view, index, lang) for index in range(len(record["blocks"]))],
        indicators=_indicators(view),
        cost=_cost(view),
        duration_months=record.get("duration_months"),
        prerequisites=[_statement(row) for row in record.get("prerequisites", [])],
        partners=_partners(record.get("partners", [])),
        legal_basis=[_legal_basis(row) for row in record.get("legal_basis", [])],
        replications=[_statement(row) for row in record.get("replications", [])],
        awards=[_statement(row) for row in record.get("awards", [])],
        **_texts(view, "people", "integration", "beneficiaries", "sustainability"),
        kit=[_kit(row) for row in record.get("kit", [])],
        media=files.media(),
        evidence=evidence_box(view, files),
        sources=[_source(row, files) for row in record.get("sources", [])],
        **_surroundings(view, actor),
    )


def _surroundings(view: PracticeView, actor: Actor) -> dict[str, Any]:
    """Return what is shown beside the practice itself."""
    return {
        "public_id": view.public_id,
        "faq": faq_of(view),
        "cite_as": cite_as(view),
        "version": _version(view),
        "share_text": share_text(view),
        "writing": None if _newer(view) else writing_of(view, actor),
        "translation": translation_note(view) if _lang(view) == "en" else "",
    }


def _lang(view: PracticeView) -> str:
    return current_locale() if view.has_english else "id"


def _newer(view: PracticeView) -> str | None:
    newer = view.number < view.current_number
    return url_for("practices.detail", slug=view.slug) if newer else None


def _version(view: PracticeView) -> VersionMark:
    slug, number, current = view.slug, view.number, view.current_number
    return VersionMark(
        number,
        view.published_at,
        version_path(view),
        all_url=url_for("history.versions", slug=slug),
        changes_url=url_for("history.diff", slug=slug, old=number, new=current),
    )


def _place(view: PracticeView) -> Place:
    own = view.region.code == view.province.code
    return Place(
        view.region.name,
        url_for("overview.region", code=view.region.code),
        "" if own else view.province.name,
        view.region.invented,
    )


def _links(facet: str, codes: Sequence[str]) -> list[Link]:
    return [Link(value_label(facet, code), _browse(facet, code)) for code in codes]


def _sectors(codes: Sequence[str]) -> list[Link]:
    """Return the sectors, told from an aspect of the same name."""
    return [
        Link(
            link.label if code == NON_SPM else _("SPM %(sector)s", sector=link.label),
            link.url,
        )
        for code, link in zip(codes, _links("sector", codes), strict=True)
    ]


def _browse(facet: str, code: str) -> str:
    if facet in {"dimension", "sector"}:
        return url_for(f"overview.{facet}", slug=code)
    chosen: dict[str, Any] = {facet: code}
    return url_for("practices.index", **chosen)


def _html(view: PracticeView, path: str, lang: str) -> Markup | None:
    html = view.html.get(f"{path}.{lang}") or view.html.get(f"{path}.id")
    return Markup(html) if html else None  # noqa: S704  # it came from the sanitiser


def _texts(view: PracticeView, *keys: str) -> dict[str, Any]:
    return {key: _statement_html(view, key) for key in keys}


def _statement_html(view: PracticeView, key: str) -> Markup | None:
    return _html(view, f"{key}.text", current_locale())


def _block(view: PracticeView, index: int, lang: str) -> Block:
    block = view.record["blocks"][index]
    lang = lang if lang in block["title"] else "id"
    path = f"blocks.{index}"
    return Block(
        id=f"blok-{index + 1}",
        number=index + 1,
        kind=block["kind"],
        kind_label=term_label("block-kind", block["kind"], current_locale()),
        title=words(block["title"], lang),
        html=_html(view, f"{path}.body", lang) or Markup(),
        steps=_html(view, f"{path}.steps", lang),
        enabling=_html(view, f"{path}.enabling", lang),
        lessons=_html(view, f"{path}.lessons", lang),
    )


def _indicators(view: PracticeView) -> list[Indicator]:
    """Return the results; what was measured later stands with the current version alone."""
    later = {} if _newer(view) else later_measures(view.id)
    rows = view.record.get("indicators", [])
    return [_indicator(row, later.get(row["name"]["id"], ())) for row in rows]


def _indicator(row: Mapping[str, Any], later: Sequence[Later]) -> Indicator:
    measured = {
        role: Measurement(
            role,
            row[role.value]["value"],
            period(row[role.value].get("period", "")),
            row[role.value].get("sources", []),
        )
        for role in BarRole
        if role.value in row
    }
    since = [
        Measurement(BarRole.LATER, last.value, period(last.period), [], last.source)
        for last in later
    ]
    rows = [*measured.values(), *since]
    baseline, actual = measured.get(BarRole.BASELINE), (since or [measured[BarRole.ACTUAL]])[-1]
    return Indicator(
        name=words(row["name"]),
        unit=words(row["unit"]),
        measurements=rows,
        baseline=baseline,
        target=measured.get(BarRole.TARGET),
        actual=actual,
        contested=measured.get(BarRole.CONTESTED),
        note=words(row.get("note")) or words(row.get("contested", {}).get("note")) or None,
        change=change(baseline.value, actual.value, lower_is_better=row["direction"] == "down")
        if baseline
        else None,
        chart=before_after([(m.role, m.value, m.period) for m in rows]),
    )


def _cost(view: PracticeView) -> Cost | None:
    cost = view.record.get("cost")
    if cost is None:
        return None
    locale = current_locale()
    return Cost(
        term_label("cost-band", cost["band"], locale) if "band" in cost else None,
        [term_label("funding", code, locale) for code in cost.get("funding", [])],
        _statement_html(view, "cost"),
    )


def _statement(row: Mapping[str, Any]) -> Statement:
    region = directory().by_code.get(row.get("region", ""))
    link = Link(region.name, url_for("overview.region", code=region.code)) if region else None
    return Statement(
        words(row["text"]),
        row.get("sources", []),
        must=row.get("must", False),
        year=row.get("year"),
        region=link,
    )


def _source(row: Mapping[str, Any], files: Files) -> Source:
    return Source(
        id=row["id"],
        number=row["id"].removeprefix("s"),
        title=row["title"],
        publisher=row["publisher"],
        year=row.get("year"),
        url=row.get("url", ""),
        file=files.download(row),
    )


def _kit(row: Mapping[str, Any]) -> KitItem:
    return KitItem(
        term_label("kit-kind", row["kind"], current_locale()),
        words(row["text"]),
        row.get("url"),
        row.get("sources", []),
    )


def _partners(rows: Sequence[Mapping[str, Any]]) -> list[Partners]:
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return [
        Partners(
            term_label("actor-kind", kind, current_locale()),
            [
                Member(words(row["name"]), words(row.get("role")))
                for row in rows
                if row["kind"] == kind
            ],
        )
        for kind in kinds
    ]


def _legal_basis(row: Mapping[str, Any]) -> LegalBasis:
    return LegalBasis(
        term_label("legal-kind", row["kind"], current_locale()),
        row.get("number"),
        row.get("year"),
        words(row["title"]),
        row.get("sources", []),
    )
