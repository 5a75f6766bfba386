"""Who looks after the machine, and who reads what of the audit chain."""

from typing import Any

import sqlalchemy as sa

from portal.core.audit import AuditEvent
from portal.core.permissions import Actor, Grant, Role, declare


def _runs_the_system(actor: Actor, _target: Any) -> bool:
    return Grant(Role.SYSTEM_ADMIN) in actor.grants


def _has_role(actor: Actor, _target: Any) -> bool:
    return bool(actor.grants)


def readable_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `AuditEvent` that says which events somebody may read.

    Editors read all, regional admins those of their regions, system admins the technical ones,
    which belong to no region, and everybody their own.
    """
    if Grant(Role.EDITOR) in actor.grants:
        return sa.true()
    allowed = [AuditEvent.actor_id == actor.person_id]
    if regions := actor.regions(Role.REGION_ADMIN):
        allowed.append(AuditEvent.region_id.in_(sorted(regions)))
    if Grant(Role.SYSTEM_ADMIN) in actor.grants:
        allowed.append(AuditEvent.region_id.is_(None))
    return sa.or_(*allowed)


READ_AUDIT = declare("audit:read", _has_role)
RUN_SYSTEM = declare("system:run", _runs_the_system)
