"""The registry of rights."""

import pytest

from portal.core import permissions
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


@pytest.fixture
def sweep(monkeypatch: pytest.MonkeyPatch) -> str:
    """An action for system admins, in a copy of the registry."""
    monkeypatch.setattr(permissions, "_rules", dict(permissions._rules))
    return declare("test:sweep", lambda actor, _target: Role.SYSTEM_ADMIN in actor.roles)


def test_an_action_is_declared_once(sweep: str) -> None:
    assert sweep in actions()
    with pytest.raises(ValueError, match="twice"):
        declare(sweep, everybody)


def test_what_is_not_permitted_is_refused(sweep: str) -> None:
    sweeper = Actor(1, frozenset({Grant(Role.SYSTEM_ADMIN)}))

    require(sweeper, sweep)
    assert not permits(ANONYMOUS, sweep)
    with pytest.raises(Forbidden):
        require(ANONYMOUS, sweep)


def test_everybody_is_at_least_anonymous() -> None:
    assert ANONYMOUS.roles == {Role.ANONYMOUS}
    assert everybody(ANONYMOUS, None)
