"""Who may follow anything: everybody with a role today."""

from typing import Any

from portal.core.permissions import Actor, declare


def _has_role(actor: Actor, _target: Any) -> bool:
    return bool(actor.grants)


FOLLOW = declare("follow:choose", _has_role)
