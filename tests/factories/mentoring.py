"""Invented regions asking invented mentors for company, as pages would have it."""

from datetime import date, timedelta

from portal.accounts.queries import person_by_mail
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import end_transaction
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.mentoring.jobs import look_after_mentorships
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.queries import mentorship_at
from portal.mentoring.services import answering, requesting
from portal.mentoring.services.limiting import limit
from portal.mentoring.services.requesting import Wish
from portal.mentoring.services.trail import move
from portal.mentors.queries import own
from portal.regions.queries import directory
from tests.factories import clock
from tests.factories.adoptions import LONTAR, OWNER
from tests.factories.drafts import actor_of

DIMENSION = "tata-kelola"
WISH = "Kami ingin menata antrean di tiga puskesmas sebelum akhir tahun."


def profile_of(mail: str) -> tuple[int, str]:
    """Return the id and the public id of somebody's profile as a mentor."""
    person = person_by_mail(mail)
    assert person is not None
    (view,) = own(actor_of(person.id))
    return view.id, view.public_id


def asked(
    actor: Actor, region: str = LONTAR, *, of: str = OWNER, mentor: str = "", waits: bool = False
) -> str:
    """Return the public id of a new request of a region; `mentor` is somebody's address."""
    wish = Wish(
        champion_region_id=directory().by_code[of].id,
        mentor_id=profile_of(mentor)[0] if mentor else None,
        dimension=DIMENSION,
        text=WISH,
    )
    with unit_of_work() as session:
        region_id = directory().by_code[region].id
        return requesting.ask(session, actor, region_id, wish, waits=waits).public_id


def accepted(actor: Actor, key: str, mentor: str = "") -> None:
    """Accept a request; `mentor` is the address of whom an admin names."""
    with unit_of_work() as session:
        named = profile_of(mentor)[1] if mentor else None
        answering.accept(session, actor, mentorship_at(actor, key), named)


def moved(key: str, *states: MentorshipState) -> None:
    """Bring a mentorship through states, as what is built above does."""
    with unit_of_work() as session:
        mentorship = session.query(Mentorship).filter_by(public_id=key).one()
        mentorship.reason = mentorship.reason or "Tim pindah tugas."
        for state in states:
            move(session, mentorship, state)


def limited(actor: Actor, mail: str, capacity: int, paused_until: date | None = None) -> None:
    """Say how many regions a mentor goes along with."""
    limit(actor, profile_of(mail)[1], capacity, paused_until)


def state_of(key: str) -> MentorshipState:
    """Return where a mentorship stands."""
    with unit_of_work() as session:
        return session.query(Mentorship).filter_by(public_id=key).one().state


def mentorships_later(**delta: float) -> None:
    """Let the worker look after mentorships some time from now."""
    with clock.at((utcnow() + timedelta(**delta)).isoformat()):
        look_after_mentorships()
        jobs.run_once()
    end_transaction()
