"""One's own data: what the portal holds about a person, as features bring it here."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import ApiToken, Handover, Identity, Membership, Person, SignIn
from portal.accounts.permissions import EXPORT_OWN_DATA
from portal.accounts.queries import person_of
from portal.core.audit import AuditEvent
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.errors import Forbidden
from portal.core.permissions import Actor, require
from portal.regions.models.profile import AssessmentAct
from portal.regions.queries import directory

Collect = Callable[[int], Any]
Query = Callable[[int], sa.Executable]
_parts: dict[str, Collect] = {}


def holds(name: str, collect: Collect) -> None:
    """Register what a feature holds about a person, by id: JSON with days and moments in it."""
    _parts[name] = collect


def rows_of(query: Query) -> Collect:
    """Return how to collect the rows that a query finds by a person's id, by the columns' names."""
    return lambda person_id: [dict(row) for row in db.session.execute(query(person_id)).mappings()]


def values_of(query: Query) -> Collect:
    """Return how to collect the one column that a query finds by a person's id."""
    return lambda person_id: list(db.session.scalars(query(person_id)))


def export(actor: Actor) -> str:
    """Return all that the portal holds about the actor, as a JSON document.

    Raises:
        Forbidden: to nobody in particular.
    """
    require(actor, EXPORT_OWN_DATA)
    if actor.person_id is None:
        raise Forbidden
    found = {name: collect(actor.person_id) for name, collect in _parts.items()}
    document = {"made_at": utcnow(), **found}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no JSON")


def _profile(person_id: int) -> dict[str, Any]:
    person = person_of(person_id)
    shown = ("public_id", "mail", "name", "locale", "zone", "data_saver", "state", "created_at")
    return {name: getattr(person, name) for name in shown} | {
        "second_factor_since": person.totp_since
    }


def _memberships(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Membership).where(Membership.person_id == person_id).order_by(Membership.id)
    )
    return [
        {
            "role": row.role,
            "region": directory().by_id[row.region_id].code if row.region_id is not None else None,
            "decree_no": row.decree_no,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "ended_at": row.ended_at,
            "approved": row.approved,
        }
        for row in rows
    ]


def _handovers(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Handover, Membership.person_id)
        .join(Membership, Membership.id == Handover.membership_id)
        .where(sa.or_(Membership.person_id == person_id, Handover.successor_id == person_id))
        .order_by(Handover.id)
    )
    return [
        {
            "as": "predecessor" if row.person_id == person_id else "successor",
            "decree_no": row.Handover.decree_no,
            "moved": row.Handover.moved,
            "at": row.Handover.at,
        }
        for row in rows
    ]


def _columns(
    model: type[SignIn] | type[Identity] | type[ApiToken] | type[AssessmentAct], *names: str
) -> Collect:
    columns = [getattr(model, name) for name in names]
    return rows_of(
        lambda person_id: sa.select(*columns).where(model.person_id == person_id).order_by(model.id)
    )


def _audit(person_id: int) -> list[dict[str, Any]]:
    public_id = sa.select(Person.public_id).where(Person.id == person_id).scalar_subquery()
    rows = db.session.scalars(
        sa.select(AuditEvent)
        .where(
            sa.or_(
                AuditEvent.actor_id == person_id,
                sa.and_(AuditEvent.kind == "person", AuditEvent.key == public_id),
            )
        )
        .order_by(AuditEvent.seq)
    )
    return [
        {
            "seq": row.seq,
            "moment": row.moment,
            "by_me": row.actor_id == person_id,
            "action": row.action,
            "kind": row.kind,
            "key": row.key,
            "details": json.loads(row.details),
        }
        for row in rows
    ]


holds("profile", _profile)
holds("memberships", _memberships)
holds("handovers", _handovers)
holds(
    "sign_ins",
    _columns(SignIn, "device", "created_at", "last_seen_at", "revoked_at", "second_factor_at"),
)
holds("identities", _columns(Identity, "issuer", "subject", "created_at"))
holds(
    "tokens", _columns(ApiToken, "name", "created_at", "expires_at", "last_used_on", "revoked_at")
)
holds("assessments", _columns(AssessmentAct, "act", "reason", "created_at"))
holds("audit", _audit)
