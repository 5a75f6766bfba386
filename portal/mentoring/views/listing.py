"""The list of mentorships, with what narrows it."""

from flask import render_template, request

from portal.core.access import current_actor, requires
from portal.core.forms import readable
from portal.core.i18n import _, _l
from portal.mentoring.queries.listing import PER_PAGE, Asked, found
from portal.mentoring.queries.wording import GROUPS
from portal.mentoring.views.pages import blueprint
from portal.mentoring.views.rows import row_of
from portal.mentoring.views.shapes import Filter, ListPage
from portal.practices.permissions import OPEN_DESK
from portal.threads.forms import page_in
from portal.threads.views.labels import paging_at

SIDES = {
    "learner": _l("Daerah saya didampingi"),
    "champion": _l("Daerah saya mendampingi"),
}


@blueprint.get("/mentoring")
@requires(OPEN_DESK)
def index() -> str:
    """Show the mentorships of one's regions, all of them to editors."""
    chosen = {name: readable(request.args.get(name, "")) for name in ("side", "group")}
    page = page_in(request.args)
    views, total = found(current_actor(), Asked(**chosen), page)
    groups = [(name, str(label)) for name, (label, _states) in GROUPS.items()]
    sides = [(name, str(label)) for name, label in SIDES.items()]
    narrowing = {name: value for name, value in chosen.items() if value}
    listed = ListPage(
        rows=[row_of(view) for view in views],
        total=total,
        filters=[
            Filter("side", _("Pihak"), sides, chosen["side"]),
            Filter("group", _("Keadaan"), groups, chosen["group"]),
        ],
        narrowed=bool(narrowing) or page > 1,
        paging=paging_at(page, -(-total // PER_PAGE), "mentoring.index", **narrowing),
    )
    return render_template("mentoring/index.html", listed=listed)
