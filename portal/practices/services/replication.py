"""What features above find out of a practice: that another region has applied it with success."""

from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.practices.models import Practice, PracticeVersion
from portal.practices.services.evidence import evidence_level
from portal.practices.services.trail import note


def replicated(session: Session, actor: Actor, practice: Practice) -> None:
    """Keep that a verified adoption elsewhere proves a practice; its evidence rises by that.

    What editors compiled stays at their limit until its region has taken it over.
    """
    if practice.replicated:
        return
    practice.replicated = True
    version = session.get(PracticeVersion, practice.current_version_id or 0)
    if version is not None:
        was = version.evidence_level
        version.evidence_level = evidence_level(version.record, replicated=True)
        note(session, "replicated", actor, practice, {"was": was, "now": version.evidence_level})
