"""What became of the work of somebody whose role ended."""

from flask import render_template, url_for

from portal.accounts.permissions import VIEW_MEMBERS
from portal.accounts.queries import members as queries
from portal.accounts.schemas.roles import ROLE_LABELS
from portal.accounts.services.handover import counts_of
from portal.accounts.views.pages import blueprint
from portal.core.access import current_actor, requires
from portal.regions.queries import directory


@blueprint.get("/handovers/<slug:handover>")
@requires(VIEW_MEMBERS)
def handover(handover: str) -> str:
    """Show what went over to whom."""
    left = queries.handover(handover)
    queries.require_view(current_actor(), left.region_id)
    region = directory().by_id[left.region_id] if left.region_id is not None else None
    return render_template(
        "accounts/handover.html",
        region=region,
        left=left,
        role=str(ROLE_LABELS[left.role]),
        moved=counts_of(left.moved),
        stayed=counts_of(left.left),
        back=url_for("accounts.members", code=region.code if region else None),
    )
