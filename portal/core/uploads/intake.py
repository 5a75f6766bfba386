"""From what was sent to what is kept: sniffed, judged, made anew where it is a picture."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from portal.core.i18n import _
from portal.core.uploads import archives, pictures, texts
from portal.core.uploads.store import BODY
from portal.core.uploads.types import (
    ATTACHMENTS,
    CSV,
    IMAGES,
    JPEG,
    MAX_BYTES,
    MEGABYTE,
    PDF,
    PICTURES,
    FileType,
    UploadRefused,
    check_agreement,
    display_name,
    signed_type,
)


class Purpose(StrEnum):
    """What a file is for: to be seen on a page, or to be downloaded."""

    IMAGE = "image"
    ATTACHMENT = "attachment"


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: nothing of this is to be believed."""

    stream: IO[bytes]
    name: str
    media_type: str


@dataclass(frozen=True)
class Taken:
    """A file that may be kept: its parts by name, and what is said of it.

    `main` is the part that a download gives; `widths` are those that an image comes in.
    """

    purpose: Purpose
    kind: FileType
    name: str
    parts: Mapping[str, bytes]
    main: str
    width: int | None = None
    height: int | None = None
    widths: Sequence[int] = ()

    @property
    def bytes(self) -> int:
        """The size of a download."""
        return len(self.parts[self.main])

    @property
    def bytes_in_all(self) -> int:
        """The room that all parts take."""
        return sum(len(body) for body in self.parts.values())

    @property
    def sha256(self) -> str:
        """The SHA-256 of a download, in hexadecimal."""
        return hashlib.sha256(self.parts[self.main]).hexdigest()


def take(sent: Sent, purpose: Purpose) -> Taken:
    """Return what of a file may be kept; takes up to some seconds, so hold no transaction.

    Raises:
        UploadRefused: saying what is wrong with the file.
    """
    body = sent.stream.read(MAX_BYTES + 1)
    if not body:
        raise UploadRefused(_("Berkas ini kosong."))
    if len(body) > MAX_BYTES:
        raise UploadRefused(
            _("Berkas ini lebih besar dari %(most)s MB.", most=MAX_BYTES // MEGABYTE)
        )
    kind = _sniffed(body, purpose)
    check_agreement(kind, sent.name, sent.media_type)
    name = display_name(sent.name, kind)
    if purpose is Purpose.IMAGE:
        made = pictures.image(body, kind)
        main = f"{made.widths[-1]}.jpg"
        return Taken(
            purpose,
            JPEG,
            display_name(sent.name, JPEG),
            made.parts,
            main,
            made.width,
            made.height,
            made.widths,
        )
    if kind in PICTURES:
        made = pictures.attachment(body, kind)
        return Taken(purpose, kind, name, made.parts, BODY, made.width, made.height)
    return Taken(purpose, kind, name, {BODY: body}, BODY)


def _sniffed(body: bytes, purpose: Purpose) -> FileType:
    """Return the type that the content gives away.

    Raises:
        UploadRefused: if it is none that is taken for this purpose, or looks like one and is not.
    """
    kind = signed_type(body) or archives.office_type(body)
    if kind is PDF:
        texts.check_pdf(body)
    elif kind is None and texts.check_csv(body):
        kind = CSV
    taken = IMAGES if purpose is Purpose.IMAGE else ATTACHMENTS
    if kind is None or kind not in taken:
        names = ", ".join(known.name for known in taken)
        raise UploadRefused(
            _("Jenis berkas ini tidak diterima. Yang diterima: %(names)s.", names=names)
        )
    return kind
