"""Rights: actors, actions, and the one registry in which features declare who may do what."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.core.errors import Forbidden


class Role(StrEnum):
    """What a person may be, in a region or nationally."""

    ANONYMOUS = "anonymous"
    OFFICER = "officer"
    PUBLISHER = "publisher"
    MENTOR = "mentor"
    REGION_ADMIN = "region-admin"
    EDITOR = "editor"
    SYSTEM_ADMIN = "system-admin"
    EXPERT = "expert"


# Roles that nobody has before the second factor has been given.
GUARDED_ROLES = frozenset({Role.REGION_ADMIN, Role.EDITOR, Role.SYSTEM_ADMIN})


@dataclass(frozen=True)
class Grant:
    """A role that is active today; `region_id` is None for a national one."""

    role: Role
    region_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with today's grants, or nobody in particular."""

    person_id: int | None = None
    grants: frozenset[Grant] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held today; everybody is at least anonymous."""
        return frozenset(grant.role for grant in self.grants) | {Role.ANONYMOUS}

    @property
    def is_of_a_region(self) -> bool:
        """Whether some role is held in a region."""
        return any(grant.region_id is not None for grant in self.grants)

    def regions(self, *roles: Role) -> frozenset[int]:
        """Return the ids of the regions in which the actor holds one of `roles`."""
        return frozenset(
            grant.region_id
            for grant in self.grants
            if grant.role in roles and grant.region_id is not None
        )


ANONYMOUS = Actor()
Rule = Callable[[Actor, Any], bool]
_rules: dict[str, Rule] = {}


def declare(action: str, rule: Rule) -> str:
    """Register who may do `action`, and return its name.

    Raises:
        ValueError: if the action is declared twice.
    """
    if action in _rules:
        raise ValueError(f"{action} is declared twice")
    _rules[action] = rule
    return action


def everybody(_actor: Actor, _target: Any) -> bool:
    """Rule of what is public."""
    return True


def permits(actor: Actor, action: str, target: Any = None) -> bool:
    """Tell whether `actor` may do `action` with `target`."""
    return _rules[action](actor, target)


def require(actor: Actor, action: str, target: Any = None) -> None:
    """Refuse unless permitted.

    Raises:
        Forbidden: if the actor may not.
    """
    if not permits(actor, action, target):
        raise Forbidden


def actions() -> tuple[str, ...]:
    """Return the names of all declared actions."""
    return tuple(_rules)
