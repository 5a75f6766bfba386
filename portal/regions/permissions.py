"""Who may do what with a region."""

from portal.core.permissions import Actor, Role, declare


def _governs(actor: Actor, region_id: int | None) -> bool:
    """Tell whether somebody governs a region, or any where none is named."""
    governed = actor.regions(Role.REGION_ADMIN)
    return bool(governed) if region_id is None else region_id in governed


SET_MAILBOX = declare("region:mailbox", _governs)
