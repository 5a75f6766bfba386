"""The session's token: it is in every form of somebody with a session, checked before any view.

Whoever has no session has nothing that a forged form could abuse, see
`security.refuse_foreign_writes`.
"""

import base64
import secrets

from flask import Flask, g, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms.validators import ValidationError

from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.security import READING

TOKEN = "csrf_token"  # noqa: S105  # the name of a field


def prove_session() -> None:
    """Say that this request comes with a session, and refuse writes that lack its token.

    Raises:
        BadInput: if a write has no token, or that of another session.
    """
    g.has_session = True
    if request.method in READING:
        return
    try:
        validate_csrf(_unmasked(request.form.get(TOKEN) or request.headers.get("X-CSRF-Token", "")))
    except ValidationError as error:
        raise BadInput(
            _("Halaman ini dibuka sebelum Anda masuk atau keluar. Muat ulang, lalu kirim lagi.")
        ) from error


def token() -> str:
    """Return the token that forms of this session carry, "" without a session.

    It looks different on each page: how well a page can be compressed would otherwise tell, bit by
    bit, whether the token has in it what somebody else let the page say beside it (BREACH).
    """
    if not g.get("has_session"):
        return ""
    if "masked_token" not in g:
        g.masked_token = _masked(str(generate_csrf()).encode())
    masked: str = g.masked_token
    return masked


def _masked(plain: bytes) -> str:
    pad = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(pad + _mixed(plain, pad)).decode()


def _unmasked(masked: str) -> str:
    """Return what `_masked` was given, something that is no token where it was given nothing."""
    try:
        whole = base64.urlsafe_b64decode(masked.encode())
    except ValueError:
        return ""
    half = len(whole) // 2
    return _mixed(whole[half:], whole[:half]).decode("ascii", "replace")


def _mixed(some: bytes, other: bytes) -> bytes:
    return bytes(one ^ two for one, two in zip(some, other, strict=False))


def init_app(app: Flask) -> None:
    """Give templates `csrf_token()`; a token holds as long as its session."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None)
    app.jinja_env.globals["csrf_token"] = token
