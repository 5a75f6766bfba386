"""Reads: the files of practices, who uses them, and the text of their pages."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.core.uploads.keeping import StoredFile
from portal.practices.models import Practice, PracticeVersion
from portal.practices.models.files import FileText, FileUse, PracticeFile, TextState

FILED = ("images", "attachments", "evidence", "sources")  # what of a record may name a file


@dataclass(frozen=True, kw_only=True)
class FileView(StoredFile):
    """A file of a practice; `member_only` is what holds today."""

    id: int
    practice_id: int
    member_only: bool
    text_state: TextState


@dataclass(frozen=True)
class PageText:
    """The text of a page of a file."""

    file: str
    page: int
    text: str


def view_of(file: PracticeFile, *, member_only: bool) -> FileView:
    """Return a file as others see it."""
    return FileView(
        id=file.id,
        public_id=file.public_id,
        practice_id=file.practice_id,
        kind=file.kind,
        media_type=file.media_type,
        name=file.name,
        stored=file.stored,
        main=file.main,
        parts=file.parts,
        bytes=file.bytes,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        member_only=member_only,
        text_state=file.text_state,
    )


def find(public_id: str) -> PracticeFile | None:
    """Return a file, None if there is none with this id."""
    return db.session.scalars(
        sa.select(PracticeFile).where(PracticeFile.public_id == public_id)
    ).one_or_none()


def newest_use(file_id: int) -> FileUse | None:
    """Return how the newest published version that shows a file does so; None if none does."""
    return db.session.scalars(
        sa.select(FileUse)
        .join(PracticeVersion, PracticeVersion.id == FileUse.version_id)
        .where(FileUse.file_id == file_id, PracticeVersion.published_at.is_not(None))
        .order_by(PracticeVersion.number.desc())
        .limit(1)
    ).one_or_none()


def files_of(practice_id: int, public_ids: Collection[str]) -> dict[str, FileView]:
    """Return those of `public_ids` that are files of the practice, by their ids."""
    if not public_ids:
        return {}
    rows = db.session.scalars(
        sa.select(PracticeFile).where(
            PracticeFile.practice_id == practice_id, PracticeFile.public_id.in_(public_ids)
        )
    ).all()
    closed = _member_only([row.id for row in rows])
    return {
        row.public_id: view_of(row, member_only=row.member_only or row.id in closed) for row in rows
    }


def _member_only(file_ids: Sequence[int]) -> set[int]:
    """Return the files that the newest version which shows them keeps for members."""
    rows = db.session.execute(
        sa.select(FileUse.file_id, FileUse.member_only)
        .join(PracticeVersion, PracticeVersion.id == FileUse.version_id)
        .where(FileUse.file_id.in_(file_ids))
        .order_by(PracticeVersion.number)
    )
    newest = {row.file_id: row.member_only for row in rows}
    return {file_id for file_id, closed in newest.items() if closed}


def kept_files(practice_id: int) -> list[FileView]:
    """Return the files that a region has for a practice, the oldest first."""
    rows = db.session.scalars(
        sa.select(PracticeFile)
        .where(PracticeFile.practice_id == practice_id, PracticeFile.removed_at.is_(None))
        .order_by(PracticeFile.id)
    )
    return [view_of(row, member_only=row.member_only) for row in rows]


def ids_in(record: Mapping[str, Any]) -> dict[str, bool]:
    """Return the files that a record shows, as {public id: whether it keeps them for members}."""
    found: dict[str, bool] = {}
    for key in FILED:
        for row in record.get(key, []):
            if "file" in row:
                closed = bool(row.get("member_only"))
                found[row["file"]] = closed or found.get(row["file"], False)
    return found


def _public_pages() -> sa.Select[str, int, str]:
    """Return the pages of files that the current version of a practice shows to everybody."""
    return (
        sa.select(PracticeFile.public_id, FileText.page, FileText.text)
        .join(PracticeFile, PracticeFile.id == FileText.file_id)
        .join(FileUse, FileUse.file_id == PracticeFile.id)
        .where(FileUse.member_only.is_(False), PracticeFile.member_only.is_(False))
    )


def public_pages(practice_id: int) -> Iterator[PageText]:
    """Yield the pages of what a practice shows to everybody, file by file."""
    rows = db.session.execute(
        _public_pages()
        .join(Practice, Practice.current_version_id == FileUse.version_id)
        .where(Practice.id == practice_id)
        .order_by(PracticeFile.id, FileText.page)
    )
    for row in rows:
        yield PageText(row.public_id, row.page, row.text)


def attached_text_holds(word: str) -> sa.ColumnElement[bool]:
    """Return the condition on `Practice` that a page of a file it shows to everybody holds it."""
    return (
        _public_pages()
        .where(
            FileUse.version_id == Practice.current_version_id,
            FileText.text.icontains(word, autoescape=True),
        )
        .correlate(Practice)
        .exists()
    )
