"""Logs as JSON lines with the id of the request."""

import json
import logging
import sys
import time

from flask import Flask, Response, g, has_request_context, request


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON, so that nothing typed by people can forge a line."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id")
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure() -> None:
    """Send everything from `info` up to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def _path() -> str:
    """Return the path as it may be kept: without the secret of a link that came by mail."""
    secret = (request.view_args or {}).get("token")
    return request.path.replace(secret, "***") if secret else request.path


def init_app(app: Flask) -> None:
    """Log each answered request and name its id in the answer."""
    access = logging.getLogger("portal.access")

    def start() -> None:
        g.started = time.perf_counter()

    def finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        access.info(
            "request",
            extra={
                "fields": {
                    "method": request.method,
                    "path": _path(),
                    "status": response.status_code,
                    "ms": round(
                        (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
                    ),
                }
            },
        )
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, start)
    app.after_request(finish)
