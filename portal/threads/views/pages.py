"""The blueprint that the pages of threads share."""

from flask import Blueprint, Response

blueprint = Blueprint("threads", __name__, template_folder="../templates")


def refused(page: str) -> Response:
    """Return a page whose form has faults."""
    return Response(page, 422, content_type="text/html; charset=utf-8")
