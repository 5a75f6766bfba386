"""Practices as files to take along: Markdown that can be imported again, and JSON."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, url_for

from portal.core.access import current_actor, public, requires
from portal.core.addresses import absolute
from portal.core.db import db
from portal.practices import queries
from portal.practices.permissions import OPEN_DESK
from portal.practices.schemas.document import to_text
from portal.practices.services.exports import readable_draft

LICENSE = "https://creativecommons.org/licenses/by/4.0/"


@public
def export_text(slug: str) -> Response:
    """Return a practice in its current version as Markdown with front matter."""
    return _text(slug, queries.get_visible(current_actor(), slug).record)


@public
def export_json(slug: str) -> Response:
    """Return a practice in its current version as JSON."""
    found = queries.get_visible(current_actor(), slug)
    published = found.published_at.isoformat() if found.published_at else None
    about = {
        "version": found.number,
        "content_hash": found.content_hash,
        "published_at": published,
        "license": LICENSE,
    }
    return _json(slug, about, found.record)


@requires(OPEN_DESK)
def export_draft_text(slug: str) -> Response:
    """Return a draft as Markdown with front matter."""
    return _text(slug, readable_draft(db.session(), current_actor(), slug).record)


@requires(OPEN_DESK)
def export_draft_json(slug: str) -> Response:
    """Return a draft as JSON."""
    draft = readable_draft(db.session(), current_actor(), slug)
    return _json(slug, {"draft": True, "token": draft.token}, draft.record)


def _text(slug: str, record: Mapping[str, Any]) -> Response:
    return to_keep(to_text(record), "text/markdown", f"{slug}.md")


def _json(slug: str, about: Mapping[str, Any], record: Mapping[str, Any]) -> Response:
    url = absolute(url_for("practices.detail", slug=slug))
    document = {"slug": slug, "url": url, **about, "record": record}
    body = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return to_keep(body, "application/json", f"{slug}.json")


def to_keep(body: str, content_type: str, name: str) -> Response:
    """Return a text as a file to be kept under a name."""
    response = Response(body, content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def add_to(blueprint: Blueprint) -> None:
    """Add the files to the blueprint of the practices."""
    for path, view in (
        ("export.md", export_text),
        ("export.json", export_json),
        ("draft/export.md", export_draft_text),
        ("draft/export.json", export_draft_json),
    ):
        blueprint.add_url_rule(f"/practices/<slug:slug>/{path}", view_func=view)
