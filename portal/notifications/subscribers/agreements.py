"""What those who go along are told of a mentorship: that there is something, never what it says."""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, Role, permits
from portal.mentoring.events import (
    AgreementSigned,
    AgreementUnsigned,
    AgreementWritten,
    ClosingSent,
    FollowUpAnswered,
    FollowUpAsked,
    ItemAdded,
    ItemDue,
    MentorshipBegun,
    MentorshipCompleted,
    MentorshipHalted,
    MentorshipJudged,
    SessionPlanned,
)
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.models.agreements import AgreementSignature
from portal.mentoring.models.sessions import ActionItem, Side
from portal.mentoring.permissions import VERIFY, Company, sides_of
from portal.mentoring.queries import MentorshipView, by_ids
from portal.mentoring.queries.companies import company_in, company_of
from portal.mentoring.queries.wording import STATES
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message

Words = Callable[[MentorshipView], str]


def _company(session: Session, event: Any) -> Company:
    return company_of(session.get_one(Mentorship, event.mentorship_id))


def _people(company: Company, *sides: Side) -> list[int]:
    """Return who goes along for some sides, or who governs a region that has named nobody."""
    named = {Side.LEARNER: company.holder_id, Side.CHAMPION: company.mentor_id}
    regions = _regions(company)
    found: list[int] = []
    for side in sides or tuple(Side):
        person = named[side]
        found += [person] if person else holders(Role.REGION_ADMIN, region_id=regions[side])
    return found


def _regions(company: Company) -> dict[Side, int]:
    return {
        Side.LEARNER: company.learner_region_id,
        Side.CHAMPION: company.champion_region_id,
    }


def _both(session: Session, event: Any) -> Iterable[int]:
    return _people(_company(session, event))


def _admins(session: Session, event: Any) -> Iterable[int]:
    """Return the admins of the regions that have not signed a version, if it still waits."""
    company = _company(session, event)
    if company.state is not MentorshipState.ACCEPTED:
        return []
    query = sa.select(AgreementSignature.region_id).where(
        AgreementSignature.agreement_id == event.agreement_id
    )
    signed = set(session.scalars(query))
    waited = [region for region in _regions(company).values() if region not in signed]
    return [who for region in waited for who in holders(Role.REGION_ADMIN, region_id=region)]


def _signing(session: Session, event: Any) -> Iterable[int]:
    """Return who is to sign, and who goes along."""
    return (*_admins(session, event), *_people(_company(session, event)))


def _doing(session: Session, event: ItemAdded | ItemDue) -> Iterable[int]:
    """Return who is to do something, as long as it is not done."""
    item = session.get_one(ActionItem, event.item_id)
    return () if item.done_at else _people(_company(session, event), item.side)


def _judging(session: Session, event: Any) -> Iterable[int]:
    return (*holders(Role.EDITOR), *_people(_company(session, event)))


def _learners(session: Session, event: Any) -> Iterable[int]:
    return _people(_company(session, event), Side.LEARNER)


def _champions(session: Session, event: Any) -> Iterable[int]:
    return _people(_company(session, event), Side.CHAMPION)


def _told(title: Words, page: str) -> Callable[[Actor, Any], Message | None]:
    """Return how an event is told to those who take part: the two regions, and where it is."""

    def message(actor: Actor, event: Any) -> Message | None:
        view = by_ids(actor, [event.mentorship_id]).get(event.mentorship_id)
        if view is None or not sides_of(actor, company_in(view)):
            return None
        regions = {"learner": view.learner.name, "champion": view.champion.name}
        body = _("%(learner)s didampingi %(champion)s.", **regions)
        return Message(title(view), body, f"/mentoring/{view.public_id}{page}")

    return message


def _completed(actor: Actor, event: MentorshipCompleted) -> Message | None:
    """Return what is told: to editors who can judge it that it waits for them."""
    view = by_ids(actor, [event.mentorship_id]).get(event.mentorship_id)
    if view is not None and permits(actor, VERIFY, company_in(view)):
        title = _("Hasil pendampingan menunggu verifikasi: %(region)s", region=view.learner.name)
        return Message(title, STATES[view.state], f"/mentoring/{view.public_id}/outcome")
    done = _told(lambda _view: _("Kedua formulir penutupan sudah masuk"), "/outcome")
    return done(actor, event)


KINDS = (
    Kind(
        name="agreement-written",
        label=_l("Kesepakatan pendampingan yang menunggu tanda tangan"),
        event=AgreementWritten,
        how=How.NOW,
        recipients=_signing,
        message=_told(
            lambda _view: _("Versi baru kesepakatan menunggu tanda tangan"), "/agreement"
        ),
    ),
    Kind(
        name="agreement-signed",
        label=_l("Kesepakatan pendampingan yang ditandatangani satu daerah"),
        event=AgreementSigned,
        how=How.NOW,
        recipients=_signing,
        message=_told(lambda _view: _("Kesepakatan ditandatangani satu daerah"), "/agreement"),
    ),
    Kind(
        name="agreement-unsigned",
        label=_l("Kesepakatan yang sudah seminggu belum Anda tanda tangani"),
        event=AgreementUnsigned,
        how=How.NOW,
        recipients=_admins,
        message=_told(
            lambda _view: _("Kesepakatan masih menunggu tanda tangan daerah Anda"), "/agreement"
        ),
    ),
    Kind(
        name="mentorship-begun",
        label=_l("Pendampingan yang mulai berjalan"),
        event=MentorshipBegun,
        how=How.NOW,
        recipients=_both,
        message=_told(lambda _view: _("Pendampingan mulai berjalan"), ""),
    ),
    Kind(
        name="mentorship-session",
        label=_l("Sesi pendampingan yang baru atau pindah waktu"),
        event=SessionPlanned,
        how=How.NOW,
        recipients=_both,
        message=_told(lambda _view: _("Ada sesi pendampingan yang baru atau berubah"), "/sessions"),
    ),
    Kind(
        name="mentorship-item",
        label=_l("Tugas pendampingan yang baru untuk Anda"),
        event=ItemAdded,
        how=How.DAILY,
        recipients=_doing,
        message=_told(lambda _view: _("Ada tugas pendampingan yang baru"), "/sessions"),
    ),
    Kind(
        name="mentorship-item-due",
        label=_l("Tugas pendampingan yang jatuh tempo"),
        event=ItemDue,
        how=How.NOW,
        recipients=_doing,
        message=_told(lambda _view: _("Ada tugas pendampingan yang jatuh tempo"), "/sessions"),
    ),
    Kind(
        name="mentorship-halted",
        label=_l("Pendampingan yang dijeda, dilanjutkan, atau berakhir lebih awal"),
        event=MentorshipHalted,
        how=How.NOW,
        recipients=_both,
        message=_told(
            lambda view: _("Keadaan pendampingan berubah: %(state)s", state=STATES[view.state]), ""
        ),
    ),
    Kind(
        name="mentorship-closing",
        label=_l("Formulir penutupan yang menunggu daerah Anda"),
        event=ClosingSent,
        how=How.NOW,
        recipients=_both,
        message=_told(lambda _view: _("Satu formulir penutupan sudah masuk"), "/outcome"),
    ),
    Kind(
        name="mentorship-completed",
        label=_l("Pendampingan yang selesai"),
        event=MentorshipCompleted,
        how=How.NOW,
        recipients=_judging,
        message=_completed,
    ),
    Kind(
        name="mentorship-judged",
        label=_l("Hasil pendampingan yang dinilai editor"),
        event=MentorshipJudged,
        how=How.NOW,
        recipients=_both,
        message=_told(
            lambda view: _("Hasil pendampingan dinilai: %(state)s", state=STATES[view.state]),
            "/outcome",
        ),
    ),
    Kind(
        name="mentorship-lasted",
        label=_l("Pertanyaan apakah hasil pendampingan bertahan"),
        event=FollowUpAsked,
        how=How.NOW,
        recipients=_learners,
        message=_told(lambda _view: _("Apakah hasil pendampingan bertahan?"), "/outcome"),
    ),
    Kind(
        name="mentorship-answered",
        label=_l("Jawaban apakah hasil pendampingan bertahan"),
        event=FollowUpAnswered,
        how=How.DAILY,
        recipients=_champions,
        message=_told(lambda _view: _("Daerah menjawab apakah hasilnya bertahan"), "/outcome"),
    ),
)
