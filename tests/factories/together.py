"""Invented regions that go along: agreed, signed, meeting, and closing, as pages would have it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from portal.core.clock import today, utcnow
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.mentoring.models.closing import Again, Reached
from portal.mentoring.models.sessions import Mode, Side
from portal.mentoring.queries import mentorship_at
from portal.mentoring.schemas.terms import CONDUCT, Goal, Terms
from portal.mentoring.services import agreements, closing, sessions
from portal.mentoring.services.closing import Claim, Closing
from portal.mentoring.services.sessions import Item, Meeting
from tests.factories.mentoring import DIMENSION, accepted, asked

Who = Callable[[str], Actor]
DEWI = "dewi@uji.go.id"
GOAL = "Antrean loket di bawah satu jam"
SECRET = "rahasiadapur"  # what only those read who take part
NOTES = f"Kepala dinas ragu; {SECRET} dibahas tertutup."
TASK = f"Kirim {SECRET} loket kepada mentor"


def terms(*goals: str, **more: Any) -> Terms:
    """Return terms that begin today, with what differs."""
    usual = {"starts_on": today(), "months": 3, "sessions": 4, "additions": ""}
    return Terms(
        dimension=DIMENSION,
        goals=tuple(Goal(goal) for goal in goals or (GOAL,)),
        conduct=CONDUCT,
        **(usual | more),
    )


def going(who: Who) -> str:
    """Return the public id of a mentorship of `bayu` by `dewi` that was accepted."""
    key = asked(who("bayu"), mentor=DEWI)
    accepted(who("dewi"), key)
    return key


def written(actor: Actor, key: str, *goals: str, **more: Any) -> int:
    """Write the next version of the agreement, and return its number."""
    with unit_of_work() as session:
        mentorship = mentorship_at(actor, key)
        return agreements.write(session, actor, mentorship, terms(*goals, **more)).number


def signed(actor: Actor, key: str, number: int = 1) -> None:
    """Sign a version of the agreement."""
    with unit_of_work() as session:
        agreements.sign(session, actor, mentorship_at(actor, key), number)


def active_one(who: Who) -> str:
    """Return the public id of a mentorship that both regions have signed, and that runs."""
    key = going(who)
    written(who("bayu"), key)
    for name in ("ratna", "hadi"):
        signed(who(name), key)
    return key


def met(actor: Actor, key: str, *, notes: str = NOTES, days: int = 1) -> int:
    """Note a session so many days from now, and return its number."""
    meeting = Meeting(
        starts_at=utcnow() + timedelta(days=days), minutes=90, mode=Mode.ONLINE, notes=notes
    )
    with unit_of_work() as session:
        return sessions.plan(session, actor, mentorship_at(actor, key), meeting).number


def handed(actor: Actor, key: str, number: int = 1, *, days: int = 7, text: str = TASK) -> None:
    """Note what the learner region is to do until so many days from now."""
    item = Item(text=text, side=Side.LEARNER, due_on=today() + timedelta(days=days))
    with unit_of_work() as session:
        sessions.add_item(session, actor, mentorship_at(actor, key), number, item)


def closed(
    actor: Actor, key: str, side: str, reached: Sequence[Reached] = (Reached.PARTLY,)
) -> None:
    """Say for one side, `learner` or `champion`, how it went."""
    said = Closing(
        claims={goal: Claim(reached=level) for goal, level in enumerate(reached, start=1)},
        helped="Contoh SOP.",
        hindered="Mutasi.",
        again=Again.YES,
    )
    with unit_of_work() as session:
        mentorship = mentorship_at(actor, key)
        region_id = getattr(mentorship, f"{side}_region_id")
        closing.send_form(session, actor, mentorship, region_id, said)
