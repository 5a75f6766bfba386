"""Files as readers get them: downloads that no browser opens in place, and images in widths."""

from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, send_file

from portal.core.access import current_actor, public
from portal.core.errors import NotFound
from portal.core.uploads.intake import Purpose
from portal.core.uploads.keeping import StoredFile, open_file, path_of

blueprint = Blueprint("files", __name__)
# What a file of somebody is allowed to do in a browser that opens it nevertheless: nothing.
POLICY = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
KEPT_BY_CACHES = 24 * 60 * 60  # seconds; what is taken back is gone from caches by then
MEDIA_TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@blueprint.get("/files/<key:key>")
@public
def file(key: str) -> Response:
    """Give a file to be downloaded."""
    found, everybody = open_file(current_actor(), key)
    return _answer(found, found.main, found.media_type, everybody=everybody, download=True)


@blueprint.get("/files/<key:key>/<int(max=9999):width>.webp", defaults={"suffix": "webp"})
@blueprint.get("/files/<key:key>/<int(max=9999):width>.jpg", defaults={"suffix": "jpg"})
@public
def image(key: str, width: int, suffix: str) -> Response:
    """Show an image in one of its widths."""
    found, everybody = open_file(current_actor(), key)
    if found.kind is not Purpose.IMAGE:
        raise NotFound
    part = f"{width}.{suffix}"
    return _answer(found, part, MEDIA_TYPES[suffix], everybody=everybody, download=False)


def _answer(
    found: StoredFile, part: str, media_type: str, *, everybody: bool, download: bool
) -> Response:
    try:
        response = send_file(
            path_of(found, part),
            mimetype=media_type,
            as_attachment=download,
            download_name=found.name if download else None,
            etag=f"{found.sha256[:32]}-{part}",
            last_modified=datetime.fromtimestamp(0, UTC),
            conditional=True,
        )
    except FileNotFoundError as error:
        raise NotFound from error
    response.headers["Content-Security-Policy"] = POLICY
    if everybody:
        response.headers["Cache-Control"] = f"public, max-age={KEPT_BY_CACHES}"
    else:
        response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def init_app(app: Flask) -> None:
    """Add the addresses of all files."""
    app.register_blueprint(blueprint)
