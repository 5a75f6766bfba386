"""What was typed while a sign-in ended is kept in the page that asks to sign in again.

Nothing of it is stored: it goes to the browser and back as hidden fields until it is sent, by a
press of a button, to where it was going. Passwords, codes and files are left out, and it says so.
"""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, render_template, request, url_for

from portal.accounts.forms import CodeForm, SignInForm
from portal.core.forms import TOKEN, is_secret
from portal.core.security import local_target

PREFIX = "kept-"
TARGET = "target"
LEFT_OUT = "left-out"


@dataclass(frozen=True)
class Kept:
    """What was to be sent, and where to; `left_out` tells that something was not kept."""

    target: str
    fields: tuple[tuple[str, str], ...]
    left_out: bool

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The hidden fields that bring it back to us."""
        fields = [(f"{PREFIX}{name}", value) for name, value in self.fields]
        return [(TARGET, self.target), *([(LEFT_OUT, "1")] if self.left_out else []), *fields]


def from_interrupted() -> Kept:
    """Return what the present request was to write."""
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN]
    fields = tuple(pair for pair in pairs if not is_secret(pair[0]))
    secrets = any(value for name, value in pairs if is_secret(name))
    files = any(file.filename for file in request.files.values())
    target = request.script_root + request.full_path.rstrip("?")
    return Kept(target, fields, files or secrets)


def from_page() -> Kept:
    """Return what a page of ours has brought back."""
    fields = tuple(
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    )
    target = local_target(request.form.get(TARGET, ""), url_for("accounts.account"))
    return Kept(target, fields, LEFT_OUT in request.form)


def interrupted(*, awaits_code: bool) -> Response:
    """Answer a write of somebody whose sign-in has ended, or lacks only the code."""
    form = CodeForm(formdata=None) if awaits_code else SignInForm(formdata=None)
    return page(from_interrupted(), form, HTTPStatus.FORBIDDEN)


def page(
    kept: Kept, form: SignInForm | CodeForm | None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    """Return the page that asks for what is missing, or, with no form, to send what was typed."""
    text = render_template("accounts/kept.html", kept=kept, form=form)
    return Response(text, status, content_type="text/html; charset=utf-8")
