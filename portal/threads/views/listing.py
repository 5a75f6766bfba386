"""The page of all threads: what a search finds of them, and one's own."""

from collections.abc import Sequence

from flask import render_template, request, url_for

from portal.core.access import current_actor, public
from portal.core.formats import words
from portal.core.generations import Kept
from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.practices.queries import KIND as PRACTICE
from portal.practices.queries.names import titles
from portal.practices.schemas.facets import SHARED
from portal.practices.views.labels import FACET_LABELS as PRACTICE_LABELS
from portal.practices.views.labels import value_label
from portal.search.finder import Request
from portal.search.parameters import Parameters, read_request
from portal.search.registry import generation_of
from portal.search.views import listing
from portal.search.views.addresses import address_at
from portal.search.views.listing import Face
from portal.threads.forms import page_in
from portal.threads.models import ThreadKind, ThreadState
from portal.threads.queries.finding import KIND
from portal.threads.queries.listing import PER_PAGE, written_by
from portal.threads.schemas.facets import FACETS, SORTS
from portal.threads.views.labels import STATES, paging_at
from portal.threads.views.names import is_member
from portal.threads.views.pages import blueprint
from portal.threads.views.rows import hits_of, row_of
from portal.threads.views.shapes import Own

FACET_LABELS = {
    **{name: PRACTICE_LABELS[name] for name in SHARED},
    "state": _l("Keadaan"),
    "kind": _l("Jenis"),
    "practice": _l("Praktik"),
}
SORT_LABELS = {
    "relevance": _l("Paling cocok"),
    "newest": _l("Terbaru"),
    "replies": _l("Paling ramai"),
}
KIND_LABELS = {ThreadKind.QUESTION: _l("Pertanyaan"), ThreadKind.DISCUSSION: _l("Diskusi")}
FIXED_LABELS = {
    "state": {state.value: label.label for state, label in STATES.items()},
    "kind": {kind.value: label for kind, label in KIND_LABELS.items()},
}
SPOTS = ("practice", "region", "dimension", "sector")
FED = (*SPOTS, "state")
_titles = Kept(generation_of(PRACTICE), load=titles)


def facet_value(facet: str, value: str) -> str:
    """Return the name of a facet value, or the value itself where it has none."""
    if facet in FIXED_LABELS:
        return str(FIXED_LABELS[facet].get(value, value))
    if facet == "practice":
        title = _titles.get().get(value)
        return words(title) if title else value
    return value_label(facet, value)


FACE = Face(
    kind=KIND,
    label=_l("Tanya jawab"),
    path=lambda: url_for("threads.index"),
    address=lambda asked: address_at(url_for("threads.index"), asked),
    facets=FACET_LABELS,
    sorts=SORT_LABELS,
    value=facet_value,
    shared=SHARED,
    inner=is_member,
)


def read_search(parameters: Parameters) -> Request:
    """Return the search of threads that `parameters`, {name: values}, ask for.

    Raises:
        BadInput: if they cannot be read.
    """
    return read_request(parameters, facets=FACETS, sorts=SORTS)


@blueprint.get("/threads")
@public
def index() -> str:
    """Show what a search finds, or all threads, or one's own."""
    actor = current_actor()
    if request.args.get("mine") and actor.person_id is not None:
        return _own(actor)
    found = listing.find(FACE, read_search(request.args.to_dict(flat=False)), actor)
    page = listing.listing_of(found, hits_of(found))
    waiting = found.asked.selected.get("state") == (ThreadState.OPEN.value,)
    return render_template(
        "threads/list.html",
        search=page,
        ask_url=_ask_url(found.asked),
        feed_url=_feed_url(found.asked),
        waiting=waiting,
    )


def _own(actor: Actor) -> str:
    page = page_in(request.args)
    found, total = written_by(actor, page)
    paging = paging_at(page, -(-total // PER_PAGE), "threads.index", mine=1)
    own = Own([row_of(item, actor) for item in found], total, paging)
    return render_template("threads/own.html", own=own)


def _ask_url(asked: Request) -> str:
    """Return where to ask: where the search looks, if that is one place."""
    return url_for("threads.new", **_single(asked, SPOTS))  # type: ignore[arg-type]  # values of the query


def _feed_url(asked: Request) -> str:
    return url_for("feeds.threads", **_single(asked, FED))  # type: ignore[arg-type]  # the same


def _single(asked: Request, names: Sequence[str]) -> dict[str, str]:
    """Return the values of those facets of which one is chosen."""
    return {name: values[0] for name in names if len(values := asked.selected.get(name, ())) == 1}
