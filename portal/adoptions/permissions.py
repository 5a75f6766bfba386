"""Who may do what with an adoption; what is read by many stands here as SQL too."""

import sqlalchemy as sa

from portal.adoptions.models import Adoption
from portal.core.permissions import Actor, Grant, Role, declare
from portal.practices.models import Practice
from portal.practices.permissions import visible_to as practices_visible_to

RECORDERS = (Role.OFFICER, Role.PUBLISHER, Role.REGION_ADMIN)
CONFIRMERS = (Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN)
EDITOR = Grant(Role.EDITOR)


def _everybody(_actor: Actor, _target: object) -> bool:
    """Tell that what is shown of an adoption is public; which ones are says `visible_to`."""
    return True


def _may_record(actor: Actor, region_id: int) -> bool:
    return region_id in actor.regions(*RECORDERS)


def _may_confirm(actor: Actor, adoption: Adoption) -> bool:
    """Tell whether somebody may say for the source region what came of an adoption elsewhere."""
    return adoption.source_region_id in actor.regions(*CONFIRMERS) and not _is_of(
        actor, adoption.region_id
    )


def _may_verify(actor: Actor, adoption: Adoption) -> bool:
    """Tell whether an editor may judge: of neither region, and not who confirmed it."""
    return (
        EDITOR in actor.grants
        and not _is_of(actor, adoption.region_id, adoption.source_region_id)
        and actor.person_id != adoption.confirmed_by_id
    )


def _is_of(actor: Actor, *region_ids: int | None) -> bool:
    held = {grant.region_id for grant in actor.grants if grant.region_id is not None}
    return bool(held & set(region_ids))


VIEW_ADOPTION = declare("adoption:view", _everybody)
RECORD_ADOPTION = declare("adoption:record", _may_record)
CONFIRM_OUTCOME = declare("adoption:confirm", _may_confirm)
VERIFY_OUTCOME = declare("adoption:verify", _may_verify)


def regions_recording(actor: Actor) -> list[int]:
    """Return the ids of the regions for which somebody records adoptions."""
    return sorted(actor.regions(*RECORDERS))


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Adoption`, joined with its `Practice`, that somebody may see it.

    While readers may not see the practice, its adoptions are for their own regions alone.
    """
    shown = sa.or_(Adoption.practice_id.is_(None), practices_visible_to(actor))
    if regions := regions_recording(actor):
        return sa.or_(shown, Adoption.region_id.in_(regions))
    return shown


def practice_shown(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Practice` that somebody may read what was adopted."""
    return sa.and_(Practice.id.is_not(None), practices_visible_to(actor))
