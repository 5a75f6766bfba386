"""What people may do with their own account."""

from typing import Any

from portal.core.permissions import Actor, declare


def _is_somebody(actor: Actor, _target: Any) -> bool:
    return actor.person_id is not None


MANAGE_ACCOUNT = declare("account:manage", _is_somebody)
# Of its own, since those who must set up a second factor may do nothing else before.
SET_UP_SECOND_FACTOR = declare("account:second-factor", _is_somebody)
