"""Images and attachments as the page of a practice shows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for

from portal.core.formats import words
from portal.core.uploads.intake import Purpose
from portal.core.uploads.keeping import StoredFile
from portal.core.uploads.types import BY_MEDIA_TYPE
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
class Download:
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
    attachments: list[Download]
    on_request: bool


class Files:
    """The files of a practice that a text of it names; of other practices' it knows nothing."""

    def __init__(self, practice_id: int, record: Mapping[str, Any], *, member: bool) -> None:
        """Read them all at once; `member` tells whether the reader may have those for members."""
        self._record = record
        self._files = files_of(practice_id, ids_in(record))
        self._member = member

    def media(self) -> Media:
        """Return the images and attachments."""
        photos = self._named("images", Purpose.IMAGE)
        attachments = self._named("attachments", Purpose.ATTACHMENT)
        return Media(
            photos=[
                photo_of(
                    file,
                    alt="" if row.get("decorative") else words(row.get("alt")),
                    caption=words(row.get("caption")),
                )
                for row, file in photos
            ],
            attachments=[self._download(file, words(row["title"])) for row, file in attachments],
            on_request=saves_data(),
        )

    def download(self, row: Mapping[str, Any]) -> Download | None:
        """Return the file that a row of the record names, None if it names none."""
        file = self._files.get(row.get("file", ""))
        return self._download(file, file.name) if file else None

    def _named(self, key: str, kind: Purpose) -> Iterator[tuple[Mapping[str, Any], FileView]]:
        for row in self._record.get(key, []):
            file = self._files.get(row["file"])
            if file is not None and file.kind is kind:
                yield row, file

    def _download(self, file: FileView, title: str) -> Download:
        return Download(
            title=title,
            url=file_url(file.public_id) if self._member or not file.member_only else None,
            type=type_of(file),
            bytes=file.bytes,
            member_only=file.member_only,
        )


def saves_data() -> bool:
    """Tell whether the reader wants images only when asking for them."""
    return bool(g.get("data_saver")) or request.headers.get("Save-Data", "").lower() == "on"


def file_url(key: str) -> str:
    """Return the address of a file, one for all languages."""
    return _neutral(url_for("files.file", key=key))


def type_of(file: StoredFile) -> str:
    """Return what people call the type of a file."""
    return BY_MEDIA_TYPE[file.media_type].name


def photo_of(file: StoredFile, *, alt: str, caption: str = "") -> Photo:
    """Return an image as pages show it; without `alt` it only decorates."""
    shown = max(width for width in file.widths if width <= SHOWN or width == file.widths[0])
    return Photo(
        webp=_choices(file, "webp"),
        jpeg=_choices(file, "jpg"),
        url=image_url(file, shown, "jpg"),
        width=file.width or shown,
        height=file.height or shown,
        alt=alt,
        caption=caption,
        bytes=file.parts[f"{shown}.webp"],
    )


def _choices(file: StoredFile, suffix: str) -> str:
    return ", ".join(f"{image_url(file, width, suffix)} {width}w" for width in file.widths)


def image_url(file: StoredFile, width: int, suffix: str) -> str:
    """Return the address of an image in one of its widths, one for all languages."""
    address = url_for("files.image", key=file.public_id, width=width, suffix=suffix)
    return _neutral(address)


def _neutral(path: str) -> str:
    return path.removeprefix(request.script_root)
