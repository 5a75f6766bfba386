"""Governing: whether a place would have nobody left who looks after it.

Features above say by `needs_admin` which regions must not be without an admin.
"""

from collections.abc import Callable

import sqlalchemy as sa

from portal.accounts.models import ErasureRequest, Membership, Person, PersonState
from portal.accounts.queries import is_active, is_in, is_pending
from portal.accounts.queries.members import Member, memberships_of
from portal.core.db import db
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import Role

INDISPENSABLE = frozenset({Role.REGION_ADMIN, Role.EDITOR})
_needing: dict[str, Callable[[int], bool]] = {}


def needs_admin(name: str, needed: Callable[[int], bool]) -> None:
    """Register what tells whether a region, by its id, must not be without an admin."""
    _needing[name] = needed


def refuse_last(leaving: Member) -> None:
    """Refuse to let somebody leave a place that nobody else would govern.

    Raises:
        BadInput: saying what to do first.
    """
    if leaving.role not in INDISPENSABLE or _others(leaving):
        return
    region_id = leaving.region_id
    if region_id is None:
        raise BadInput(_("Ini editor nasional terakhir. Angkat penggantinya dulu."))
    if any(needed(region_id) for needed in _needing.values()):
        raise BadInput(
            _("Ini admin terakhir daerah yang punya praktik terbit. Pilih pengganti yang aktif.")
        )


def refuse_indispensable(person_id: int) -> None:
    """Refuse to let somebody go for good who is the last to govern a place.

    Raises:
        BadInput: saying what to do first.
    """
    for leaving in memberships_of(person_id):
        if leaving.counts:
            refuse_last(leaving)


def _others(leaving: Member) -> int:
    """Count who else governs a place, without those who have asked to be erased."""
    going = sa.select(ErasureRequest.person_id).where(is_pending())
    count = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(is_in(leaving.region_id), is_active(), Membership.role == leaving.role)
        .where(Person.state == PersonState.ACTIVE, Person.id != leaving.person_id)
        .where(Person.id.not_in(going))
    )
    return count or 0
