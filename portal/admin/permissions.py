"""Who looks after the machine."""

from typing import Any

from portal.core.permissions import Actor, Grant, Role, declare


def _runs_the_system(actor: Actor, _target: Any) -> bool:
    return Grant(Role.SYSTEM_ADMIN) in actor.grants


RUN_SYSTEM = declare("system:run", _runs_the_system)
