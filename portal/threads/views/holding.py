"""Taking a question, giving it to others, asking others to answer it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, require
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from portal.threads.forms.holding import GiveForm, InviteForm
from portal.threads.models import Thread
from portal.threads.permissions import ANSWER, HOLD
from portal.threads.queries import get_visible
from portal.threads.queries.hands import talk_of
from portal.threads.queries.people import Group, Recipient, invitable, recipients
from portal.threads.services import holding as services
from portal.threads.views.held import Held, holding_of
from portal.threads.views.labels import foreign
from portal.threads.views.pages import blueprint, refused

F = TypeVar("F", GiveForm, InviteForm)
GROUPS = {
    Group.QUEUE: _l("Antrean"),
    Group.COLLEAGUE: _l("Rekan sedaerah"),
    Group.FITTING: _l("Mentor yang menguasai topiknya"),
    Group.MENTOR: _l("Mentor lain"),
    Group.EXPERT: _l("Pakar"),
}
DONE = {
    "invited": _l("Undangan sudah dikirim."),
}


@dataclass(frozen=True, kw_only=True)
class HoldingPage:
    """The page; `held` is None once the question has been answered."""

    key: str
    url: str
    title: str
    lang: str | None
    held: Held | None
    give: GiveForm
    invite: InviteForm
    done: str


@blueprint.get("/threads/<key:thread>/holding")
@requires(ANSWER)
def holding(thread: str) -> str:
    """Show who holds a question, and to whom it can go."""
    found = _held(thread)
    return _page(found, _give_form(found, sent=False), _invite_form(found, sent=False))


@blueprint.post("/threads/<key:thread>/take")
@requires(ANSWER)
def take(thread: str) -> AnyResponse:
    """Hold a question from now on, and go on to answer it."""
    _do(thread, services.take)
    return redirect(url_for("threads.thread", thread=thread, _anchor="tulis"), 303)


@blueprint.post("/threads/<key:thread>/give")
@requires(ANSWER)
def give(thread: str) -> AnyResponse:
    """Give a question to others."""
    found = _held(thread)
    form = _give_form(found, sent=True)
    if not form.validate():
        return refused(_page(found, form, _invite_form(found, sent=False)))
    to = str(form.to.data)
    _do(thread, lambda session, actor, row: services.give(session, actor, row, to))
    return redirect(url_for("threads.thread", thread=thread), 303)  # who gives away may go no more


@blueprint.post("/threads/<key:thread>/invite")
@requires(ANSWER)
def invite(thread: str) -> AnyResponse:
    """Ask somebody to answer a question."""
    found = _held(thread)
    form = _invite_form(found, sent=True)
    if not form.validate():
        return refused(_page(found, _give_form(found, sent=False), form))
    to = str(form.to.data)
    _do(thread, lambda session, actor, row: services.invite(session, actor, row, to))
    return redirect(url_for("threads.holding", thread=thread, done="invited"), 303)


def _do(key: str, act: Callable[[Session, Actor, Thread], object]) -> None:
    actor = current_actor()
    with unit_of_work() as session:
        act(session, actor, get_visible(actor, key))


def _held(key: str) -> Thread:
    """Return a thread whose question the actor may give to others.

    Raises:
        NotFound, Forbidden: accordingly.
    """
    found = get_visible(current_actor(), key)
    require(current_actor(), HOLD, talk_of(current_actor(), found))
    return found


def _give_form(thread: Thread, *, sent: bool) -> GiveForm:
    return _filled(GiveForm(prefix="give-", **_typed(sent)), recipients(thread))


def _invite_form(thread: Thread, *, sent: bool) -> InviteForm:
    return _filled(InviteForm(prefix="invite-", **_typed(sent)), invitable(thread, current_actor()))


def _typed(sent: bool) -> dict[str, None]:  # noqa: FBT001  # whether the form came with the request
    return {} if sent else {"formdata": None}


def _filled(form: F, people: Iterable[Recipient]) -> F:
    form.offer((one.key, _named(one), str(GROUPS[one.group])) for one in people)
    return form


def _named(one: Recipient) -> str:
    region = directory().by_id[one.region_id].name if one.region_id is not None else ""
    if one.group is Group.QUEUE:
        return _("Antrean %(place)s", place=region or _("editor nasional"))
    return one.name if one.group is Group.COLLEAGUE else ", ".join(filter(None, (one.name, region)))


def _page(thread: Thread, give: GiveForm, invite: InviteForm) -> str:
    page = HoldingPage(
        key=thread.public_id,
        url=url_for("threads.thread", thread=thread.public_id),
        title=thread.title,
        lang=foreign(thread.language),
        held=holding_of(current_actor(), thread),
        give=give,
        invite=invite,
        done=str(DONE.get(request.args.get("done", ""), "")),
    )
    return render_template("threads/holding.html", page=page)
