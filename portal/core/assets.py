"""Static files: sources become hashed, pre-compressed files that browsers may keep for ever."""

import gzip
import hashlib
import importlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask
from whitenoise import WhiteNoise

from portal.core.files import write_atomically

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SOURCES = Path(__file__).parent.parent / "static"
STYLE_LAYERS = ("reset", "tokens", "base", "layout", "components", "utilities", "print")
HASHED = re.compile(r"^/static/[\w-]+\.[0-9a-f]{12}\.\w+$")


class Asset(NamedTuple):
    """A file as browsers get it; `hashed` is its name there."""

    name: str
    hashed: str
    body: bytes


def build(target: Path) -> dict[str, str]:
    """Write all assets, packed too, into `target` and return {name: hashed name}.

    By brotli where its package is installed: it is slow, so only what stands for ever is packed so.
    """
    for asset in _assets():
        for suffix, pack in _packers().items():
            file = target / f"{asset.hashed}{suffix}"
            if not file.exists():
                write_atomically(file, pack(asset.body))
    return {asset.name: asset.hashed for asset in _assets()}


def _packers() -> dict[str, Callable[[bytes], bytes]]:
    """Return what makes the files of each ending; the plain one first."""
    packers: dict[str, Callable[[bytes], bytes]] = {
        "": bytes,
        ".gz": lambda body: gzip.compress(body, 9, mtime=0),
    }
    if find_spec("brotli"):
        packers[".br"] = importlib.import_module("brotli").compress
    return packers


@cache
def _assets() -> tuple[Asset, ...]:
    """Return all assets, made once in a process."""
    return tuple(_made(name, body) for name, body in _sources())


def _made(name: str, body: bytes) -> Asset:
    stem, suffix = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{suffix}"
    return Asset(name, hashed, body)


def _sources() -> Iterable[tuple[str, bytes]]:
    css = "\n".join(path.read_text() for path in sorted((SOURCES / "src").glob("*.css")))
    yield "app.css", _minified(f"@layer {','.join(STYLE_LAYERS)};" + css).encode()
    for name in ("portal.js", "editor.js", "favicon.svg", "card.png"):
        yield name, (SOURCES / "src" / name).read_bytes()


def _minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css)


def init_app(app: Flask, *, directory: Path) -> None:
    """Build the assets and give templates `static_url(name)`."""
    directory.mkdir(parents=True, exist_ok=True)
    manifest = build(directory)
    app.jinja_env.globals["static_url"] = lambda name: f"/static/{manifest[name]}"


def serve_static(app: "WSGIApplication", *, directory: Path) -> "WSGIApplication":
    """Wrap `app` so that `/static/` is answered from `directory`."""
    wrapped: WSGIApplication = WhiteNoise(
        app,
        root=str(directory),
        prefix="static/",
        immutable_file_test=lambda _path, url: bool(HASHED.match(url)),
        mimetypes={".js": "text/javascript"},
    )
    return wrapped
