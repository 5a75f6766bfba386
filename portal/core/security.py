"""Security headers on every answer, and the gates that refuse malformed and foreign requests."""

import re
import string
import unicodedata
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from flask import Flask, current_app, g, request
from werkzeug.exceptions import SecurityError

from portal.core.access import takes_files
from portal.core.errors import BadInput, Forbidden
from portal.core.i18n import _
from portal.core.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
MAX_BODY = 1_000_000
MAX_BODY_WITH_FILE = 11_000_000
MAX_PARAMETERS = 200
MAX_TARGET = 2000
READING = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_ID = re.compile(r"[0-9A-Za-z-]{16,64}", re.ASCII)


def headers(*, https: bool) -> tuple[tuple[str, str], ...]:
    """Return the headers of every answer; `https` says whether readers reach it that way."""
    return (*HEADERS, HSTS) if https else HEADERS


class SecurityHeaders:
    """Adds the headers to whatever answers inside, static files and errors too."""

    def __init__(self, app: "WSGIApplication", *, https: bool) -> None:
        """Wrap `app`; `https` says whether readers reach it that way."""
        self._app = app
        self._headers = headers(https=https)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve the request."""

        def start(status: str, given: list[tuple[str, str]], exc_info: Any = None) -> Any:
            present = {name.lower() for name, _value in given}
            added = [pair for pair in self._headers if pair[0].lower() not in present]
            return start_response(status, [*given, *added], exc_info)

        return self._app(environ, start)


class EscapedQuery:
    """Escapes raw bytes in the query, so that broken ones are read like those that came escaped."""

    def __init__(self, app: "WSGIApplication") -> None:
        """Wrap `app`."""
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve the request."""
        query = environ.get("QUERY_STRING", "")
        if not query.isascii():
            environ["QUERY_STRING"] = quote(query, safe=string.punctuation, encoding="latin-1")
        return self._app(environ, start_response)


def refuse_malformed() -> None:
    """Refuse what no honest reader sends.

    Raises:
        SecurityError: for a host that is not ours; before anything that would build addresses.
        BadInput: for undecodable or control characters, or too many parameters.
    """
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    values = [value for pair in request.args.items(multi=True) for value in pair]
    if len(values) > 2 * MAX_PARAMETERS:
        raise BadInput(_("Terlalu banyak parameter."))
    if any(is_broken(value) for value in (request.path, *values)):
        raise BadInput(_("Alamat memuat karakter yang tidak dapat dibaca."))


def is_broken(value: str) -> bool:
    """Tell whether a text has characters that could not be decoded or that control machines."""
    return "\ufffd" in value or any(
        unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r"
        for character in value
    )


def refuse_foreign_writes() -> None:
    """Refuse to change anything for a page of another site, also where nobody is signed in.

    Browsers say where a form stands: by Sec-Fetch-Site, older ones by Origin or Referer. What says
    none of these is no browser, and then nobody's cookies come along that could be abused.

    Raises:
        Forbidden: if the form stands on another site.
    """
    if request.method in READING:
        return
    site = request.headers.get("Sec-Fetch-Site")
    claimed = request.headers.get("Origin") or request.headers.get("Referer")
    foreign = site not in {"same-origin", "none"} if site else claimed and not _is_ours(claimed)
    if foreign:
        raise Forbidden(_("Kiriman ini datang dari situs lain, jadi tidak dijalankan."))


def _is_ours(address: str) -> bool:
    settings: Settings = current_app.extensions["settings"]
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    ours = (urlsplit(settings.base_url).scheme, request.host)
    return (parts.scheme, parts.netloc.lower()) == ours


def local_target(asked: str, default: str) -> str:
    """Return the path and query to go on to: `asked` if it lies on this portal, else `default`.

    Browsers read a backslash as a slash and drop control characters, so these lie nowhere.
    """
    plain = asked.isascii() and asked.isprintable() and not set(asked) & {"\\", " "}
    if not plain or len(asked) > MAX_TARGET or not asked.startswith("/") or asked.startswith("//"):
        return default
    return asked.partition("#")[0]


def _request_id() -> str:
    """Return the id that a proxy of ours gave the request, else one of our own."""
    settings: Settings = current_app.extensions["settings"]
    given = request.headers.get("X-Request-ID", "") if settings.proxy_hops else ""
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def init_app(app: Flask) -> None:
    """Give each request an id and pass it through the gate."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY

    def identify() -> None:
        g.request_id = _request_id()
        if takes_files(app.view_functions.get(request.endpoint or "")):
            request.max_content_length = MAX_BODY_WITH_FILE

    app.before_request(identify)
    app.before_request(refuse_malformed)
    app.before_request(refuse_foreign_writes)
