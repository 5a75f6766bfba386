"""Memberships: who may do what where, from when until when."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.accounts.permissions import NATIONAL
from portal.accounts.queries import is_in, is_open, person_of
from portal.accounts.services import trail
from portal.core.clock import today, utcnow
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import ANONYMOUS, Actor, Role
from portal.regions.queries import directory


@dataclass(frozen=True, kw_only=True)
class Post:
    """A role to be held: in the region with a code, or nationally without one.

    `issuer` is the identity provider whose claim gives it, None where people do.
    """

    role: Role
    region: str | None = None
    decree_no: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    issuer: str | None = None


def grant(
    session: Session, person_id: int, post: Post, *, by: Actor = ANONYMOUS, approved: bool = True
) -> Membership:
    """Give a person a role from `post.starts_on`, today unless said otherwise.

    `by` is who gives it, nobody in particular for a command or a claim; a role that is not yet
    `approved` gives no right.

    Raises:
        BadInput: if the role and the region do not fit, or the person holds the role already.
    """
    region_id = region_id_of(post)
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
        approved=approved,
        granted_by_id=by.person_id,
        issuer=post.issuer,
    )
    session.add(membership)
    session.flush()
    how = "claim" if post.issuer else "grant"
    note(session, how if approved else "propose", membership, by=by)
    return membership


def holds(session: Session, person_id: int, post: Post) -> bool:
    """Tell whether a person holds a role, or will from a later day on.

    Raises:
        BadInput: if the role and the region do not fit.
    """
    return _held(session, person_id, post) is not None


def held(session: Session, person_id: int, post: Post) -> Membership:
    """Return the membership by which a person holds a role, or will.

    Raises:
        BadInput: if there is none.
    """
    found = _held(session, person_id, post)
    if found is None:
        raise BadInput(_("Peran ini tidak sedang dipegang."))
    return found


def end(session: Session, membership: Membership, *, by: Actor = ANONYMOUS) -> None:
    """End a role at once; what depends on it is for `services.handover` to see to."""
    membership.ended_at = utcnow()
    session.flush()
    note(session, "unclaim" if membership.taken_back else "revoke", membership, by=by)


def note(session: Session, action: str, membership: Membership, *, by: Actor) -> None:
    """Put on the audit chain what was done with a membership."""
    trail.by_somebody(
        session,
        action,
        person_of(membership.person_id),
        actor=by,
        region_id=membership.region_id,
        role=membership.role,
        decree_no=membership.decree_no,
    )


def _held(session: Session, person_id: int, post: Post) -> Membership | None:
    query = sa.select(Membership).where(
        Membership.person_id == person_id,
        Membership.role == post.role,
        is_in(region_id_of(post)),
        is_open(),
    )
    return session.scalars(query.order_by(Membership.id)).first()


def region_id_of(post: Post) -> int | None:
    """Return the id of the region of a post, None for a national one.

    Raises:
        BadInput: if the role and the region do not fit.
    """
    if post.role is Role.ANONYMOUS or (post.role in NATIONAL) != (post.region is None):
        raise BadInput(_("Peran ini dan daerahnya tidak cocok."))
    if post.region is None:
        return None
    region = directory().by_code.get(post.region)
    if region is None:
        raise BadInput(_("Daerah dengan kode ini tidak dikenal."))
    return region.id
