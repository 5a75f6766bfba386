"""What is kept of a person who recorded or joined needs: told, and forgotten, with the person."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.services.erasing import forgets
from portal.accounts.services.personal import holds, rows_of
from portal.core.i18n import _l
from portal.core.retention import Rule, keeps
from portal.needs.models import Need, NeedWish


def start() -> None:
    """Register it."""
    holds(
        "needs",
        rows_of(_wishes),
        _l("Kebutuhan yang saya catat atau ikuti"),
        {
            "need": _l("Kebutuhan"),
            "query": _l("Yang dicari"),
            "notify": _l("Kabari saya bila terjawab"),
        },
    )
    forgets("needs", _forget)
    keeps(
        Rule(
            name="needs",
            what=_l("Kebutuhan yang Anda catat atau ikuti"),
            kept=_l("Sampai Anda mengakhirinya"),
            why=_l("Supaya Anda diberi tahu bila terjawab"),
        )
    )


def _wishes(person_id: int) -> sa.Executable:
    return (
        sa.select(
            Need.public_id.label("need"),
            NeedWish.query,
            NeedWish.notify,
            NeedWish.created_at,
        )
        .join(Need, Need.id == NeedWish.need_id)
        .where(NeedWish.person_id == person_id)
        .order_by(NeedWish.id)
    )


def _forget(session: Session, person_id: int) -> None:
    session.execute(sa.delete(NeedWish).where(NeedWish.person_id == person_id))
