"""Writes: turning records into numbered, frozen versions."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.rendering import Text
from portal.core.slugs import new_public_id
from portal.core.text import RENDERER_VERSION, render
from portal.practices.models import Practice, PracticeState, PracticeTag, PracticeVersion
from portal.practices.permissions import WITHHELD
from portal.practices.schemas.facets import CLASSIFICATION, TERM_SCHEMES
from portal.practices.schemas.record import BLOCK_PARTS, STATEMENTS
from portal.practices.services.evidence import evidence_level
from portal.practices.services.pulse import verified
from portal.practices.services.uses import note_uses
from portal.regions.queries import directory
from portal.vocabularies.queries import MATURITY, NON_SPM, scheme

SOURCE_WORDS = {"id": "Sumber", "en": "Source"}


def store_compilations(session: Session, records: Mapping[str, Mapping[str, Any]]) -> int:
    """Publish records that editors compiled, and return how many practices changed.

    A record that differs from the published one becomes the next version; the old one stays.
    """
    known = {practice.slug: practice for practice in session.scalars(sa.select(Practice))}
    return sum(
        _store_compilation(session, slug, known.get(slug), record)
        for slug, record in records.items()
    )


def _store_compilation(
    session: Session, slug: str, practice: Practice | None, record: Mapping[str, Any]
) -> int:
    if practice is None:
        region = directory().by_code[record["region"]]
        practice = started(session, slug, region.id)
    latest = latest_version(session, practice)
    if latest is not None and (not latest.by_editors or latest.content_hash == hash_of(record)):
        return 0  # what its region has taken over is no longer ours to write
    if practice.state is PracticeState.WITHDRAWN:
        return 0
    practice.region_id = directory().by_code[record["region"]].id
    publish(session, practice, record)
    return 1


def started(session: Session, slug: str, region_id: int) -> Practice:
    """Return a new practice without any text."""
    practice = Practice(
        public_id=new_public_id(), slug=slug, region_id=region_id, state=PracticeState.DRAFT
    )
    session.add(practice)
    session.flush()  # others need its id
    return practice


def latest_version(session: Session, practice: Practice) -> PracticeVersion | None:
    """Return the version with the highest number, None before the first."""
    return session.scalars(
        sa.select(PracticeVersion)
        .where(PracticeVersion.practice_id == practice.id)
        .order_by(PracticeVersion.number.desc())
    ).first()


def publish(
    session: Session,
    practice: Practice,
    record: Mapping[str, Any],
    html: Mapping[str, str] | None = None,
) -> PracticeVersion:
    """Freeze `record` as the next version, and make it what readers see.

    `html` are its texts rendered, as `texts_of` names them, if that was done elsewhere.
    """
    latest = latest_version(session, practice)
    version = PracticeVersion(
        practice_id=practice.id,
        number=latest.number + 1 if latest else 1,
        record=dict(record),
        html=dict(html) if html is not None else render_record(record),
        renderer=RENDERER_VERSION,
        content_hash=hash_of(record),
        evidence_level=evidence_level(record, replicated=practice.replicated),
        year=record.get("year"),
        has_english="en" in record["sections"].get("problem", {}),
        by_editors=record["compiled_by"] == "editors",
        scheme_version=scheme(MATURITY).version,
        published_at=utcnow(),
    )
    session.add(version)
    session.flush()  # the tags need the version's id
    for facet, code in tags_of(record):
        term = scheme(TERM_SCHEMES[facet]).terms[code]
        session.add(PracticeTag(version_id=version.id, facet=facet, term_id=term.id))
    note_uses(session, version, record)
    practice.state = _state(practice, latest, record)
    practice.current_version_id = version.id
    verified(practice)
    return version


def _state(
    practice: Practice, latest: PracticeVersion | None, record: Mapping[str, Any]
) -> PracticeState:
    """Return in which state a practice stands with a new version.

    A record decides where it says something new: it neither brings back what was withheld, nor
    undoes what the region has said of its practice since.
    """
    said_before = latest is not None and latest.record["status"] == record["status"]
    if practice.state in WITHHELD or said_before:
        return practice.state
    return PracticeState.STOPPED if record["status"] == "stopped" else PracticeState.PUBLISHED


def hash_of(record: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON of a record, in hexadecimal."""
    canonical = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def tags_of(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the (facet, term code) pairs a record is classified with."""
    for facet, key in CLASSIFICATION.items():
        yield from ((facet, code) for code in record.get(key, ()) if code != NON_SPM)
    yield "stage", record["stage"]
    if "band" in record.get("cost", {}):
        yield "cost", record["cost"]["band"]
    for facet, key in (("partner", "partners"), ("kit", "kit")):
        kinds = {item["kind"] for item in record.get(key, [])}
        yield from ((facet, kind) for kind in sorted(kinds))


def render_record(record: Mapping[str, Any]) -> dict[str, str]:
    """Return {path: HTML} of all Markdown texts of a record, e.g. `sections.problem.id`.

    For texts that were checked; what comes from people is rendered by `core.rendering`.
    """
    return {
        path: str(render(text.source, citations=text.citations, source_word=text.source_word))
        for path, text in texts_of(record).items()
    }


def texts_of(record: Mapping[str, Any]) -> dict[str, Text]:
    """Return {path: text} of all Markdown texts of a record, complete or not."""
    numbers = {source["id"]: int(source["id"][1:]) for source in record.get("sources", [])}
    texts = {f"sections.{name}": texts for name, texts in record.get("sections", {}).items()}
    for key in STATEMENTS:
        if "text" in record.get(key, {}):
            texts[f"{key}.text"] = _cited(record[key])
    for index, block in enumerate(record.get("blocks", [])):
        texts |= {f"blocks.{index}.{part}": block[part] for part in BLOCK_PARTS if part in block}
    for index, row in enumerate(record.get("faq", [])):
        texts[f"faq.{index}.answer"] = row.get("answer", {})
    return {
        f"{path}.{locale}": Text(text, numbers, SOURCE_WORDS[locale])
        for path, bilingual in texts.items()
        for locale, text in bilingual.items()
    }


def put_html(version: PracticeVersion, html: Mapping[str, str]) -> None:
    """Keep what was made of the texts of a version; what it says and its hash stay."""
    version.html = dict(html)


def _cited(statement: Mapping[str, Any]) -> dict[str, str]:
    """Return a statement's texts with its sources cited at the end."""
    sources = statement.get("sources")
    suffix = f" [{', '.join(sources)}]" if sources else ""
    return {locale: text + suffix for locale, text in statement["text"].items()}
