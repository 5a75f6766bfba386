"""A library of a whole nation, invented: `uv run python -m tests.benchmarks.nation 30000 DIR`.

Builds what other benchmarks run on: so many practices of 400-1,500 Zipf-distributed words, in the
database and in the index. Kept in a folder below DIR, it is built once and copied for each run.
"""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from portal.core.clock import today, utcnow
from portal.core.db import Entity, db
from portal.core.generations import bump
from portal.core.jobs import Job
from portal.core.slugs import new_public_id
from portal.core.text import RENDERER_VERSION
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState, PracticeTag, PracticeVersion
from portal.practices.queries import KIND
from portal.practices.schemas.facets import TERM_SCHEMES
from portal.practices.services.evidence import evidence_level
from portal.practices.services.versions import hash_of, tags_of, texts_of
from portal.regions.queries import directory as regions
from portal.search import outbox
from portal.search.registry import generation_of
from portal.vocabularies.queries import MATURITY, scheme
from tests.conftest import make_app
from tests.factories.practices import Words, load_vocabularies_and_regions, record

NATION = 30_000
AT_ONCE = 500  # practices in a unit of work
TRANSLATED = 0.1
YEAR = timedelta(days=365)
STATES = {"active": PracticeState.PUBLISHED, "stopped": PracticeState.STOPPED}


@contextmanager
def library(count: int, kept: Path | None = None) -> Iterator[Path]:
    """Give a folder of a portal with so many practices, to be written to and thrown away."""
    with tempfile.TemporaryDirectory(dir=kept) as folder:
        directory = Path(folder) / "data"
        if kept is None:
            build(directory, count)
        else:
            shutil.copytree(built(count, kept), directory)
            with make_app(directory).app_context():
                upgrade()  # it may have been kept for long
        yield directory


def built(count: int, kept: Path) -> Path:
    """Return the folder below `kept` with so many practices, built if it is not there."""
    directory = kept / f"practices-{count}"
    if not directory.exists():
        half = directory.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        build(half, count)
        half.rename(directory)
    return directory


def build(directory: Path, count: int) -> None:
    """Fill a new folder with so many practices."""
    directory.mkdir(parents=True)
    app = make_app(directory)
    begun = time.perf_counter()
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        _store(app, count)
        stored = time.perf_counter()
        outbox.rebuild()
        with unit_of_work() as session:
            session.execute(sa.delete(Job))  # what they ask for stands in the index
        db.session.remove()
        db.engine.dispose()
    taken = f"stored in {stored - begun:.0f} s, indexed in {time.perf_counter() - stored:.0f} s"
    print(f"library of {count} practices: {taken}", flush=True)


def _store(app: Flask, count: int) -> None:
    rng = random.Random(0)
    words = Words(rng)
    for first in range(0, count, AT_ONCE):
        # A request reads regions and vocabularies once, where a unit of work would each time.
        with app.test_request_context():
            records = [_written(rng, words) for _ in range(min(AT_ONCE, count - first))]
            with unit_of_work() as session:
                _insert(session, records, first)


def _insert(session: Session, records: Sequence[dict[str, Any]], first: int) -> None:
    """Store published practices as `versions.publish` does, but all of them at once."""
    practices = [
        {
            "public_id": new_public_id(),
            "slug": f"uji-0-{first + number}",
            "region_id": regions().by_code[made["region"]].id,
            "state": STATES[made["status"]],
            "verify_by": today() + YEAR,
        }
        for number, made in enumerate(records)
    ]
    ids = _inserted(session, Practice, practices)
    versions = [_version(*pair) for pair in zip(ids, records, strict=True)]
    found = _inserted(session, PracticeVersion, versions)
    tags = [
        {
            "version_id": version,
            "facet": facet,
            "term_id": scheme(TERM_SCHEMES[facet]).terms[code].id,
        }
        for version, made in zip(found, records, strict=True)
        for facet, code in tags_of(made)
    ]
    _inserted(session, PracticeTag, tags)
    current = sa.select(PracticeVersion.id).where(PracticeVersion.practice_id == Practice.id)
    session.execute(
        sa.update(Practice)
        .where(Practice.id.in_(ids))
        .values(current_version_id=current.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    bump(session, generation_of(KIND))


def _version(practice: int, made: dict[str, Any]) -> dict[str, Any]:
    return {
        "practice_id": practice,
        "number": 1,
        "record": made,
        "html": _plain(made),
        "renderer": RENDERER_VERSION,
        "content_hash": hash_of(made),
        "evidence_level": evidence_level(made, replicated=False),
        "year": made["year"],
        "has_english": "en" in made["sections"]["problem"],
        "by_editors": True,
        "scheme_version": scheme(MATURITY).version,
        "published_at": utcnow(),
    }


def _inserted(
    session: Session, model: type[Entity], rows: Sequence[Mapping[str, Any]]
) -> Sequence[int]:
    query = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
    return session.scalars(query, rows).all()


def _written(rng: random.Random, words: Words) -> dict[str, Any]:
    """Return a record, of which one in ten is translated into English as a whole."""
    made = record(rng, words)
    if rng.random() > TRANSLATED:
        for text in (made["title"], made["summary"], *made["sections"].values()):
            text.pop("en", None)
    return made


def _plain(made: dict[str, Any]) -> dict[str, str]:
    """Return the texts of a record rendered: there is no Markdown in them, and that saves hours."""
    return {path: f"<p>{text.source}</p>" for path, text in texts_of(made).items()}


if __name__ == "__main__":
    wanted, place = sys.argv[1:]
    built(int(wanted), Path(place))
