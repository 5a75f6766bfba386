"""Images and attachments as the page of a practice shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for

from portal.core.formats import words
from portal.core.permissions import Actor, permits
from portal.core.uploads.intake import Purpose
from portal.core.uploads.types import BY_MEDIA_TYPE
from portal.practices.permissions import READ_MEMBER_FILE
from portal.practices.queries import PracticeView
from portal.practices.queries.files import FileView, files_of, ids_in

SHOWN = 960  # the width that is shown where a browser does not choose


@dataclass(frozen=True, kw_only=True)
class Photo:
    """An image; `webp` and `jpeg` are its addresses by width, as browsers choose among them."""

    webp: str
    jpeg: str
    url: str
    width: int
    height: int
    alt: str
    caption: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file to be taken along; without an address it is kept for members, and this is none."""

    title: str
    url: str | None
    type: str
    bytes: int
    member_only: bool


@dataclass(frozen=True)
class Media:
    """What a practice shows beside its words; `on_request` tells to load images when asked to."""

    photos: list[Photo]
    attachments: list[Attachment]
    on_request: bool


def media_of(view: PracticeView, actor: Actor) -> Media:
    """Return the images and attachments of a practice in the version shown."""
    files = files_of(view.id, ids_in(view.record))
    return Media(
        photos=[
            _photo(row, files[row["file"]])
            for row in view.record.get("images", [])
            if _is(files, row, Purpose.IMAGE)
        ],
        attachments=[
            _attachment(row, files[row["file"]], actor)
            for row in view.record.get("attachments", [])
            if _is(files, row, Purpose.ATTACHMENT)
        ],
        on_request=saves_data(),
    )


def saves_data() -> bool:
    """Tell whether the reader wants images only when asking for them."""
    return bool(g.get("data_saver")) or request.headers.get("Save-Data", "").lower() == "on"


def file_url(key: str) -> str:
    """Return the address of a file, one for all languages."""
    return _neutral(url_for("files.file", key=key))


def type_of(file: FileView) -> str:
    """Return what people call the type of a file."""
    return BY_MEDIA_TYPE[file.media_type].name


def _is(files: Mapping[str, FileView], row: Mapping[str, Any], kind: Purpose) -> bool:
    file = files.get(row.get("file", ""))
    return file is not None and file.kind is kind


def _photo(row: Mapping[str, Any], file: FileView) -> Photo:
    shown = max(width for width in file.widths if width <= SHOWN or width == file.widths[0])
    return Photo(
        webp=_choices(file, "webp"),
        jpeg=_choices(file, "jpg"),
        url=image_url(file, shown, "jpg"),
        width=file.width or shown,
        height=file.height or shown,
        alt="" if row.get("decorative") else words(row.get("alt")),
        caption=words(row.get("caption")),
        bytes=file.parts[f"{shown}.webp"],
    )


def _choices(file: FileView, suffix: str) -> str:
    return ", ".join(f"{image_url(file, width, suffix)} {width}w" for width in file.widths)


def image_url(file: FileView, width: int, suffix: str) -> str:
    """Return the address of an image in one of its widths, one for all languages."""
    address = url_for("files.image", key=file.public_id, width=width, suffix=suffix)
    return _neutral(address)


def _attachment(row: Mapping[str, Any], file: FileView, actor: Actor) -> Attachment:
    may = not file.member_only or permits(actor, READ_MEMBER_FILE)
    return Attachment(
        title=words(row.get("title")) or file.name,
        url=file_url(file.public_id) if may else None,
        type=type_of(file),
        bytes=file.bytes,
        member_only=file.member_only,
    )


def _neutral(path: str) -> str:
    return path.removeprefix(request.script_root)
