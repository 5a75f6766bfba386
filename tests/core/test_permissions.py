"""The registry of rights."""

import pytest

from portal.core.errors import Forbidden
from portal.core.permissions import (
    ANONYMOUS,
    Actor,
    Grant,
    Role,
    actions,
    declare,
    everybody,
    permits,
    require,
)

SWEEP = declare("test:sweep", lambda actor, _target: Role.SYSTEM_ADMIN in actor.roles)


def test_an_action_is_declared_once() -> None:
    assert SWEEP in actions()
    with pytest.raises(ValueError, match="twice"):
        declare(SWEEP, everybody)


def test_what_is_not_permitted_is_refused() -> None:
    sweeper = Actor(1, frozenset({Grant(Role.SYSTEM_ADMIN)}))

    require(sweeper, SWEEP)
    assert not permits(ANONYMOUS, SWEEP)
    with pytest.raises(Forbidden):
        require(ANONYMOUS, SWEEP)


def test_everybody_is_at_least_anonymous() -> None:
    assert ANONYMOUS.roles == {Role.ANONYMOUS}
    assert everybody(ANONYMOUS, None)
