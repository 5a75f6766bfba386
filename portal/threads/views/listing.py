"""The page of all threads: the newest, those without an answer, one's own."""

from collections.abc import Mapping

from flask import render_template, request, url_for

from portal.core.access import current_actor, public
from portal.core.errors import NotFound
from portal.core.formats import words
from portal.core.i18n import _
from portal.practices.queries import PracticeView, get_visible
from portal.regions.queries import RegionView, directory
from portal.search.views.listing_shapes import Link
from portal.threads.forms import kind_in, page_in, state_in
from portal.threads.models import ThreadKind, ThreadState
from portal.threads.queries.listing import PER_PAGE, Wanted, listed
from portal.threads.views.labels import paging_at
from portal.threads.views.pages import blueprint
from portal.threads.views.rows import row_of
from portal.threads.views.shapes import Listing

Chosen = Mapping[str, str]


@blueprint.get("/threads")
@public
def index() -> str | tuple[str, int]:
    """List threads."""
    actor = current_actor()
    chosen = {
        name: value
        for name in ("state", "kind", "mine", "practice", "region")
        if (value := request.args.get(name, ""))
    }
    practice = get_visible(actor, chosen["practice"]) if "practice" in chosen else None
    region = _region(chosen["region"]) if "region" in chosen else None
    wanted = Wanted(
        kind=kind_in(chosen),
        state=state_in(chosen),
        mine="mine" in chosen and actor.person_id is not None,
        practice_id=practice.id if practice else None,
        region_id=region.id if region else None,
        page=page_in(request.args),
    )
    found, total = listed(actor, wanted)
    values: dict[str, object] = dict(chosen)
    page = Listing(
        rows=[row_of(item, actor, place=practice is None) for item in found],
        total=total,
        tabs=_tabs(chosen, signed_in=actor.person_id is not None),
        kinds=_kinds(chosen),
        about=_about(practice, region),
        clear_url=url_for("threads.index"),
        paging=paging_at(wanted.page, -(-total // PER_PAGE), "threads.index", **values),
        ask_url=_ask_url(chosen),
        unlisted=bool(chosen),
    )
    return render_template("threads/list.html", listing=page)


def _region(code: str) -> RegionView:
    found = directory().by_code.get(code)
    if found is None:
        raise NotFound
    return found


def _about(practice: PracticeView | None, region: RegionView | None) -> Link | None:
    if practice is not None:
        url = url_for("practices.detail", slug=practice.slug)
        return Link(words(practice.record["title"]), url)
    if region is not None:
        return Link(region.name, url_for("overview.region", code=region.code))
    return None


def _ask_url(chosen: Chosen) -> str:
    spot = {name: chosen[name] for name in ("practice", "region") if name in chosen}
    return url_for("threads.new", **spot)  # type: ignore[arg-type]  # values of the query


def _with(chosen: Chosen, drop: tuple[str, ...], **added: str) -> str:
    kept = {name: value for name, value in chosen.items() if name not in drop}
    return url_for("threads.index", **(kept | added))  # type: ignore[arg-type]  # the same


def _tabs(chosen: Chosen, *, signed_in: bool) -> list[tuple[Link, bool]]:
    drop = ("state", "mine", "kind")
    waiting = {"kind": ThreadKind.QUESTION.value, "state": ThreadState.OPEN.value}
    at_waiting = all(chosen.get(name) == value for name, value in waiting.items())
    tabs = [
        (Link(_("Terbaru"), _with(chosen, drop)), not at_waiting and "mine" not in chosen),
        (Link(_("Belum terjawab"), _with(chosen, drop, **waiting)), at_waiting),
    ]
    if signed_in:
        tabs.append((Link(_("Tulisan saya"), _with(chosen, drop, mine="1")), "mine" in chosen))
    return tabs


def _kinds(chosen: Chosen) -> list[tuple[Link, bool]]:
    kinds = {
        "": _("Semua"),
        ThreadKind.QUESTION.value: _("Pertanyaan"),
        ThreadKind.DISCUSSION.value: _("Diskusi"),
    }
    drop = ("kind", "state")
    return [
        (
            Link(label, _with(chosen, drop, **({"kind": kind} if kind else {}))),
            chosen.get("kind", "") == kind,
        )
        for kind, label in kinds.items()
    ]
