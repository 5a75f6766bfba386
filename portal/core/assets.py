"""Static files: sources become hashed, pre-compressed files that browsers may keep for ever."""

import gzip
import hashlib
import re
from collections.abc import Iterable
from functools import cache
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
    packed: bytes


def build(target: Path) -> dict[str, str]:
    """Write all assets into `target` and return {name: hashed name}."""
    for asset in _assets():
        packed = target / f"{asset.hashed}.gz"
        if not packed.exists():
            write_atomically(target / asset.hashed, asset.body)
            write_atomically(packed, asset.packed)
    return {asset.name: asset.hashed for asset in _assets()}


@cache
def _assets() -> tuple[Asset, ...]:
    """Return all assets, made once in a process."""
    return tuple(_made(name, body) for name, body in _sources())


def _made(name: str, body: bytes) -> Asset:
    stem, suffix = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{suffix}"
    return Asset(name, hashed, body, gzip.compress(body, 9, mtime=0))


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
