"""Memberships: who may do what where, from when until when."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.accounts.queries import is_active, person_of, today
from portal.accounts.services import trail
from portal.core.clock import utcnow
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import Role
from portal.regions.queries import directory

NATIONAL = frozenset({Role.EDITOR, Role.SYSTEM_ADMIN, Role.EXPERT})


@dataclass(frozen=True, kw_only=True)
class Post:
    """A role to be held: in the region with a code, or nationally without one."""

    role: Role
    region: str | None = None
    decree_no: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def grant(session: Session, person_id: int, post: Post) -> Membership:
    """Give a person a role from `post.starts_on`, today unless said otherwise.

    Raises:
        BadInput: if the role and the region do not fit, or the person holds the role already.
    """
    region_id = _region_id(post)
    if holds(session, person_id, post):
        raise BadInput(_("Peran ini sudah dipegang."))
    starts_on = post.starts_on or today()
    if post.ends_on is not None and post.ends_on < starts_on:
        raise BadInput(_("Hari berakhirnya mendahului hari mulainya."))
    membership = Membership(
        person_id=person_id,
        region_id=region_id,
        role=post.role,
        decree_no=post.decree_no,
        starts_on=starts_on,
        ends_on=post.ends_on,
    )
    session.add(membership)
    _note(session, "grant", person_id, membership)
    return membership


def holds(session: Session, person_id: int, post: Post) -> bool:
    """Tell whether a person holds a role today.

    Raises:
        BadInput: if the role and the region do not fit.
    """
    held = session.scalars(_held(person_id, post.role, _region_id(post))).first()
    return held is not None


def revoke(session: Session, person_id: int, post: Post) -> None:
    """End a role at once.

    Raises:
        BadInput: if the person does not hold it today.
    """
    held = session.scalars(_held(person_id, post.role, _region_id(post))).all()
    if not held:
        raise BadInput(_("Peran ini tidak sedang dipegang."))
    for membership in held:
        membership.ended_at = utcnow()
        _note(session, "revoke", person_id, membership)


def _note(session: Session, action: str, person_id: int, membership: Membership) -> None:
    trail.by_command(
        session,
        action,
        person_of(person_id),
        region_id=membership.region_id,
        role=membership.role,
        decree_no=membership.decree_no,
    )


def _held(person_id: int, role: Role, region_id: int | None) -> sa.Select[Membership]:
    return sa.select(Membership).where(
        Membership.person_id == person_id,
        Membership.role == role,
        Membership.region_id.is_(None) if region_id is None else Membership.region_id == region_id,
        is_active(),
    )


def _region_id(post: Post) -> int | None:
    if post.role is Role.ANONYMOUS or (post.role in NATIONAL) != (post.region is None):
        raise BadInput(_("Peran ini dan daerahnya tidak cocok."))
    if post.region is None:
        return None
    region = directory().by_code.get(post.region)
    if region is None:
        raise BadInput(_("Daerah dengan kode ini tidak dikenal."))
    return region.id
