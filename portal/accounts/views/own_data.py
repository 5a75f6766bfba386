"""One's own data: a copy to take away, what it is used for, and an end to all of it."""

import io
import zipfile
from collections.abc import Mapping

from flask import Response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.forms import CopyForm, EraseForm
from portal.accounts.permissions import ERASE_OWN_DATA, EXPORT_OWN_DATA, MANAGE_ACCOUNT
from portal.accounts.queries import pending_erasure
from portal.accounts.services import consents, erasing, personal
from portal.accounts.services.personal import Copy
from portal.accounts.views.fresh import is_fresh, knows_password
from portal.accounts.views.pages import blueprint, go, here, refused
from portal.core.access import current_actor, requires
from portal.core.errors import BadInput
from portal.core.forms import Form
from portal.core.i18n import _l
from portal.core.security import local_target

FILE = "sokoguru-data.zip"
DONE = {
    "withdrawn": _l("Pilihan Anda dicatat dan sudah berlaku."),
    "asked": _l("Permintaan penghapusan dicatat. Kami juga mengirim surat."),
    "cancelled": _l("Penghapusan dibatalkan. Akun Anda tetap ada."),
}
# The page is opened from a disk, far from the portal and its style sheets.
STYLE = Markup(
    "<style>:root{color-scheme:light dark}"
    "body{font:1rem/1.5 Georgia,serif;margin:2rem auto;max-width:45rem;padding:0 1rem}"
    "h2{border-top:1px solid;margin-top:2rem;padding-top:.5rem}"
    "dl{border-bottom:1px dotted;display:grid;gap:0 1rem;grid-template-columns:12rem 1fr;"
    "padding-bottom:.5rem}dt{font-weight:bold}"
    "dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}"
    "@media(max-width:40rem){dl{display:block}}</style>"
)


@blueprint.get("/account/data")
@requires(EXPORT_OWN_DATA)
def own_data() -> str:
    """Show what can be done with the reader's data."""
    return _page({})


@blueprint.post("/account/data/copy")
@requires(EXPORT_OWN_DATA)
def copy_data() -> AnyResponse:
    """Give the reader a file with all of it."""
    form = CopyForm(is_fresh=here().is_fresh, prefix="copy-")
    if not form.validate() or not is_fresh(form):
        return refused(_page({"copy": form}))
    response = Response(_packed(personal.copy(current_actor())), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


@blueprint.post("/account/data/erasure")
@requires(ERASE_OWN_DATA)
def ask_erasure() -> AnyResponse:
    """Let the reader be forgotten, in two days."""
    form = EraseForm(prefix="erase-")
    if form.validate() and knows_password(form):
        try:
            erasing.ask(current_actor())
        except BadInput as error:
            form.blame("sure", str(error))
        else:
            return go("accounts.own_data", done="asked")
    return refused(_page({"erase": form}))


@blueprint.post("/account/data/erasure/cancel")
@requires(ERASE_OWN_DATA)
def cancel_erasure() -> AnyResponse:
    """Let the reader stay."""
    erasing.cancel(current_actor())
    return go("accounts.own_data", done="cancelled")


@blueprint.post("/account/data/consents/<slug:purpose>/withdraw")
@requires(MANAGE_ACCOUNT)
def withdraw_consent(purpose: str) -> AnyResponse:
    """Use the reader's data for a purpose no longer."""
    consents.withdraw(current_actor(), purpose)
    return go("accounts.own_data", done="withdrawn")


@blueprint.post("/account/notice")
@requires(MANAGE_ACCOUNT)
def note_read() -> AnyResponse:
    """Note that the reader knows the privacy notice, and go on where they were."""
    consents.note_read(here().person_id)
    return redirect(local_target(request.form.get("back", ""), url_for("accounts.own_data")), 303)


def _page(tried: Mapping[str, Form]) -> str:
    found = here()
    asked = pending_erasure(found.person_id)
    forms: dict[str, Form] = {
        "copy": CopyForm(formdata=None, is_fresh=found.is_fresh, prefix="copy-"),
        "erase": EraseForm(formdata=None, prefix="erase-"),
    }
    return render_template(
        "accounts/own_data.html",
        **{**forms, **tried},
        standings=consents.standings(found.person_id),
        due=asked.due_at if asked else None,
        hours=int(erasing.GRACE.total_seconds()) // 3600,
        done=str(DONE.get(request.args.get("done", ""), "")),
    )


def _packed(found: Copy) -> bytes:
    """Return the copy as one file, for programs and for people."""
    page = render_template(
        "accounts/_copy.html",
        style=STYLE,
        made_at=found.made_at,
        sections=personal.sections(found),
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", personal.as_json(found))
        archive.writestr("data.html", page)
    return packed.getvalue()
