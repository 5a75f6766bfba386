"""Who has an inbox."""

from typing import Any

from portal.core.permissions import Actor, declare


def _is_somebody(actor: Actor, _target: Any) -> bool:
    return actor.person_id is not None


READ_INBOX = declare("inbox:read", _is_somebody)
