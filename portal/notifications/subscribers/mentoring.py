"""What people are told of mentorships: what they are to answer, and what became of a request."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.core.formats import day
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, Role, permits
from portal.follows.permissions import FOLLOW
from portal.mentoring.events import (
    AnswerAwaited,
    MentorshipAccepted,
    MentorshipDeclined,
    MentorshipExpired,
    MentorshipRequested,
    MentorshipWithdrawn,
    PlaceOffered,
    PlaceRecalled,
)
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.permissions import ASKERS
from portal.mentoring.queries import MentorshipView, by_ids, parties_of
from portal.mentoring.queries.wording import asked_of
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message

LONGEST_QUOTE = 400  # characters
ADMINS_FROM = 5  # the day on which a region's admins are told as well
State = MentorshipState
Told = Callable[[MentorshipView], str]


def _carriers(mentorship: Mentorship) -> list[int]:
    """Return who carries it in the learner region, or all who could."""
    if mentorship.holder_id is not None:
        return [mentorship.holder_id]
    return holders(*ASKERS, region_id=mentorship.learner_region_id)


def _answerers(mentorship: Mentorship) -> list[int]:
    """Return the mentor who is asked, else who names one."""
    mentor = parties_of(mentorship).mentor
    admins = holders(Role.REGION_ADMIN, region_id=mentorship.champion_region_id)
    return admins if mentor is None else [mentor]


def _learners(*states: State) -> Callable[[Session, Any], Iterable[int]]:
    """Return how the learner side is found, while it stands in one of `states`, or in any."""

    def recipients(session: Session, event: Any) -> Iterable[int]:
        mentorship = session.get_one(Mentorship, event.mentorship_id)
        return _carriers(mentorship) if not states or mentorship.state in states else ()

    return recipients


def _asked(session: Session, event: MentorshipRequested) -> Iterable[int]:
    """Return who is to answer, if that is still to be done, and who governs the region."""
    mentorship = session.get_one(Mentorship, event.mentorship_id)
    if mentorship.state is not State.REQUESTED:
        return ()
    admins = holders(Role.REGION_ADMIN, region_id=mentorship.champion_region_id)
    return (*_answerers(mentorship), *admins)


def _awaited(session: Session, event: AnswerAwaited) -> Iterable[int]:
    """Return who is to answer; in the end their region's admins too."""
    mentorship = session.get_one(Mentorship, event.mentorship_id)
    if mentorship.state is not State.REQUESTED:
        return ()
    admins = holders(Role.REGION_ADMIN, region_id=mentorship.champion_region_id)
    return (*_answerers(mentorship), *(admins if event.day >= ADMINS_FROM else ()))


def _both(session: Session, event: Any) -> Iterable[int]:
    mentorship = session.get_one(Mentorship, event.mentorship_id)
    return (*_carriers(mentorship), *_answerers(mentorship))


def _withdrawn(session: Session, event: MentorshipWithdrawn) -> Iterable[int]:
    return _answerers(session.get_one(Mentorship, event.mentorship_id))


def _of(title: Told, body: Told) -> Callable[[Actor, Any], Message | None]:
    """Return how an event of a mentorship is told to somebody who may see it."""

    def message(actor: Actor, event: Any) -> Message | None:
        view = by_ids(actor, [event.mentorship_id]).get(event.mentorship_id)
        if view is None or not permits(actor, FOLLOW):
            return None
        return Message(title(view), body(view), f"/mentoring/{view.public_id}")

    return message


def _until(view: MentorshipView) -> str:
    until = day(view.expires_at) if view.expires_at else ""
    return _("Jawab sebelum %(day)s; setelah itu permintaannya lewat waktu.", day=until)


def _take_until(view: MentorshipView) -> str:
    until = day(view.expires_at) if view.expires_at else ""
    return _("Ambil sebelum %(day)s; setelah itu tempatnya ditawarkan kepada yang lain.", day=until)


def _others(_view: MentorshipView) -> str:
    return _("Di halamannya ada usulan mentor lain yang punya tempat.")


def _next(view: MentorshipView) -> str:
    return _(
        "%(champion)s akan mendampingi %(learner)s.",
        champion=asked_of(view),
        learner=view.learner.name,
    )


def _pair(view: MentorshipView) -> str:
    return _("%(learner)s kepada %(asked)s.", learner=view.learner.name, asked=asked_of(view))


def _why(view: MentorshipView) -> str:
    return f"{view.champion.name}: {view.reason[:LONGEST_QUOTE]}"


KINDS = (
    Kind(
        name="mentorship-requested",
        label=_l("Permintaan pendampingan yang menunggu jawaban Anda"),
        event=MentorshipRequested,
        how=How.NOW,
        recipients=_asked,
        message=_of(
            lambda view: _("%(learner)s meminta pendampingan", learner=view.learner.name), _until
        ),
    ),
    Kind(
        name="mentorship-awaited",
        label=_l("Permintaan pendampingan yang belum juga dijawab"),
        event=AnswerAwaited,
        how=How.NOW,
        recipients=_awaited,
        message=_of(
            lambda view: _("Belum dijawab: permintaan %(learner)s", learner=view.learner.name),
            _until,
        ),
    ),
    Kind(
        name="mentorship-offered",
        label=_l("Tempat pendampingan yang ditawarkan kepada daerah Anda"),
        event=PlaceOffered,
        how=How.NOW,
        recipients=_learners(State.OFFERED),
        message=_of(lambda view: _("Ada tempat: %(asked)s", asked=asked_of(view)), _take_until),
    ),
    Kind(
        name="mentorship-recalled",
        label=_l("Tempat pendampingan yang ternyata sudah terisi"),
        event=PlaceRecalled,
        how=How.NOW,
        recipients=_learners(State.WAITING),
        message=_of(
            lambda view: _("Tempatnya terisi: %(asked)s", asked=asked_of(view)),
            lambda _view: _("Daerah Anda tetap di tempatnya dalam antrean."),
        ),
    ),
    Kind(
        name="mentorship-accepted",
        label=_l("Permintaan pendampingan yang diterima"),
        event=MentorshipAccepted,
        how=How.NOW,
        recipients=_both,
        message=_of(
            lambda view: _("Diterima: pendampingan %(asked)s", asked=asked_of(view)), _next
        ),
    ),
    Kind(
        name="mentorship-declined",
        label=_l("Permintaan pendampingan yang ditolak"),
        event=MentorshipDeclined,
        how=How.NOW,
        recipients=_learners(),
        message=_of(lambda view: _("Ditolak: pendampingan %(asked)s", asked=asked_of(view)), _why),
    ),
    Kind(
        name="mentorship-expired",
        label=_l("Permintaan atau tawaran pendampingan yang lewat waktu"),
        event=MentorshipExpired,
        how=How.NOW,
        recipients=_both,
        message=_of(
            lambda view: _("Lewat waktu: pendampingan %(asked)s", asked=asked_of(view)), _others
        ),
    ),
    Kind(
        name="mentorship-withdrawn",
        label=_l("Permintaan pendampingan yang ditarik kembali"),
        event=MentorshipWithdrawn,
        how=How.DAILY,
        recipients=_withdrawn,
        message=_of(
            lambda view: _("%(learner)s menarik permintaannya", learner=view.learner.name), _pair
        ),
    ),
)
