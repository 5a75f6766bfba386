"""Server-Timing: what took how long, for whoever works on the portal; never in production."""

import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, before_render_template, g, template_rendered
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine


@dataclass
class Spent:
    """How often the database was asked, and the seconds that it and the templates took."""

    queries: int = 0
    database: float = 0.0
    templates: float = 0.0
    asked_at: float = 0.0
    rendered_at: float = 0.0


_spent: ContextVar[Spent | None] = ContextVar("spent", default=None)


@event.listens_for(Engine, "before_cursor_execute")
def _ask(_connection: Connection, *_rest: Any) -> None:
    if (spent := _spent.get()) is not None:
        spent.queries += 1
        spent.asked_at = time.perf_counter()


@event.listens_for(Engine, "after_cursor_execute")
def _answered(_connection: Connection, *_rest: Any) -> None:
    if (spent := _spent.get()) is not None:
        spent.database += time.perf_counter() - spent.asked_at


def _render(_app: Flask, **_told: Any) -> None:
    if (spent := _spent.get()) is not None:
        spent.rendered_at = time.perf_counter()


def _rendered(_app: Flask, **_told: Any) -> None:
    if (spent := _spent.get()) is not None:
        spent.templates += time.perf_counter() - spent.rendered_at


def _tell(response: Response) -> Response:
    spent = _spent.get()
    if spent is None:
        return response
    _spent.set(None)
    parts = {
        f'db;desc="{spent.queries} queries"': spent.database,
        "templates": spent.templates,
        "total": time.perf_counter() - g.get("started", time.perf_counter()),
    }
    told = (f"{name};dur={seconds * 1000:.1f}" for name, seconds in parts.items())
    response.headers["Server-Timing"] = ", ".join(told)
    return response


def switch_off(app: Flask) -> None:
    """Tell nothing from now on: this is production."""
    app.extensions["timing"] = False


def init_app(app: Flask) -> None:
    """Tell it with each answer, unless it is switched off."""
    app.extensions["timing"] = True
    before_render_template.connect(_render, app)
    template_rendered.connect(_rendered, app)

    def begin() -> None:
        _spent.set(Spent() if app.extensions["timing"] else None)

    app.before_request(begin)
    app.after_request(_tell)
