"""Files of practices: attached, given up, opened by those who may, and swept away when orphaned."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.errors import Conflict, NotFound
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.once import Key, made_before, once
from portal.core.permissions import Actor, permits, require
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.core.uploads.documents import read_pages
from portal.core.uploads.intake import Purpose, Sent, Taken, take
from portal.core.uploads.keeping import (
    GRACE,
    Keeper,
    StoredFile,
    columns_of,
    look_after,
    saved,
    store,
    tidy,
)
from portal.core.uploads.types import PDF
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft, ReviewRound
from portal.practices.models.files import FileText, FileUse, PracticeFile, TextState
from portal.practices.permissions import (
    COMMENT_DRAFT,
    READ_MEMBER_FILE,
    VIEW_PRACTICE,
    WRITE_DRAFT,
    require_seen,
)
from portal.practices.queries import KIND
from portal.practices.queries.cases import case_of
from portal.practices.queries.files import FileView, find, kept_files, newest_use, view_of
from portal.practices.services.drafts import writable_draft
from portal.practices.services.trail import note
from portal.search.registry import index_job

MOST_FILES = 20
MOST_BYTES_OF_REGION = 1_000_000_000
TEXT_JOB = "practice-file.text"


@dataclass(frozen=True)
class Writable:
    """A practice whose draft the actor may add files to, with those that it has."""

    id: int
    title: Mapping[str, str]
    files: list[FileView]


def writable(actor: Actor, slug: str) -> Writable:
    """Return a practice to add files to.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write it.
        Conflict: if there is no draft, or an editor is reading it.
    """
    session = db.session()
    practice = session.scalars(sa.select(Practice).where(Practice.slug == slug)).one_or_none()
    if practice is None:
        raise NotFound
    require_seen(actor, WRITE_DRAFT, practice)
    draft = writable_draft(session, practice)
    return Writable(practice.id, draft.record["title"], kept_files(practice.id))


def attach(  # noqa: PLR0913  # who attaches what to which practice, for whom, by which key
    actor: Actor,
    practice_id: int,
    sent: Sent,
    purpose: Purpose,
    *,
    member_only: bool = False,
    key: Key | None = None,
) -> FileView:
    """Keep a file for the draft of a practice, and return it; not to be called in a unit of work.

    The file is judged and made anew before any lock is taken, which may take some seconds.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write the practice.
        Conflict: if there is no draft to write in, or no room for another file.
        UploadRefused: if the file is not one that is taken, with the reason.
        NoRoom: if the disk does not take it.
        Reused: if another request was sent by the same key.
    """
    with reading():
        for file in made_before(db.session(), actor, key, PracticeFile):
            return view_of(file, member_only=member_only)
        _check(db.session(), actor, practice_id, coming=0)
    taken = take(sent, purpose)
    with saved(taken) as stored, unit_of_work() as session:
        keep = once(key, PracticeFile, _keep)
        file = keep(session, actor, practice_id, taken, stored, member_only=member_only)
        return view_of(file, member_only=member_only)


def _keep(  # noqa: PLR0913  # who keeps what under which name for which practice, and for whom
    session: Session,
    actor: Actor,
    practice_id: int,
    taken: Taken,
    stored: str,
    *,
    member_only: bool,
) -> PracticeFile:
    practice = _check(session, actor, practice_id, coming=taken.bytes_in_all)
    file = _row(actor, practice, taken, stored, member_only=member_only)
    session.add(file)
    session.flush()  # the job needs its id
    if file.text_state is TextState.WAITING:
        enqueue(session, TEXT_JOB, str(file.id))
    note(session, "attach", actor, practice, {"file": file.public_id, "hash": file.sha256})
    return file


def _check(session: Session, actor: Actor, practice_id: int, *, coming: int) -> Practice:
    """Return the practice if the actor may attach so many bytes to its draft."""
    practice = session.get(Practice, practice_id)
    if practice is None:
        raise NotFound
    require_seen(actor, WRITE_DRAFT, practice)
    writable_draft(session, practice)
    kept = PracticeFile.removed_at.is_(None)
    mine = PracticeFile.practice_id == practice.id
    if (session.scalar(sa.select(sa.func.count()).where(mine, kept)) or 0) >= MOST_FILES:
        raise Conflict(
            _(
                "Praktik ini sudah memuat %(most)s berkas. Hapus dulu yang tidak dipakai.",
                most=MOST_FILES,
            )
        )
    taken = session.scalar(
        sa.select(sa.func.sum(PracticeFile.bytes_in_all))
        .join(Practice, Practice.id == PracticeFile.practice_id)
        .where(Practice.region_id == practice.region_id)
    )
    if (taken or 0) + coming > MOST_BYTES_OF_REGION:
        raise Conflict(_("Berkas daerah ini sudah mencapai 1 GB. Hapus dulu yang tidak dipakai."))
    return practice


def _row(
    actor: Actor, practice: Practice, taken: Taken, stored: str, *, member_only: bool
) -> PracticeFile:
    if actor.person_id is None:
        raise ValueError("nobody in particular attaches nothing")
    return PracticeFile(
        public_id=new_public_id(),
        practice_id=practice.id,
        **columns_of(taken, stored),
        member_only=member_only,
        text_state=TextState.WAITING if taken.kind is PDF else TextState.NONE,
        person_id=actor.person_id,
    )


def remove(session: Session, actor: Actor, public_id: str) -> None:
    """Give up a file; what a published version shows stays there, all else goes after `GRACE`.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write its practice.
    """
    file = find(public_id)
    if file is None or file.removed_at is not None:
        raise NotFound
    practice = session.get_one(Practice, file.practice_id)
    require_seen(actor, WRITE_DRAFT, practice)
    file.removed_at = utcnow()
    note(session, "detach", actor, practice, {"file": public_id})


def _open(actor: Actor, public_id: str) -> tuple[StoredFile, bool] | None:
    file = find(public_id)
    if file is None:
        return None
    session = db.session()
    practice = session.get_one(Practice, file.practice_id)
    use = newest_use(file.id)
    member_only = file.member_only or (use is not None and use.member_only)
    view = view_of(file, member_only=member_only)
    if permits(actor, COMMENT_DRAFT, case_of(session, practice)):
        return view, False
    if use is None or not permits(actor, VIEW_PRACTICE, practice):
        raise NotFound
    if member_only:
        require(actor, READ_MEMBER_FILE)
    return view, not member_only and permits(Actor(), VIEW_PRACTICE, practice)


def read_text(file_id: int) -> None:
    """Read the text of a PDF that waits for it, and bring it to the search."""
    with reading():
        file = db.session.get(PracticeFile, file_id)
        if file is None or file.text_state is not TextState.WAITING:
            return
        path = store().path(file.stored, file.main)
    pages = read_pages(path)
    with unit_of_work() as session:
        file = session.get(PracticeFile, file_id)
        if file is None:  # given up meanwhile
            return
        session.execute(sa.delete(FileText).where(FileText.file_id == file_id))
        session.add_all(
            FileText(file_id=file_id, page=page, text=text) for page, text in pages.texts.items()
        )
        file.text_state = TextState.WHOLE if pages.whole else TextState.PART
        enqueue(session, index_job(KIND), str(file.practice_id))


def sweep() -> int:
    """Delete files that nobody shows or drafts any more, and return how many there were."""
    with unit_of_work() as session:
        rows = session.scalars(sa.select(PracticeFile).where(_is_orphaned())).all()
        for row in rows:
            session.delete(row)
    tidy()
    return len(rows)


def _wanted() -> set[str]:
    return set(db.session.scalars(sa.select(PracticeFile.stored)))


def look_after_files() -> None:
    """Let files of practices be opened by whom they are for, and stay while they are wanted."""
    look_after("practices", Keeper(_open, _wanted))


def _is_orphaned() -> sa.ColumnElement[bool]:
    """Return the condition on `PracticeFile` that it may go."""
    used = sa.exists().where(FileUse.file_id == PracticeFile.id)
    drafted = [
        sa.exists().where(
            table.practice_id == PracticeFile.practice_id,
            sa.cast(table.record, sa.Text).contains(PracticeFile.public_id),
        )
        for table in (Draft, ReviewRound)
    ]
    since = sa.func.coalesce(PracticeFile.removed_at, PracticeFile.created_at)
    return sa.and_(since < utcnow() - GRACE, ~used, *(~named for named in drafted))
