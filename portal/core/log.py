"""Logs as JSON lines with the id of the request, and nothing about persons or their secrets."""

import json
import logging
import re
import sys
import time
from types import TracebackType

from flask import Flask, Response, g, has_request_context, request

log = logging.getLogger(__name__)
# What may stand in the words of an error, though nobody means to log it: addresses of people, and
# what PostgreSQL says of a row (`DETAIL: Key (mail)=(…) already exists.`).
MAIL = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+")
DETAIL = re.compile(r"(?:DETAIL|CONTEXT|QUERY): .*")
# A part of an unknown address that is no word: a token, a number, an address of somebody.
UNTOLD = re.compile(r"[^/]*[^/\s]{25,}[^/]*|[^/]*[@=:?&][^/]*|[^/]*\d{6,}[^/]*")
HIDDEN = "***"
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON, so that nothing typed by people can forge a line."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": impersonal(record.getMessage()),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id")
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["exception"] = impersonal(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def impersonal(text: str) -> str:
    """Return a text of ours without mail addresses and values of rows that may stand in it."""
    return DETAIL.sub(HIDDEN, MAIL.sub(HIDDEN, text))


def configure() -> None:
    """Send everything from `info` up to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def _path() -> str:
    """Return the path as it may be kept: without secrets, and without what no route knows."""
    if request.url_rule is None:
        return UNTOLD.sub(HIDDEN, request.path)
    secret = (request.view_args or {}).get("token")
    return request.path.replace(secret, HIDDEN) if secret else request.path


def _failed(exc_info: ExcInfo | tuple[None, None, None]) -> None:
    """Log what no handler expected; Flask's own line would have the path as it came."""
    log.error("the request failed", exc_info=exc_info, extra={"fields": {"path": _path()}})


def init_app(app: Flask) -> None:
    """Log each answered request and name its id in the answer."""
    access = logging.getLogger("portal.access")
    app.log_exception = _failed  # type: ignore[method-assign]  # else a whole subclass for one line

    def start() -> None:
        g.started = time.perf_counter()

    def finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        fields = {
            "method": request.method,
            "path": _path(),
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
        }
        if refused := g.get("refused"):
            fields["refused"] = refused
        access.info("request", extra={"fields": fields})
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, start)
    app.after_request(finish)
