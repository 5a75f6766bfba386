"""Errors as pages in the portal's look, and as problem documents (RFC 9457) for programs."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, g, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    SecurityError,
    ServiceUnavailable,
)

from portal.core import disk
from portal.core.errors import DomainError, Unauthorized
from portal.core.forms import TOKEN, is_secret
from portal.core.i18n import _l
from portal.core.limits import TooMany
from portal.core.programs import is_program
from portal.core.security import READING

log = logging.getLogger(__name__)
TITLES = {
    400: _l("Permintaan tidak dapat dibaca"),
    401: _l("Token tidak berlaku"),
    403: _l("Anda tidak berhak membuka ini"),
    404: _l("Halaman tidak ditemukan"),
    405: _l("Cara ini tidak berlaku di sini"),
    409: _l("Keadaannya sudah berubah"),
    410: _l("Tautan ini sudah tidak berlaku"),
    413: _l("Kiriman terlalu besar"),
    422: _l("Kiriman belum dapat diterima"),
    429: _l("Terlalu banyak permintaan"),
    500: _l("Ada yang rusak di pihak kami"),
    503: _l("Layanan sedang sibuk"),
    507: _l("Penyimpanan penuh"),
}
ADVICE = {
    400: _l("Periksa alamat atau isian Anda, lalu coba lagi."),
    401: _l("Kirim token yang berlaku di header Authorization. Token dibuat di halaman akun."),
    403: _l("Masuk dengan akun yang berhak, atau hubungi admin daerah Anda."),
    404: _l("Alamatnya mungkin salah ketik atau halamannya sudah dipindah. Coba cari praktiknya."),
    405: _l("Kembali ke beranda dan mulai dari sana."),
    409: _l("Muat ulang halamannya, lalu coba lagi."),
    410: _l("Tautannya mungkin sudah dipakai atau terlalu lama. Minta tautan baru."),
    413: _l("Perkecil kiriman Anda, lalu coba lagi."),
    422: _l("Perbaiki yang disebut, lalu kirim lagi."),
    429: _l("Tunggu sebentar, lalu coba lagi."),
    500: _l("Kesalahan sudah dicatat. Coba lagi sebentar lagi."),
    503: _l("Coba lagi beberapa detik lagi."),
    507: _l("Kiriman Anda belum tersimpan. Halaman tetap bisa dibaca; coba kirim lagi nanti."),
}
UNWRITABLE = _l(
    "Penyimpanan sedang tidak dapat ditulis, jadi kiriman Anda belum tersimpan. "
    "Halaman tetap bisa dibaca; coba kirim lagi nanti."
)
RETRY_AFTER = "5"
RETRY_WHEN_ROOM = "60"
RESENT = frozenset({503, 507})


@dataclass(frozen=True)
class Unsent:
    """What somebody was to write, for the button that sends it again; nothing of it is stored.

    `left_out` tells that a password, a code or a file must be given anew.
    """

    target: str
    fields: Sequence[tuple[str, str]]
    left_out: bool


def answer(
    status: int,
    detail: str = "",
    errors: object = None,
    more: Mapping[str, object] | None = None,
) -> Response:
    """Return an error answer: a problem document for programs, a page for people.

    `errors` tells a program which parameters are wrong, as {name: reasons}; `more` are members of
    the problem document that its kind has beside these.
    """
    known = status if status in TITLES else (400 if status < 500 else 500)  # noqa: PLR2004  # where the fault of the server begins
    title, advice = str(TITLES[known]), detail or str(ADVICE[known])
    if is_program():
        problem: dict[str, object] = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": advice,
        }
        if errors:
            problem["errors"] = errors
        problem |= more or {}
        response = Response(json.dumps(problem, ensure_ascii=False), status)
        response.content_type = "application/problem+json"
        return response
    page = render_template(
        "errors/error.html",
        status=status,
        title=title,
        message=advice,
        request_id=g.get("request_id"),
        typed=request.args.get("q", ""),
        unsent=_unsent() if status in RESENT and request.method == "POST" else None,
    )
    return Response(page, status, content_type="text/html; charset=utf-8")


def _unsent() -> Unsent:
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN]
    secrets = any(value for name, value in pairs if is_secret(name))
    files = any(file.filename for file in request.files.values())
    return Unsent(
        request.script_root + request.full_path.rstrip("?"),
        [pair for pair in pairs if not is_secret(pair[0])],
        left_out=files or secrets,
    )


def _note(error: Exception) -> None:
    """Let the line of this request in the log tell why it was refused."""
    g.refused = type(error).__name__


def _foreign_host(error: SecurityError) -> Response:
    """Answer without a page: where the host is unknown, no address can be built."""
    _note(error)
    return Response(
        f"{TITLES[400]}\n", SecurityError.code, content_type="text/plain; charset=utf-8"
    )


def _http(error: HTTPException) -> Response:
    _note(error)
    details = getattr(error, "data", None) or {}
    response = answer(
        error.code or HTTPStatus.INTERNAL_SERVER_ERROR, errors=details.get("messages")
    )
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "location"}:
            response.headers[name] = value
    if methods := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(methods))
    return response


def _domain(error: DomainError) -> Response:
    _note(error)
    response = answer(error.status, str(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthorized):
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def _busy(error: OperationalError) -> Response:
    # One line without a trace: there is one for every request while the database is away.
    log.error("the database did not answer: %s", " ".join(str(error.orig).split()))
    if disk.is_full(error.orig):
        response = answer(HTTPStatus.INSUFFICIENT_STORAGE)
        response.headers["Retry-After"] = RETRY_WHEN_ROOM
        return response
    unwritable = disk.is_unwritable(error.orig) and request.method not in READING
    response = answer(ServiceUnavailable.code, str(UNWRITABLE) if unwritable else "")
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _crash(_error: InternalServerError) -> Response:
    return answer(InternalServerError.code)


def init_app(app: Flask) -> None:
    """Answer every error in the portal's look."""
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(InternalServerError, _crash)
