"""What a portal has stored, compared with what it has acknowledged; see `writers`."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.adoptions.models import Adoption
from portal.core import audit
from portal.core.db import db, reading
from portal.core.mail_models import OutgoingMail
from portal.core.uploads.keeping import store
from portal.practices.models import Practice, PracticeState, PracticeTag, PracticeVersion
from portal.practices.models.drafts import Draft, DraftSave, ReviewRound
from portal.practices.models.files import PracticeFile
from portal.practices.services.versions import hash_of, tags_of
from portal.regions.models import Region
from portal.search import outbox
from portal.search.engine import FIELDS
from portal.search.finder import engine
from portal.threads.models import Post, Thread, Vote
from portal.threads.models.files import PostFile
from tests.benchmarks.writers import Entry

Keys = set[tuple[Any, ...]]


def _rows(query: sa.Select[Any]) -> Keys:
    return {tuple(row) for row in db.session.execute(query)}


def _saves() -> Keys:
    name = DraftSave.record["short_name"].as_string()
    return _rows(sa.select(Practice.slug, DraftSave.token, name).join_from(Practice, DraftSave))


def _posts() -> Keys:
    return _rows(sa.select(Thread.public_id, Post.number, Post.source).join_from(Thread, Post))


def _votes() -> Keys:
    return _rows(
        sa.select(Thread.public_id, Post.number, Vote.person_id)
        .join_from(Post, Vote)
        .join(Thread, Thread.id == Post.thread_id)
    )


def _adoptions() -> Keys:
    return _rows(
        sa.select(Practice.slug, Region.code)
        .join_from(Adoption, Practice, Practice.id == Adoption.practice_id)
        .join(Region, Region.id == Adoption.region_id)
    )


STORED: dict[str, Callable[[], Keys]] = {
    "save": _saves,
    "submission": lambda: _rows(sa.select(Practice.slug).join_from(Practice, ReviewRound)),
    "approval": lambda: _rows(
        sa.select(Practice.slug).where(Practice.state == PracticeState.PUBLISHED)
    ),
    "file": lambda: _rows(sa.select(PracticeFile.public_id)),
    "thread": lambda: _rows(sa.select(Thread.public_id)),
    "post": _posts,
    "vote": _votes,
    "adoption": _adoptions,
}


def lost(entries: Iterable[Entry]) -> list[tuple[str, tuple[Any, ...]]]:
    """Return what was acknowledged and is not there."""
    asked: dict[str, Keys] = {}
    for _now, kind, key in entries:
        asked.setdefault(kind, set()).add(key)
    with reading():
        return [(kind, key) for kind, keys in asked.items() for key in keys - STORED[kind]()]


def twice() -> int:
    """Return how much was made twice, since who sent it got no answer at first.

    Writers give each text, each title in a region, and each file of a practice once.

    Raises:
        AssertionError: if something is there twice that can never be.
    """
    titles = sa.select(Practice.region_id, Draft.record["title"]["id"].as_string())
    named = titles.join_from(Draft, Practice).where(Practice.state == PracticeState.DRAFT)
    with reading():
        made = [
            Counter(tuple(row) for row in db.session.execute(query))
            for query in (
                sa.select(Post.source).where(Post.number > 1),
                sa.select(Thread.title),
                sa.select(PracticeFile.practice_id, PracticeFile.sha256),
                named,
            )
        ]
        assert _counted(sa.select(Adoption.practice_id, Adoption.region_id)) <= 1
        assert _counted(sa.select(OutgoingMail.key)) <= 1
        assert _counted(sa.select(ReviewRound.practice_id, ReviewRound.number)) <= 1
    return sum(counts.total() - len(counts) for counts in made)


def stale() -> list[tuple[str, str]]:
    """Return what the index holds otherwise than the database has it; builds the index anew."""
    found = _lengths()
    outbox.rebuild()
    fresh = _lengths()
    return sorted(key for key in found.keys() | fresh.keys() if found.get(key) != fresh.get(key))


def _lengths() -> dict[tuple[str, str], list[int]]:
    """Return how many terms each document of the index has in each field."""
    reader = engine()._folder.open()[1]
    return {
        (row["kind"], row["key"]): [reader.doc_field_length(number, name) or 0 for name in FIELDS]
        for number, row in reader.iter_docs()
    }


def _counted(query: sa.Select[Any]) -> int:
    """Return how often the most frequent row is there."""
    return max(Counter(tuple(row) for row in db.session.execute(query)).values(), default=0)


def sound() -> None:
    """Check the database, the audit chain, and the files of all rows.

    Raises:
        AssertionError: naming what is damaged, half done or missing.
    """
    with reading():
        if db.engine.dialect.name == "sqlite":
            told = db.session.scalars(sa.text("PRAGMA integrity_check")).all()
            assert told == ["ok"], told
            assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
        else:
            for table in db.metadata.sorted_tables:
                db.session.execute(sa.select(table)).all()
        audit.verify()
        for model in (PracticeFile, PostFile):
            for file in db.session.scalars(sa.select(model)):
                for part, size in file.parts.items():
                    assert store().path(file.stored, part).stat().st_size == size, file.stored
                body = store().path(file.stored, file.main).read_bytes()
                assert hashlib.sha256(body).hexdigest() == file.sha256, file.stored


def whole(slugs: Sequence[str]) -> None:
    """Check that of practices nothing is half done.

    Raises:
        AssertionError: naming one of which it is.
    """
    with reading():
        for practice in db.session.scalars(sa.select(Practice).where(Practice.slug.in_(slugs))):
            _whole(practice)


def _whole(practice: Practice) -> None:
    drafts = db.session.scalars(sa.select(Draft).where(Draft.practice_id == practice.id)).all()
    versions = db.session.scalars(
        sa.select(PracticeVersion).where(PracticeVersion.practice_id == practice.id)
    ).all()
    if practice.state is PracticeState.DRAFT:
        assert (len(drafts), versions) == (1, []), practice.slug
        return
    (version,) = versions
    tags = db.session.scalar(sa.select(sa.func.count()).where(PracticeTag.version_id == version.id))
    assert practice.current_version_id == version.id
    assert practice.draft_state is None
    assert drafts == []
    assert version.content_hash == hash_of(version.record)
    assert tags == len(list(tags_of(version.record)))
