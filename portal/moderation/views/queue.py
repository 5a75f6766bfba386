"""The queue of moderators, and the page on which one decides of a post."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER
from portal.core.errors import BadInput, NotFound
from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.moderation.forms import DecisionForm, decision_form
from portal.moderation.queries import waiting
from portal.moderation.queries.waiting import PER_PAGE
from portal.moderation.services import deciding
from portal.moderation.services.deciding import Choice, acts_on, mark_of
from portal.moderation.views.cases import case_of, past_of
from portal.moderation.views.pages import blueprint
from portal.moderation.views.shapes import CasePage, QueuePage
from portal.threads.forms import page_in
from portal.threads.models import Post, Thread
from portal.threads.models.decisions import Act, Ground
from portal.threads.permissions import MODERATE_ANY
from portal.threads.queries import visible_post
from portal.threads.services.deciding import Reason
from portal.threads.services.moderating import require_judge
from portal.threads.views.labels import paging_at

CASE = f"/threads/<key:thread>/posts/<{NUMBER}:number>/moderate"
DONE = {
    Act.RELEASE: _l("Tulisannya ditayangkan, dan penulisnya diberi tahu."),
    Act.REJECT: _l("Tulisannya ditolak, dan penulisnya diberi tahu alasannya."),
    Act.DISMISS: _l("Tulisannya tetap tayang, dan pelapornya diberi tahu."),
    Act.HIDE: _l("Tulisannya disembunyikan, dan penulisnya diberi tahu alasannya."),
    Act.SHOW: _l("Tulisannya tampil lagi, dan penulisnya diberi tahu."),
}


@blueprint.get("/moderation")
@requires(MODERATE_ANY)
def index() -> str:
    """Show what waits for a moderator, and what was decided."""
    actor, number = current_actor(), page_in(request.args)
    found = waiting.queue(actor)
    count = len(found) if len(found) < waiting.MOST else waiting.count(actor)
    past, total = waiting.decided(actor, number)
    pages = max(1, -(-total // PER_PAGE))
    if number > pages:
        raise NotFound
    page = QueuePage(
        cases=[case_of(one) for one in found],
        count=count,
        more=count > len(found),
        done=_done(request.args.get("done", "")),
        past=[past_of(one) for one in past],
        paging=paging_at(number, pages, "moderation.index"),
    )
    return render_template("moderation/queue.html", queue=page)


def _done(name: str) -> str:
    return next((str(text) for act, text in DONE.items() if act.value == name), "")


@blueprint.get(CASE)
@requires(MODERATE_ANY)
def case(thread: str, number: int) -> str:
    """Show a post with all that a moderator can decide of it."""
    found, post = _judged(current_actor(), thread, number)
    form = decision_form(acts_on(found, post), sent=False)
    form.seen.data = mark_of(post)
    return _page(post, form)


@blueprint.post(CASE)
@requires(MODERATE_ANY)
def decide(thread: str, number: int) -> Response | tuple[str, int]:
    """Decide of a post."""
    actor = current_actor()
    form = decision_form(list(deciding.DOING), sent=True)
    if form.validate():
        act = Act(form["act"].data)
        ground = Ground(form.ground.data) if form.ground.data else None
        choice = Choice(act, Reason(form.reason.data, ground), form.seen.data or "")
        try:
            with unit_of_work() as session:
                _found, post = visible_post(actor, thread, number)
                deciding.choose(session, actor, post, choice)
        except BadInput as error:
            form.blame("reason", str(error))
        else:
            return redirect(url_for("moderation.index", done=act.value), 303)
    found, post = _judged(actor, thread, number)
    shown = decision_form(acts_on(found, post), sent=True)
    for field in form:
        shown[field.name].errors = field.errors
    return _page(post, shown), HTTPStatus.UNPROCESSABLE_ENTITY


def _judged(actor: Actor, thread: str, number: int) -> tuple[Thread, Post]:
    found, post = visible_post(actor, thread, number)
    require_judge(actor, found, post)
    return found, post


def _page(post: Post, form: DecisionForm) -> str:
    page = CasePage(case_of(waiting.at(post)), form)
    return render_template("moderation/case.html", page=page)
