"""Languages: Indonesian at `/…`, English at `/en/…`, the same routes under both."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, force_locale, get_translations
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from portal.core.files import write_atomically
from portal.core.programs import is_program
from portal.core.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOCALES = ("id", "en")
SOURCES = Path(__file__).parent.parent / "translations"
CATALOGUES = ("en",)  # the texts in the code are Indonesian
TEXTS = 8000  # in all languages together
_reader: ContextVar[str | None] = ContextVar("reader", default=None)
WITHOUT_PREFIX = ("/api/", "/static", "/healthz", "/readyz", "/metrics", "/robots.txt", "/sitemap")


_AS_WRITTEN = NullTranslations()


def _(text: str, **values: object) -> str:
    """Return a text, written here in Indonesian, in the reader's language."""
    said: str = _catalogue().gettext(text)
    return said % values if values else said


def _l(text: str, **values: object) -> LazyString:
    """Return a text that is put in the reader's language when it is shown."""
    return LazyString(_, text, **values)


def _catalogue() -> NullTranslations:
    """Return the texts in the reader's language; asked for a hundred times a page."""
    locale = current_locale()
    if locale not in CATALOGUES or not has_app_context():
        return _AS_WRITTEN
    kept: dict[str, NullTranslations] = current_app.extensions["catalogues"]
    if locale not in kept:
        kept[locale] = get_translations()
    return kept[locale]


def _shower() -> Callable[..., Markup]:
    """Return what templates call for texts: as `_`, but marked up, and each looked up once."""

    @lru_cache(TEXTS)
    def found(_locale: str, text: str, *, whole: bool) -> Markup:
        said = Markup(_catalogue().gettext(text))  # noqa: S704  # a text of ours
        return said % {} if whole else said

    def shown(text: str, **values: object) -> Markup:
        said = found(current_locale(), text, whole=not values)
        return said % values if values else said

    return shown


def _counted(one: str, many: str, number: int) -> str:
    said: str = _catalogue().ngettext(one, many, number)
    return said


class LanguagePrefix:
    """Moves `/en` from the path into SCRIPT_NAME, so that each route stands once."""

    def __init__(self, app: "WSGIApplication") -> None:
        """Wrap `app`."""
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve the request with the prefix moved."""
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            rest = path[3:] or "/"
            if not rest.startswith(WITHOUT_PREFIX):
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
                environ["PATH_INFO"] = rest
        return self._app(environ, start_response)


def current_locale() -> str:
    """Return `id` or `en`: by the prefix on pages, by Accept-Language for programs.

    Inside `written_for` it is the language of whoever will read.
    """
    if reader := _reader.get():
        return reader
    if not has_request_context():
        return "id"
    try:
        locale: str = g.locale
    except AttributeError:
        locale = g.locale = _asked_for()
    return locale


def _asked_for() -> str:
    if is_program():
        return request.accept_languages.best_match(LOCALES, default="id") or "id"
    # What takes no prefix, like /en/healthz, is refused in the language it was asked in.
    in_english = request.script_root.endswith("/en") or request.path.startswith("/en/")
    return "en" if in_english else "id"


def _tell_language(response: Response) -> Response:
    """Say where caches must keep an answer for each language, and which one this is."""
    if is_program():
        response.content_language.add(current_locale())
        response.vary.add("Accept-Language")
    return response


@contextmanager
def written_for(locale: str) -> Iterator[None]:
    """Let texts inside be in the language of whoever will read them, not of who acts."""
    token = _reader.set(locale)
    try:
        with force_locale(locale):
            yield
    finally:
        _reader.reset(token)


def localized(path: str, locale: str) -> str:
    """Return the path of the same page in `locale`; `path` has no prefix."""
    return path if locale == "id" else f"/en{path}"


def alternate_url(locale: str) -> str:
    """Return the address of the present page in another language, query kept."""
    query = urlencode(list(request.args.items(multi=True)))
    return localized(request.path, locale) + (f"?{query}" if query else "")


def canonical_url(locale: str, address: str | None = None) -> str:
    """Return the whole address of a page in a language: of `address`, or else of the present one.

    `address` is one of this request's language; what a query may add is no page of its own.
    """
    settings: Settings = current_app.extensions["settings"]
    path = address.removeprefix(request.script_root) if address else request.path
    return settings.base_url + localized(path, locale)


def compiled(target: Path) -> Path:
    """Compile the catalogues below `target` unless that is done, and return their folder.

    The folder is named after what the catalogues say, so processes of two releases do not meet.
    """
    catalogues = {
        locale: (SOURCES / locale / "LC_MESSAGES" / "messages.po").read_bytes()
        for locale in CATALOGUES
    }
    digest = hashlib.sha256(b"".join(catalogues.values())).hexdigest()[:12]
    folder = target / digest
    for locale, text in catalogues.items():
        file = folder / locale / "LC_MESSAGES" / "messages.mo"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            binary = io.BytesIO()
            write_mo(binary, read_po(io.BytesIO(text), locale=locale, abort_invalid=True))
            write_atomically(file, binary.getvalue())
    return folder


def init_app(app: Flask) -> None:
    """Set up translations and what templates need for them."""
    settings: Settings = app.extensions["settings"]
    app.config.update(
        BABEL_DEFAULT_LOCALE="id",
        BABEL_DEFAULT_TIMEZONE="Asia/Jakarta",
        BABEL_TRANSLATION_DIRECTORIES=str(compiled(settings.data_dir / "translations")),
    )
    app.after_request(_tell_language)
    app.extensions["catalogues"] = {}
    Babel(app, locale_selector=current_locale)
    app.jinja_env.install_gettext_callables(_, _counted, newstyle=True)  # type: ignore[attr-defined]  # of Jinja's i18n extension
    app.jinja_env.globals["_"] = _shower()  # the extension formats each text each time
    app.jinja_env.globals.update(alternate_url=alternate_url, canonical_url=canonical_url)
    app.context_processor(lambda: {"locale": current_locale()})
