"""The versions of a practice: all of them, what changed between two, an old one taken up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, public, requires
from portal.core.addresses import NUMBER
from portal.core.errors import Conflict, NotFound
from portal.core.formats import words
from portal.core.i18n import _
from portal.core.permissions import permits
from portal.core.uow import unit_of_work
from portal.practices import queries
from portal.practices.permissions import START_PRACTICE, WRITE_DRAFT, require_seen
from portal.practices.queries.cases import found
from portal.practices.queries.history import version_row, versions_of
from portal.practices.services import drafts
from portal.practices.views.diff import Fate, PartChange, changed_fields, changes_between
from portal.practices.views.former import elsewhere

blueprint = Blueprint("history", __name__, template_folder="../templates")
blueprint.register_error_handler(NotFound, elsewhere)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A version in the list; `changes_url` leads to what differs from the one before it."""

    number: int
    title: str
    url: str
    author: str
    published_at: datetime
    content_hash: str
    is_current: bool
    changes_url: str | None


@dataclass(frozen=True, kw_only=True)
class History:
    """The page of all versions; `refusal` says why one could not be taken up again."""

    slug: str
    url: str
    title: str
    region: str
    invented: bool
    entries: Sequence[Entry]
    may_restore: bool
    refusal: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The page of what differs between two versions."""

    url: str
    history_url: str
    title: str
    invented: bool
    old: int
    new: int
    old_url: str
    new_url: str
    parts: Sequence[PartChange]
    changed_count: int
    shows_all: bool
    switch_url: str


@blueprint.get("/practices/<slug:slug>/versions")
@public
def versions(slug: str) -> str:
    """List all versions of a practice."""
    return render_template("practices/versions.html", history=_history(slug))


@blueprint.post(f"/practices/<slug:slug>/v<{NUMBER}:number>/restore")
@requires(START_PRACTICE)
def restore(slug: str, number: int) -> AnyResponse:
    """Begin a draft that says what a version said."""
    actor = current_actor()
    try:
        with unit_of_work() as session:
            practice = found(slug)
            require_seen(actor, WRITE_DRAFT, practice)
            version = version_row(practice.id, number)
            drafts.revise(session, actor, practice, version)
    except Conflict as error:
        page = render_template("practices/versions.html", history=_history(slug, str(error)))
        return Response(page, HTTPStatus.CONFLICT, content_type="text/html; charset=utf-8")
    return redirect(url_for("editor.overview", slug=slug), 303)


@blueprint.get(f"/practices/<slug:slug>/diff/<{NUMBER}:old>/<{NUMBER}:new>")
@public
def diff(slug: str, old: int, new: int) -> str:
    """Show what differs between two versions of a practice."""
    actor = current_actor()
    before, after = (queries.get_version(actor, slug, number) for number in (old, new))
    parts = changes_between(before.record, after.record)
    shows_all = request.args.get("all") == "1"
    page = Comparison(
        url=url_for("practices.detail", slug=slug),
        history_url=url_for("history.versions", slug=slug),
        title=words(after.record["title"]),
        invented=after.region.invented,
        old=old,
        new=new,
        old_url=url_for("practices.version", slug=slug, number=old),
        new_url=url_for("practices.version", slug=slug, number=new),
        parts=[part for part in parts if shows_all or part.fate is not Fate.SAME],
        changed_count=len(changed_fields(parts)),
        shows_all=shows_all,
        switch_url=url_for(
            "history.diff", slug=slug, old=old, new=new, all=None if shows_all else 1
        ),
    )
    return render_template("practices/diff.html", diff=page)


def _history(slug: str, refusal: str = "") -> History:
    actor = current_actor()
    current, entries = versions_of(actor, slug)
    older = {entry.number: entries[at + 1].number for at, entry in enumerate(entries[:-1])}
    return History(
        slug=slug,
        url=url_for("practices.detail", slug=slug),
        title=words(current.record["title"]),
        region=current.region.name,
        invented=current.region.invented,
        entries=[
            Entry(
                number=entry.number,
                title=words(entry.title),
                url=url_for("practices.version", slug=slug, number=entry.number),
                author=_("Redaksi Sokoguru") if entry.by_editors else current.region.long_name,
                published_at=entry.published_at,
                content_hash=entry.content_hash,
                is_current=entry.number == current.number,
                changes_url=url_for(
                    "history.diff", slug=slug, old=older[entry.number], new=entry.number
                )
                if entry.number in older
                else None,
            )
            for entry in entries
        ],
        may_restore=permits(actor, WRITE_DRAFT, found(slug)),
        refusal=refusal,
    )
