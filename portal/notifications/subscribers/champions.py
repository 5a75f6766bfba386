"""What people are told of champions: who is proposed, and what becomes of a region's status."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.core.db import db
from portal.core.formats import day
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, Role, permits
from portal.mentoring.events import GraduationProposed
from portal.mentoring.models.graduation import GraduationProposal
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.regions.events import ChampionChanged, ChampionExpiring
from portal.regions.models.champions import ChampionAct, ChampionEvent, ChampionStatus
from portal.regions.permissions import GRANT_CHAMPION
from portal.regions.queries import directory
from portal.regions.schemas.labels import CHAMPION_ACTS, champion_reason, name_of
from portal.regions.schemas.measures import What

UNTIL = (ChampionAct.GRANTED, ChampionAct.RENEWED, ChampionAct.REINSTATED)


def _editors(session: Session, event: GraduationProposed) -> Iterable[int]:
    """Return the editors, while the proposal waits for one."""
    proposal = session.get(GraduationProposal, event.proposal_id)
    return holders(Role.EDITOR) if proposal and proposal.is_open else ()


def _admins(session: Session, event: ChampionChanged) -> Iterable[int]:
    """Return who governs the region of the status."""
    happened = session.get(ChampionEvent, event.event_id)
    return _governing(session, happened.status_id) if happened else ()


def _warned(session: Session, event: ChampionExpiring) -> Iterable[int]:
    """Return who governs the region, while the status still ends on that day."""
    status = session.get(ChampionStatus, event.status_id)
    stands = status and status.is_open and status.expires_on == event.expires_on
    return _governing(session, event.status_id) if stands else ()


def _governing(session: Session, status_id: int) -> Iterable[int]:
    status = session.get_one(ChampionStatus, status_id)
    return holders(Role.REGION_ADMIN, region_id=status.region_id)


def _proposed(actor: Actor, event: GraduationProposed) -> Message | None:
    proposal = db.session.get(GraduationProposal, event.proposal_id)
    if proposal is None or not permits(actor, GRANT_CHAMPION, proposal.region_id):
        return None
    return Message(
        _("Diusulkan menjadi champion: %(of)s", of=_of(proposal.region_id, proposal.dimension)),
        _("Keempat buktinya lengkap. Setujui, atau tolak dengan alasan."),
        f"/champions/proposals/{proposal.public_id}",
    )


def _changed(_actor: Actor, event: ChampionChanged) -> Message | None:
    happened = db.session.get(ChampionEvent, event.event_id)
    if happened is None:
        return None
    status = db.session.get_one(ChampionStatus, happened.status_id)
    if happened.act in UNTIL:
        told = _("Berlaku sampai %(day)s.", day=day(happened.expires_on))
    elif happened.act is ChampionAct.EXPIRED:
        told = _("Masa 24 bulannya sudah lewat.")
    else:
        reason = champion_reason(happened.act.value, happened.reason)
        suspended = happened.act is ChampionAct.SUSPENDED
        told = (
            _("Bukti yang tidak lengkap lagi: %(proofs)s.", proofs=reason)
            if suspended
            else _("Karena: %(reason)s", reason=reason)
        )
    what = CHAMPION_ACTS[happened.act.value]
    of = _of(status.region_id, status.dimension)
    return Message(
        _("Status champion, %(what)s: %(of)s", what=str(what).lower(), of=of),
        told,
        _page(status.region_id),
    )


def _expiring(_actor: Actor, event: ChampionExpiring) -> Message | None:
    status = db.session.get(ChampionStatus, event.status_id)
    if status is None:
        return None
    return Message(
        _("Status champion segera berakhir: %(of)s", of=_of(status.region_id, status.dimension)),
        _(
            "Berlaku sampai %(day)s. Bila keempat buktinya masih lengkap, perpanjangan diusulkan "
            "dengan sendirinya dan diputuskan editor nasional.",
            day=day(event.expires_on),
        ),
        _page(status.region_id),
    )


def _of(region_id: int, dimension: str) -> str:
    return f"{directory().by_id[region_id].name}, {name_of(What.MATURITY, dimension)}"


def _page(region_id: int) -> str:
    return f"/regions/{directory().by_id[region_id].code}"


KINDS = (
    Kind(
        name="champion-proposed",
        label=_l("Daerah yang diusulkan menjadi champion"),
        event=GraduationProposed,
        how=How.NOW,
        recipients=_editors,
        message=_proposed,
    ),
    Kind(
        name="champion-changed",
        label=_l("Status champion daerah Anda yang diberikan, ditangguhkan, atau berakhir"),
        event=ChampionChanged,
        how=How.NOW,
        recipients=_admins,
        message=_changed,
    ),
    Kind(
        name="champion-expiring",
        label=_l("Status champion daerah Anda yang segera berakhir"),
        event=ChampionExpiring,
        how=How.NOW,
        recipients=_warned,
        message=_expiring,
    ),
)
