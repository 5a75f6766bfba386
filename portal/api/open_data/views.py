"""`/data`: which sets there are, and each as a file."""

import hashlib
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from threading import BoundedSemaphore

from flask import Blueprint, Flask, Response, render_template, request, stream_with_context, url_for
from werkzeug.exceptions import ServiceUnavailable

from portal.api.open_data.linked import catalogue_of
from portal.api.open_data.shapes import File, Shown
from portal.api.open_data.writing import compressed, csv_of, json_of
from portal.core import generations
from portal.core.access import public
from portal.core.clock import today
from portal.core.crawling import PublicPage, list_pages
from portal.core.db import reading
from portal.core.errors import NotFound
from portal.core.open_data import DataSet, registered
from portal.core.tracking import generation_of

blueprint = Blueprint("data", __name__, template_folder="../templates")
AT_ONCE = 2  # files that a process writes at a time: threads are few, and a reader may be slow
BUSY_SECONDS = 30


@dataclass(frozen=True)
class Form:
    """A form of files."""

    label: str
    media_type: str
    write: Callable[[DataSet], Iterator[str]]


FORMS: Mapping[str, Form] = {
    "csv": Form("CSV", "text/csv", csv_of),
    "json": Form("JSON", "application/json", json_of),
}


@blueprint.get("/data")
@public
def index() -> str:
    """Show which sets there are and what they hold."""
    sets = [_shown(dataset) for dataset in registered().values()]
    return render_template("api/data.html", sets=sets, linked=catalogue_of(sets))


@blueprint.get("/data/<slug:name>.csv", defaults={"form": "csv"})
@blueprint.get("/data/<slug:name>.json", defaults={"form": "json"})
@public
def file(name: str, form: str) -> Response:
    """Give a set as a file, read and sent part by part."""
    dataset = registered().get(name)
    if dataset is None:
        raise NotFound
    tag = _tag(dataset, form)
    response = Response(content_type=f"{FORMS[form].media_type}; charset=utf-8")
    response.set_etag(tag, weak=True)
    response.cache_control.no_cache = True
    if request.if_none_match.contains_weak(tag):
        response.status_code = HTTPStatus.NOT_MODIFIED
        return response
    response.headers["Content-Disposition"] = (
        f'attachment; filename="sokoguru-{name}-{today().isoformat()}.{form}"'
    )
    response.headers["Link"] = f'<{dataset.licence.url}>; rel="license"'
    response.headers["X-Robots-Tag"] = "noindex"
    written = _in_transactions(FORMS[form].write(dataset))
    parts: Iterator[bytes] = (part.encode() for part in written)
    if request.accept_encodings.quality("gzip"):
        response.content_encoding = "gzip"
        parts = compressed(parts)
    response.response = iter(()) if request.method == "HEAD" else _Sending(parts)
    response.direct_passthrough = True  # what is read part by part has no length and is not kept
    return response


class _Sending:
    """Parts on their way to a reader, of which there are not too many at a time."""

    _places = BoundedSemaphore(AT_ONCE)

    def __init__(self, parts: Iterator[bytes]) -> None:
        if not self._places.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=BUSY_SECONDS)
        self._leave = weakref.finalize(self, self._places.release)  # once, whoever calls it
        self._parts = stream_with_context(parts)

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts
        self._leave()

    def close(self) -> None:
        """Leave the place to others, also where nobody wanted the rest."""
        self._leave()
        self._parts.close()  # type: ignore[attr-defined]  # it is a generator


def _in_transactions(parts: Iterator[str]) -> Iterator[str]:
    """Yield parts, each read in a transaction of its own, so that a slow reader holds none open."""
    while True:
        with reading():
            part = next(parts, None)
        if part is None:
            return
        yield part


def _tag(dataset: DataSet, form: str) -> str:
    """Return what moves with everything that a file is made of."""
    numbers = generations.numbers()
    state = [(table, numbers.get(generation_of(table), 0)) for table in sorted(dataset.tables)]
    names = [column.name for column in dataset.columns]
    return hashlib.sha256(repr((dataset.name, form, names, state)).encode()).hexdigest()[:32]


def _shown(dataset: DataSet) -> Shown:
    return Shown(
        name=dataset.name,
        title=str(dataset.title),
        about=str(dataset.about),
        count=dataset.count(),
        changed=dataset.changed(),
        licence=dataset.licence,
        columns=dataset.columns,
        files=[
            File(form.label, url_for("data.file", name=dataset.name, form=name), form.media_type)
            for name, form in FORMS.items()
        ],
    )


def _pages() -> Iterator[PublicPage]:
    yield PublicPage(url_for("data.index"))


def init_app(app: Flask) -> None:
    """Add the page and the files."""
    app.register_blueprint(blueprint)
    list_pages(app, _pages)
