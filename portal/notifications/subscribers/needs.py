"""What people are told of needs: that one is answered, and that a claim of their region lapsed."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.core.db import db
from portal.core.formats import day, words
from portal.core.i18n import _, _l
from portal.core.permissions import ANONYMOUS, Actor, Role, permits
from portal.needs.events import ClaimLapsed, NeedAnswered
from portal.needs.models import Need, NeedWish
from portal.needs.permissions import CLAIM_NEED
from portal.needs.queries import get_visible
from portal.needs.views.labels import title_of
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message


def _wishing(session: Session, event: NeedAnswered) -> Iterable[int]:
    """Return who wants to hear of an answer."""
    wishing = sa.select(NeedWish.person_id).where(
        NeedWish.need_id == event.need_id, NeedWish.notify
    )
    return session.scalars(wishing.order_by(NeedWish.id)).all()


def _admins(_session: Session, event: ClaimLapsed) -> Iterable[int]:
    return holders(Role.REGION_ADMIN, region_id=event.region_id)


def _answered(_actor: Actor, event: NeedAnswered) -> Message | None:
    need = db.session.get(Need, event.need_id)
    view = get_visible(ANONYMOUS, need.public_id) if need and need.answered_at else None
    if view is None or view.answer is None:
        return None
    return Message(
        _("Terjawab: %(need)s", need=title_of(view)),
        _(
            "%(region)s menerbitkan “%(practice)s”.",
            region=view.answer.region.name,
            practice=words(view.answer.title),
        ),
        f"/needs/{view.public_id}",
    )


def _lapsed(actor: Actor, event: ClaimLapsed) -> Message | None:
    need = db.session.get(Need, event.need_id)
    if need is None or not need.title or not permits(actor, CLAIM_NEED, event.region_id):
        return None
    return Message(
        _("Terbuka lagi: %(need)s", need=need.title),
        _(
            "Daerah Anda mengambil kebutuhan ini sampai %(day)s dan belum memulai drafnya.",
            day=day(event.claimed_until),
        ),
        f"/needs/{need.public_id}",
    )


KINDS = (
    Kind(
        name="need-answered",
        label=_l("Kebutuhan Anda yang terjawab"),
        event=NeedAnswered,
        how=How.NOW,
        recipients=_wishing,
        message=_answered,
    ),
    Kind(
        name="need-claim-lapsed",
        label=_l("Kebutuhan yang diambil daerah Anda dan terbuka lagi"),
        event=ClaimLapsed,
        how=How.NOW,
        recipients=_admins,
        message=_lapsed,
    ),
)
