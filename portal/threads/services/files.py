"""Files of posts: taken before the text is kept, shown with it, opened by who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.errors import BadInput, NotFound
from portal.core.i18n import _
from portal.core.permissions import Actor, permits, require
from portal.core.security import is_broken
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.core.uploads.intake import Purpose, Sent, take
from portal.core.uploads.keeping import (
    GRACE,
    Keeper,
    StoredFile,
    columns_of,
    look_after,
    saved,
    tidy,
)
from portal.core.uploads.types import PICTURES, signed_type
from portal.threads.models import Post, Thread
from portal.threads.models.files import PostFile
from portal.threads.permissions import ANSWER, VIEW_POST, Said
from portal.threads.queries.files import view_of
from portal.threads.schemas.texts import LONGEST_ALT, MOST_FILES

_HEAD = 32  # bytes that tell a picture


class FilesRefused(BadInput):
    """Files that a post cannot show; the message, already translated, says why."""


@dataclass(frozen=True)
class Shown:
    """A file that a post is to show; `alt` is "" for a picture that only decorates."""

    key: str
    alt: str | None = None


def attach(actor: Actor, sent: Sent) -> StoredFile:
    """Keep a file for a post that its sender is writing; not to be called in a unit of work.

    Pictures become images of the page, all else is to be downloaded.

    Raises:
        Forbidden: if the actor may not write.
        UploadRefused: if the file is not one that is taken, with the reason.
        NoRoom: if the disk does not take it.
    """
    require(actor, ANSWER)
    head = sent.stream.read(_HEAD)
    sent.stream.seek(0)
    taken = take(sent, Purpose.IMAGE if signed_type(head) in PICTURES else Purpose.ATTACHMENT)
    with saved(taken) as stored, unit_of_work() as session:
        file = PostFile(
            public_id=new_public_id(), person_id=actor.person_id, **columns_of(taken, stored)
        )
        session.add(file)
        session.flush()
        return view_of(file)


def put(session: Session, actor: Actor, post: Post, shown: Sequence[Shown]) -> None:
    """Let a post show these files and no others: its own, and those that its author has sent.

    Raises:
        FilesRefused: if there are too many, one is gone, or a picture has no words.
    """
    session.flush()
    chosen = {file.key: file for file in shown}
    if len(chosen) > MOST_FILES:
        raise FilesRefused(_("Paling banyak %(most)s berkas.", most=MOST_FILES))
    waiting = sa.and_(PostFile.post_id.is_(None), PostFile.person_id == actor.person_id)
    usable = sa.or_(PostFile.post_id == post.id, waiting)
    rows = session.scalars(sa.select(PostFile).where(usable)).all()
    files = {row.public_id: row for row in rows if row.public_id in chosen}
    if set(chosen) - set(files):
        raise FilesRefused(_("Salah satu berkas sudah tidak ada. Unggah lagi."))
    for key, row in files.items():
        row.alt, row.post_id = _alt(row, chosen[key]), post.id
    for row in rows:
        if row.post_id == post.id and row.public_id not in chosen:
            session.delete(row)


def _alt(row: PostFile, shown: Shown) -> str | None:
    if row.kind is not Purpose.IMAGE:
        return None
    if shown.alt is None:
        raise FilesRefused(
            _("Jelaskan gambar “%(name)s”, atau tandai sebagai hiasan.", name=row.name)
        )
    if is_broken(shown.alt):
        raise FilesRefused(_("Isian ini memuat karakter yang tidak dapat dibaca."))
    return shown.alt.strip()[:LONGEST_ALT]


def remove_all(session: Session, post: Post) -> None:
    """Take all files from a post for good."""
    session.execute(sa.delete(PostFile).where(PostFile.post_id == post.id))


def _open(actor: Actor, public_id: str) -> tuple[StoredFile, bool] | None:
    session = db.session()
    row = session.scalars(sa.select(PostFile).where(PostFile.public_id == public_id)).one_or_none()
    if row is None:
        return None
    if row.post_id is None:
        if actor.person_id != row.person_id:
            raise NotFound
        return view_of(row), False
    post = session.get_one(Post, row.post_id)
    target = Said(post, session.get_one(Thread, post.thread_id))
    if not permits(actor, VIEW_POST, target):
        raise NotFound
    return view_of(row), permits(Actor(), VIEW_POST, target)


def _wanted() -> set[str]:
    return set(db.session.scalars(sa.select(PostFile.stored)))


def look_after_files() -> None:
    """Let files of posts be opened by whom they are for, and stay while they are wanted."""
    look_after("threads", Keeper(_open, _wanted))


def sweep() -> int:
    """Delete files whose text was never kept, and return how many there were."""
    with unit_of_work() as session:
        waiting = sa.select(PostFile).where(
            PostFile.post_id.is_(None), PostFile.created_at < utcnow() - GRACE
        )
        rows = session.scalars(waiting).all()
        for row in rows:
            session.delete(row)
    tidy()
    return len(rows)
