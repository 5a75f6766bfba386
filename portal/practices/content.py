"""The practice files below `content/practices/`: Markdown with front matter, both languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.core.addresses import SLUG
from portal.core.content import Part, Problem, Reading, read_text
from portal.core.content_tables import read_csv
from portal.core.db import db
from portal.core.faults import FaultyTextError
from portal.practices.models import PUBLIC_STATES, Practice, PracticeVersion
from portal.practices.schemas.document import read_document, to_text
from portal.practices.schemas.record import RESERVED_SLUGS
from portal.practices.schemas.remarks import Signs, remarks_of
from portal.practices.schemas.rules import Terms, faults_of
from portal.practices.services.versions import store_compilations
from portal.regions.queries import directory

FOLDER = "practices"


def read(reading: Reading) -> dict[str, dict[str, Any]]:
    """Return {slug: record}; notes every fault with its line."""
    codes = [row["code"] for row in reading.parsed["regions"].regions]
    terms = Terms(reading.parsed["vocabularies"], codes)
    records = {}
    for path in sorted((reading.root / FOLDER).glob("*.md")):
        record = _read_file(reading, path, terms)
        if record is not None:
            records[path.stem] = record
    return records


def _read_file(reading: Reading, path: Path, terms: Terms) -> dict[str, Any] | None:
    if not SLUG.fullmatch(path.stem) or path.stem in RESERVED_SLUGS:
        reading.fault(path, 1, "the file's name is not a slug")
        return None
    text = read_text(reading, path)
    if text is None:
        return None
    try:
        document = read_document(text, whole=True)
    except FaultyTextError as error:
        for fault in error.faults:
            reading.fault(path, fault.line, str(fault))
        return None
    for steps, reason in faults_of(document.record, terms):
        reading.fault(path, document.line(steps), reason)
    return document.record


def remarks(reading: Reading) -> Iterator[Problem]:
    """Yield what an editor should look at: figures without source, tags that no text bears."""
    path = reading.root / FOLDER / "tag-words.csv"
    rows = read_csv(reading, path, ("scheme", "code", "words")) if path.exists() else []
    extra = {(row["scheme"], row["code"]): row["words"] for _line, row in rows}
    signs = Signs(reading.parsed["vocabularies"], extra)
    for slug, record in reading.parsed["practices"].items():
        file = reading.root / FOLDER / f"{slug}.md"
        text = file.read_text(encoding="utf-8")
        for about, reason in remarks_of(record, signs):
            before = text.partition(about)[0]
            line = before.count("\n") + 1 if before != text else 1
            yield Problem(str(file.relative_to(reading.root)), line, reason)


def export(root: Path) -> None:
    """Write every public practice of a real region as a file below `root`."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    rows = db.session.execute(
        sa.select(Practice.slug, Practice.region_id, PracticeVersion.record)
        .join(PracticeVersion, Practice.current_version_id == PracticeVersion.id)
        .where(Practice.state.in_(PUBLIC_STATES))
    )
    for slug, region_id, record in rows:
        if not directory().by_id[region_id].invented:
            (folder / f"{slug}.md").write_text(to_text(record), encoding="utf-8")


PART = Part("practices", read=read, write=store_compilations, export=export, remarks=remarks)
