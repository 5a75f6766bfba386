"""Who may say by what the search goes, and read what was searched for."""

from portal.core.permissions import Actor, Grant, Role, declare

EDITOR = Grant(Role.EDITOR)


def _is_editor(actor: Actor, _target: object) -> bool:
    return EDITOR in actor.grants


CARE = declare("search:care", _is_editor)
