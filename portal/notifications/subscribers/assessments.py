"""What people are told of assessments of regions: that they wait, and what became of them."""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, Role, permits
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.regions.events import (
    AssessmentEntered,
    AssessmentRefused,
    AssessmentRevoked,
    AssessmentVerified,
)
from portal.regions.models.profile import Assessment, AssessmentAct
from portal.regions.models.profile import Kind as Standing
from portal.regions.permissions import VERIFY, VIEW_ASSESSMENT, WRITERS
from portal.regions.permissions import Said as Assessed
from portal.regions.queries import RegionView, directory


def _editors(session: Session, event: AssessmentEntered) -> Iterable[int]:
    """Return the editors, if anything of it still waits for one."""
    waits = sa.select(Assessment.id).where(Assessment.entered_id == event.act_id, Assessment.waits)
    return holders(Role.EDITOR) if session.scalars(waits).first() is not None else ()


def _writers(session: Session, event: Any) -> Iterable[int]:
    """Return who writes for the region of the assessments."""
    act = session.get(AssessmentAct, event.act_id)
    return holders(*WRITERS, region_id=act.region_id) if act else ()


def _of(act_id: int) -> tuple[AssessmentAct, RegionView] | None:
    act = db.session.get(AssessmentAct, act_id)
    return (act, directory().by_id[act.region_id]) if act else None


def _entered(actor: Actor, event: AssessmentEntered) -> Message | None:
    found = _of(event.act_id)
    if found is None or not permits(actor, VERIFY, found[1].id):
        return None
    _act, region = found
    return Message(
        _("Menunggu verifikasi: nilai %(region)s", region=region.name),
        _("Bandingkan nilainya dengan sumbernya, lalu verifikasi atau tolak dengan alasan."),
        f"/regions/{region.code}/profile/check",
    )


def _told(
    title: Callable[[str], str], usual: Callable[[], str]
) -> Callable[[Actor, Any], Message | None]:
    """Return how a decision is told to who may read the region's own word."""

    def message(actor: Actor, event: Any) -> Message | None:
        found = _of(event.act_id)
        if found is None:
            return None
        act, region = found
        if not permits(actor, VIEW_ASSESSMENT, Assessed(region.id, Standing.SELF, shown=False)):
            return None
        why = _("Karena: %(reason)s", reason=act.reason) if act.reason else usual()
        return Message(title(region.name), why, f"/regions/{region.code}/profile")

    return message


KINDS = (
    Kind(
        name="assessment-entered",
        label=_l("Nilai daerah yang menunggu verifikasi"),
        event=AssessmentEntered,
        how=How.NOW,
        recipients=_editors,
        message=_entered,
    ),
    Kind(
        name="assessment-verified",
        label=_l("Nilai daerah Anda yang terverifikasi"),
        event=AssessmentVerified,
        how=How.DAILY,
        recipients=_writers,
        message=_told(
            lambda region: _("Terverifikasi: nilai %(region)s", region=region),
            lambda: _("Nilai ini kini dibaca siapa saja dan dipakai mencocokkan daerah."),
        ),
    ),
    Kind(
        name="assessment-refused",
        label=_l("Nilai daerah Anda yang tidak diverifikasi"),
        event=AssessmentRefused,
        how=How.NOW,
        recipients=_writers,
        message=_told(
            lambda region: _("Tidak diverifikasi: nilai %(region)s", region=region), lambda: ""
        ),
    ),
    Kind(
        name="assessment-revoked",
        label=_l("Nilai daerah Anda yang verifikasinya dicabut"),
        event=AssessmentRevoked,
        how=How.NOW,
        recipients=_writers,
        message=_told(
            lambda region: _("Verifikasi dicabut: nilai %(region)s", region=region), lambda: ""
        ),
    ),
)
