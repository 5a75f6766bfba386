"""The page on which a region attaches files to what it writes, and gives them up again."""

from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core.access import accepts_files, current_actor, requires
from portal.core.errors import Conflict
from portal.core.formats import words
from portal.core.i18n import _
from portal.core.once import key_of_page
from portal.core.uow import unit_of_work
from portal.core.uploads.intake import Purpose, Sent
from portal.core.uploads.store import NoRoom
from portal.core.uploads.types import UploadRefused
from portal.practices.forms import UploadForm
from portal.practices.permissions import START_PRACTICE
from portal.practices.queries.files import FileView
from portal.practices.services import files
from portal.practices.views.media import file_url, image_url, type_of

blueprint = Blueprint("filing", __name__)
REFUSED = 422


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file in the list; `preview` is the address of a small image where it is one."""

    key: str
    name: str
    url: str
    preview: str | None
    width: int | None
    height: int | None
    type: str
    bytes: int
    member_only: bool


@dataclass(frozen=True, kw_only=True)
class Filing:
    """The page; `done` says what the last press of a button did."""

    slug: str
    title: str
    form: UploadForm
    files: list[Kept]
    most: int
    done: str


@blueprint.get("/practices/<slug:slug>/files")
@requires(START_PRACTICE)
def index(slug: str) -> str:
    """Show the files that a draft has."""
    return _page(slug, UploadForm(formdata=None))


@blueprint.post("/practices/<slug:slug>/files")
@accepts_files
@requires(START_PRACTICE)
def add(slug: str) -> Response | tuple[str, int]:
    """Attach a file."""
    form = UploadForm()
    if form.validate():
        sent = form.file.data
        try:
            files.attach(
                current_actor(),
                files.writable(current_actor(), slug).id,
                Sent(cast("BinaryIO", sent.stream), sent.filename or "", sent.mimetype or ""),
                Purpose(form.purpose.data),
                member_only=form.member_only.data,
                key=key_of_page(),
            )
        except (UploadRefused, Conflict, NoRoom) as error:
            form.blame("file", str(error))
        else:
            return redirect(url_for("filing.index", slug=slug, done="added"), 303)
    return _page(slug, form), REFUSED


@blueprint.post("/practices/<slug:slug>/files/<key:key>/remove")
@requires(START_PRACTICE)
def remove(slug: str, key: str) -> Response:
    """Give up a file."""
    with unit_of_work() as session:
        files.remove(session, current_actor(), key)
    return redirect(url_for("filing.index", slug=slug, done="removed"), 303)


def _page(slug: str, form: UploadForm) -> str:
    practice = files.writable(current_actor(), slug)
    done = {"added": _("Berkas sudah disimpan."), "removed": _("Berkas sudah dihapus.")}
    page = Filing(
        slug=slug,
        title=words(practice.title),
        form=form,
        files=[_kept(file) for file in practice.files],
        most=files.MOST_FILES,
        done=done.get(request.args.get("done", ""), ""),
    )
    return render_template("practices/files.html", filing=page)


def _kept(file: FileView) -> Kept:
    shown = file.widths[0] if file.kind is Purpose.IMAGE else None
    return Kept(
        key=file.public_id,
        name=file.name,
        url=file_url(file.public_id),
        preview=image_url(file, shown, "jpg") if shown else None,
        width=file.width,
        height=file.height,
        type=type_of(file),
        bytes=file.bytes,
        member_only=file.member_only,
    )
