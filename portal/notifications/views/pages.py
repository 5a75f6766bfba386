"""What the pages of notifications have in common."""

from flask import Blueprint

from portal.core.access import current_actor
from portal.core.permissions import Actor

blueprint = Blueprint("notifications", __name__, template_folder="../templates")


def owner() -> tuple[Actor, int]:
    """Return who opened a guarded page, with the id of the person."""
    actor = current_actor()
    if actor.person_id is None:
        raise LookupError("only guarded views ask for this")
    return actor, actor.person_id
