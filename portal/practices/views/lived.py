"""What is said of a practice's life: its history, its end, and who may act on it."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from flask import url_for
from sqlalchemy.orm import Session

from portal.core.access import current_actor
from portal.core.formats import Words, words
from portal.core.i18n import _, _l, current_locale
from portal.core.permissions import Actor, permits
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.models.life import Happening
from portal.practices.permissions import CONFIRM_PRACTICE, RETIRE_PRACTICE
from portal.practices.queries import PracticeView
from portal.practices.queries.life import Moment, history
from portal.practices.queries.names import practice_at
from portal.practices.views.life_shapes import Claim, Ending, Life, Step
from portal.search.views.listing_shapes import Link
from portal.vocabularies.queries import term_label

P = ParamSpec("P")
STEPS = {
    Happening.CONFIRMED: _l("Dikonfirmasi masih berjalan"),
    Happening.STOPPED: _l("Dinyatakan berhenti"),
    Happening.RESUMED: _l("Berjalan lagi"),
}
WITHHELD = {
    PracticeState.SUSPENDED: _l("Praktik ini ditangguhkan dan tidak terlihat oleh umum."),
    PracticeState.WITHDRAWN: _l("Praktik ini sudah dicabut dan tidak terlihat oleh umum."),
}


def act_on(
    slug: str,
    act: Callable[Concatenate[Session, Actor, Practice, P], object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Do something with a practice in a unit of work, for whoever sent this request.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    actor = current_actor()
    with unit_of_work() as session:
        act(session, actor, practice_at(actor, slug), *args, **kwargs)


def life_of(view: PracticeView, actor: Actor) -> Life:
    """Return what a practice's page says of its life to `actor`."""
    moments = history(view.id)
    return Life(
        pulse=view.pulse.value,
        until=view.verify_by,
        steps=[_step(moment) for moment in moments],
        ending=ending_of(view, moments),
        claim=_claim(view, actor),
        withheld=str(WITHHELD.get(view.state, "")),
        links=_links(view, actor),
    )


def foreign(text: Words) -> str | None:
    """Return the language of a text where it is not the page's own."""
    return text.lang if text.lang != current_locale() else None


def _step(moment: Moment) -> Step:
    if moment.what is None:
        return Step(moment.at, _("Versi %(number)s terbit", number=moment.version))
    reason = _reason(moment.reason) if moment.reason else ""
    return Step(moment.at, str(STEPS[moment.what]), reason, moment.text or "")


def ending_of(view: PracticeView, moments: list[Moment]) -> Ending | None:
    """Return why a practice stopped: what its region said last, or else the record."""
    if not view.stopped:
        return None
    for moment in reversed(moments):
        if moment.what is Happening.STOPPED:
            lang = "id" if current_locale() != "id" else None
            return Ending(_reason(moment.reason or ""), moment.text or "", lang)
    if "stopped" not in view.record:
        return None
    text = words(view.record["stopped"]["text"])
    return Ending(_reason(view.record["stopped"]["reason"]), text, foreign(text))


def _reason(code: str) -> str:
    return term_label("stop-reason", code, current_locale())


def practice_in(view: PracticeView) -> Practice:
    """Return what the rules about rights need to know of a practice."""
    return Practice(region_id=view.region.id, state=view.state, draft_state=view.draft_state)


def _claim(view: PracticeView, actor: Actor) -> Claim | None:
    if not view.by_editors:
        return None
    under_way = view.draft_state is not None
    may = permits(actor, CONFIRM_PRACTICE, practice_in(view)) and not view.withheld
    return Claim(under_way, may and not under_way)


def _links(view: PracticeView, actor: Actor) -> list[Link]:
    found = []
    if permits(actor, CONFIRM_PRACTICE, practice_in(view)) and not view.withheld:
        label = _("Jalan lagi?") if view.stopped else _("Masih berjalan?")
        found.append(Link(label, url_for("life.confirm", slug=view.slug)))
    if permits(actor, RETIRE_PRACTICE, practice_in(view)):
        found.append(Link(_("Tangguhkan atau cabut"), url_for("life.retire", slug=view.slug)))
    return found
