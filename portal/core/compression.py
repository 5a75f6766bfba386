"""Compression of pages, for slow lines."""

import gzip

from flask import Flask, Response, request

SMALLEST = 860
LEVEL = 4  # a tenth more than with 6, for half the time
COMPRESSED = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/xml",
    "application/atom+xml",
)


def compress(response: Response) -> Response:
    """Compress the body if the reader takes it and it is worth it."""
    response.vary.add("Accept-Encoding")
    if (
        response.direct_passthrough
        or response.content_encoding
        or not (response.mimetype or "").startswith(COMPRESSED)
        or not request.accept_encodings.quality("gzip")
        or len(response.get_data()) < SMALLEST
    ):
        return response
    response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
    response.content_encoding = "gzip"
    return response


def init_app(app: Flask) -> None:
    """Compress answers on their way out."""
    app.after_request(compress)
