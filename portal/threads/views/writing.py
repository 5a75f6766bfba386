"""What all forms have in which somebody writes: files on the way, and what may go wrong."""

from collections.abc import Collection, Sequence
from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage

from portal.core.db import reading
from portal.core.forms import readable
from portal.core.i18n import _
from portal.core.limits import TooMany
from portal.core.permissions import Actor
from portal.core.uploads.intake import Purpose, Sent
from portal.core.uploads.store import NoRoom
from portal.core.uploads.types import UploadRefused
from portal.practices.views.media import image_url, type_of
from portal.threads.forms import WritingForm
from portal.threads.queries.files import PostFileView, sent_by
from portal.threads.services import files, pace
from portal.threads.services.files import Shown
from portal.threads.services.texts import Body, TextRefused, body_of
from portal.threads.views.shapes import FileRow

MINUTE = 60


def keep_sent_file(form: WritingForm, actor: Actor) -> list[str]:
    """Take the file that came with a form, and return the keys of all that it has so far."""
    keys = [readable(key) for key in request.form.getlist("files")]
    sent = form.file.data
    if not isinstance(sent, FileStorage) or not sent.filename:
        return keys
    told = Sent(cast("BinaryIO", sent.stream), sent.filename, sent.mimetype or "")
    try:
        pace.count_file(actor)
        return [*keys, files.attach(actor, told).public_id]
    except TooMany as error:
        form.blame("file", wait(error))
    except (UploadRefused, NoRoom) as error:
        form.blame("file", str(error))
    return keys


def is_attaching() -> bool:
    """Tell whether the button was pressed that only takes a file."""
    return request.form.get("action") == "attach"


def shown_files(keys: Collection[str]) -> list[Shown]:
    """Return the files that a form wants to show, with what it says of them."""
    return [Shown(key, _alt(key)) for key in keys]


def _alt(key: str) -> str | None:
    if request.form.get(f"decorative-{key}"):
        return ""
    return request.form.get(f"alt-{key}", "").strip() or None  # its form judges it


def rows_of(actor: Actor, keys: Collection[str]) -> list[FileRow]:
    """Return the files that a form has, as it shows them."""
    return [
        _row(file, _alt(file.public_id) or "", decorative=_alt(file.public_id) == "")
        for file in sent_by(actor, keys)
    ]


def kept_rows(kept: Sequence[PostFileView]) -> list[FileRow]:
    """Return the files that a post has already, as a form shows them."""
    return [_row(file, file.alt or "", decorative=file.alt == "") for file in kept]


def _row(file: PostFileView, alt: str, *, decorative: bool) -> FileRow:
    is_image = file.kind is Purpose.IMAGE
    return FileRow(
        file.public_id,
        file.name,
        type_of(file),
        file.bytes,
        is_image,
        image_url(file, file.widths[0], "jpg") if is_image else None,
        alt,
        decorative,
    )


def body_in(form: WritingForm) -> Body | None:
    """Return the text of a form ready to be kept, None where it is blamed."""
    try:
        with reading():
            return body_of(form.body.data)
    except TextRefused as error:
        form.blame("body", str(error))
        return None


def wait(error: TooMany) -> str:
    """Return in words how long somebody has to wait."""
    minutes = -(-error.retry_after // MINUTE)
    return _(
        "Terlalu banyak dalam waktu singkat. Coba lagi %(minutes)s menit lagi.", minutes=minutes
    )
