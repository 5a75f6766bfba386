"""What people are told of adoptions: their own, what is taken from them, what they follow."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.adoptions.events import (
    AdoptionConfirmed,
    AdoptionDropped,
    AdoptionMoved,
    AdoptionReported,
    AdoptionReturned,
    AdoptionStarted,
    AdoptionVerified,
)
from portal.adoptions.models import Adoption, Stage, StageEvent
from portal.adoptions.permissions import CONFIRMERS, RECORDERS, VERIFY_OUTCOME
from portal.adoptions.queries import AdoptionView, by_ids
from portal.adoptions.queries.applied import open_adoptions_of
from portal.adoptions.queries.wording import OUTCOMES, STAGES, standing_of, title_of
from portal.core.db import db
from portal.core.formats import words
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, Role, permits
from portal.follows.models import Level
from portal.follows.permissions import FOLLOW
from portal.follows.queries import levels
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.practices.events import VerifyOverdue
from portal.practices.models import PUBLIC_STATES, Practice, PracticeVersion
from portal.practices.permissions import WRITERS
from portal.practices.queries.topics import topics_of

LONGEST_QUOTE = 400  # characters
Title = Callable[[AdoptionView, str], str]


def _carriers(adoption: Adoption) -> list[int]:
    """Return who carries an adoption in its region, or all who could."""
    if adoption.holder_id is not None:
        return [adoption.holder_id]
    return holders(*RECORDERS, region_id=adoption.region_id)


def _givers(session: Session, adoption: Adoption) -> list[int]:
    """Return who writes for the region it was taken from, and for the owner of the practice."""
    practice = session.get(Practice, adoption.practice_id or 0)
    regions = dict.fromkeys([adoption.source_region_id, practice.region_id if practice else None])
    known = [region_id for region_id in regions if region_id is not None]
    return [who for region_id in known for who in holders(*WRITERS, region_id=region_id)]


def _followers(session: Session, adoption: Adoption) -> list[int]:
    practice = session.get(Practice, adoption.practice_id or 0)
    found = levels(topics_of(practice)) if practice else {}
    return [person_id for person_id, level in found.items() if level is not Level.MUTE]


def _concerned(session: Session, event: Any) -> Iterable[int]:
    """Return who gave it, who carries it, and who follows the practice."""
    adoption = session.get_one(Adoption, event.adoption_id)
    return (
        *_givers(session, adoption),
        *_carriers(adoption),
        *_followers(session, adoption),
    )


def _confirming(session: Session, event: AdoptionReported) -> Iterable[int]:
    """Return who can confirm the outcome, if that is still to be done."""
    adoption = session.get_one(Adoption, event.adoption_id)
    if adoption.stage is not Stage.REPORTED or adoption.confirmed_by_id is not None:
        return ()
    source = adoption.source_region_id
    return holders(*CONFIRMERS, region_id=source) if source is not None else ()


def _verifying(session: Session, event: AdoptionConfirmed) -> Iterable[int]:
    """Return the editors, and who carries it, if it still waits for the former."""
    adoption = session.get_one(Adoption, event.adoption_id)
    if adoption.stage is not Stage.REPORTED or adoption.confirmed_by_id is None:
        return ()
    return (*holders(Role.EDITOR), *_carriers(adoption))


def _both(session: Session, event: AdoptionReturned) -> Iterable[int]:
    """Return who carries it, and who can confirm it anew."""
    adoption = session.get_one(Adoption, event.adoption_id)
    source = adoption.source_region_id
    confirming = holders(*CONFIRMERS, region_id=source) if source is not None else ()
    return (*_carriers(adoption), *confirming)


def _adopters(_session: Session, event: VerifyOverdue) -> Iterable[int]:
    """Return who carries the open adoptions of a practice that nobody has confirmed for long."""
    found = open_adoptions_of(event.practice_id)
    return [who for adoption in found for who in _carriers(adoption)]


def _of(title: Title) -> Callable[[Actor, Any], Message | None]:
    """Return how an event of an adoption is told to somebody who may see it."""

    def message(actor: Actor, event: Any) -> Message | None:
        view = _seen(actor, event.adoption_id)
        if view is None:
            return None
        line = db.session.get(StageEvent, getattr(event, "stage_event_id", 0))
        note = (line.note if line else "")[:LONGEST_QUOTE]
        body = f"{view.region.name}: {note}" if note else standing_of(view).label
        return Message(title(view, title_of(view)), body, f"/adoptions/{view.public_id}")

    return message


def _seen(actor: Actor, adoption_id: int) -> AdoptionView | None:
    return by_ids(actor, [adoption_id]).get(adoption_id) if permits(actor, FOLLOW) else None


def _confirmed(actor: Actor, event: AdoptionConfirmed) -> Message | None:
    """Return what is told: to those who can verify it that it waits for them."""
    view = _seen(actor, event.adoption_id)
    if view is None or view.outcome is None:
        return None
    adoption = db.session.get_one(Adoption, event.adoption_id)
    body = _(
        "%(region)s mengonfirmasi: %(outcome)s.",
        region=view.source.name if view.source else "",
        outcome=OUTCOMES[view.outcome],
    )
    path = f"/adoptions/{view.public_id}"
    if permits(actor, VERIFY_OUTCOME, adoption):
        return Message(
            _("Menunggu verifikasi: %(title)s", title=title_of(view)), body, f"{path}/verdict"
        )
    if view.region.id in actor.regions(*RECORDERS):
        return Message(_("Hasil dikonfirmasi: %(title)s", title=title_of(view)), body, path)
    return None


def _overdue(actor: Actor, event: VerifyOverdue) -> Message | None:
    practice = db.session.get(Practice, event.practice_id)
    if practice is None or practice.state not in PUBLIC_STATES or not permits(actor, FOLLOW):
        return None
    version = db.session.get_one(PracticeVersion, practice.current_version_id)
    return Message(
        _("Belum diverifikasi: %(title)s", title=words(version.record["title"])),
        _(
            "Daerah Anda menerapkan praktik ini, dan daerah asalnya sudah lama tidak mengonfirmasi "
            "bahwa praktiknya masih berjalan. Tanyakan sebelum melangkah lebih jauh."
        ),
        f"/practices/{practice.slug}",
    )


KINDS = (
    Kind(
        name="adoption-reported",
        label=_l("Hasil penerapan yang menunggu konfirmasi Anda"),
        event=AdoptionReported,
        how=How.NOW,
        recipients=_confirming,
        message=_of(lambda _view, title: _("Menunggu konfirmasi Anda: %(title)s", title=title)),
    ),
    Kind(
        name="adoption-confirmed",
        label=_l("Hasil penerapan yang dikonfirmasi daerah asal"),
        event=AdoptionConfirmed,
        how=How.NOW,
        recipients=_verifying,
        message=_confirmed,
    ),
    Kind(
        name="adoption-returned",
        label=_l("Hasil penerapan yang diminta diperiksa lagi"),
        event=AdoptionReturned,
        how=How.NOW,
        recipients=_both,
        message=_of(lambda _view, title: _("Periksa lagi: %(title)s", title=title)),
    ),
    Kind(
        name="adoption-verified",
        label=_l("Hasil penerapan yang terverifikasi"),
        event=AdoptionVerified,
        how=How.NOW,
        recipients=_concerned,
        message=_of(lambda _view, title: _("Hasil terverifikasi: %(title)s", title=title)),
    ),
    Kind(
        name="adoption-started",
        label=_l("Daerah yang mulai menerapkan praktik Anda atau yang Anda ikuti"),
        event=AdoptionStarted,
        how=How.DAILY,
        recipients=_concerned,
        message=_of(
            lambda view, title: _(
                "%(region)s berminat menerapkan: %(title)s", region=view.region.name, title=title
            )
        ),
    ),
    Kind(
        name="adoption-moved",
        label=_l("Penerapan yang maju satu tahap"),
        event=AdoptionMoved,
        how=How.DAILY,
        recipients=_concerned,
        message=_of(
            lambda view, title: f"{view.region.name}, {STAGES[view.stage]}: {title}",
        ),
    ),
    Kind(
        name="adoption-result",
        label=_l("Penerapan yang melaporkan hasil"),
        event=AdoptionReported,
        how=How.DAILY,
        recipients=_concerned,
        message=_of(
            lambda view, title: _(
                "%(region)s melaporkan hasil: %(title)s", region=view.region.name, title=title
            )
        ),
    ),
    Kind(
        name="adoption-dropped",
        label=_l("Penerapan yang berhenti"),
        event=AdoptionDropped,
        how=How.DAILY,
        recipients=_concerned,
        message=_of(
            lambda view, title: _(
                "%(region)s menghentikan penerapan: %(title)s",
                region=view.region.name,
                title=title,
            )
        ),
    ),
    Kind(
        name="adopted-overdue",
        label=_l("Praktik yang daerah Anda terapkan dan lama tidak dikonfirmasi asalnya"),
        event=VerifyOverdue,
        how=How.NOW,
        recipients=_adopters,
        message=_overdue,
    ),
)
