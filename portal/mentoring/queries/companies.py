"""Reads: who goes along in a mentorship."""

from portal.core.db import db
from portal.mentoring.models import Mentorship
from portal.mentoring.permissions import Company
from portal.mentoring.queries import MentorshipView
from portal.mentors.models import MentorProfile


def company_of(mentorship: Mentorship) -> Company:
    """Return who goes along in a mentorship, as the rules see it."""
    mentor = db.session.get(MentorProfile, mentorship.mentor_id) if mentorship.mentor_id else None
    return Company(
        state=mentorship.state,
        learner_region_id=mentorship.learner_region_id,
        champion_region_id=mentorship.champion_region_id,
        holder_id=mentorship.holder_id,
        mentor_id=mentor.person_id if mentor else None,
    )


def company_in(view: MentorshipView) -> Company:
    """Return who goes along in a mentorship that is shown."""
    return Company(
        state=view.state,
        learner_region_id=view.learner.id,
        champion_region_id=view.champion.id,
        holder_id=view.holder_id,
        mentor_id=view.mentor_person_id,
    )
