"""Claims: a region takes over what editors compiled of it from public sources."""

from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.models import Practice, PracticeVersion
from portal.practices.models.drafts import Draft, ReviewRound
from portal.practices.permissions import WRITE_DRAFT, require_seen
from portal.practices.schemas.completeness import gaps_in
from portal.practices.services.drafts import revise
from portal.practices.services.reviews import Incomplete, submit
from portal.practices.services.trail import note


def claim(session: Session, actor: Actor, practice: Practice) -> Draft:
    """Take a compilation over into a draft of the region, and return it.

    Raises:
        NotFound, Forbidden: if the actor may not see the practice or not write for the region.
        Conflict: if the region has it already, a draft exists, or the practice is not public.
    """
    version = _compilation(session, actor, practice)
    draft = revise(session, actor, practice)
    note(session, "claim", actor, practice, {"from": version.number})
    return draft


def claim_unchanged(session: Session, actor: Actor, practice: Practice) -> ReviewRound:
    """Take a compilation over as it stands and hand it to an editor at once.

    Raises:
        NotFound, Forbidden, Conflict: as `claim`.
        Incomplete: if something is missing that a region's practice needs; nothing changes then.
    """
    if gaps := gaps_in(_compilation(session, actor, practice).record):
        raise Incomplete(gaps)
    draft = claim(session, actor, practice)
    return submit(session, actor, practice, token=draft.token)


def _compilation(session: Session, actor: Actor, practice: Practice) -> PracticeVersion:
    require_seen(actor, WRITE_DRAFT, practice)
    version = session.get(PracticeVersion, practice.current_version_id or 0)
    if version is None or not version.by_editors:
        raise Conflict(_("Praktik ini sudah milik daerahnya."))
    return version
