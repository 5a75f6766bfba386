"""The list of adoptions, with what narrows it."""

from collections.abc import Iterable

from flask import render_template, request, url_for

from portal.adoptions.forms import reasons
from portal.adoptions.models import Phase
from portal.adoptions.queries.listing import FILTERS, PER_PAGE, Asked, adopters, found
from portal.adoptions.queries.wording import PHASES
from portal.adoptions.views.listing_shapes import Filter, ListPage
from portal.adoptions.views.pages import blueprint
from portal.adoptions.views.rows import row_of
from portal.core.access import current_actor, public
from portal.core.formats import words
from portal.core.forms import readable
from portal.core.i18n import _l
from portal.practices.queries import by_slugs
from portal.practices.views.labels import value_label
from portal.regions.queries import directory
from portal.search.views.listing_shapes import Link
from portal.threads.forms import page_in
from portal.threads.views.labels import paging_at
from portal.vocabularies.queries import dimensions

LABELS = {
    "phase": _l("Tahap"),
    "region": _l("Daerah yang menerapkan"),
    "dimension": _l("Dimensi kematangan"),
    "reason": _l("Alasan berhenti"),
}


@blueprint.get("/adoptions")
@public
def index() -> str:
    """Show adoptions, all or those that fit."""
    asked = Asked(**{name: readable(request.args.get(name, "")) for name in FILTERS})
    page, actor = page_in(request.args), current_actor()
    views, total = found(actor, asked, page)
    pages = -(-total // PER_PAGE)
    listed = ListPage(
        rows=[row_of(view) for view in views],
        total=total,
        filters=[_filter(name, asked) for name in LABELS],
        narrowed=bool(asked.chosen) or page > 1,
        practice=_practice(asked),
        paging=paging_at(page, pages, "adoptions.index", **asked.chosen),
    )
    return render_template("adoptions/index.html", listed=listed)


def _practice(asked: Asked) -> Link | None:
    views = by_slugs(current_actor(), [asked.practice]) if asked.practice else []
    if not views:
        return None
    url = url_for("adoptions.tree", slug=views[0].slug)
    return Link(words(views[0].record["title"]), url)


def _filter(name: str, asked: Asked) -> Filter:
    chosen = getattr(asked, name)
    options = list(_options(name))
    if chosen and chosen not in dict(options):
        options.append((chosen, chosen))  # so that the page says what it looked for
    return Filter(name, str(LABELS[name]), options, chosen)


def _options(name: str) -> Iterable[tuple[str, str]]:
    if name == "phase":
        return [(phase.value, str(PHASES[phase])) for phase in Phase]
    if name == "reason":
        return reasons()
    if name == "dimension":
        return [(code, value_label("dimension", code)) for code in dimensions()]
    regions = (directory().by_id[found] for found in adopters(current_actor()))
    return sorted(((region.code, region.name) for region in regions), key=lambda row: row[1])
