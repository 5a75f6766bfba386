"""Who may ask for mentoring, answer, and see how a mentorship stands."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.permissions import Actor, Grant, Role, declare
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.models.sessions import Side

ASKERS = (Role.OFFICER, Role.PUBLISHER, Role.REGION_ADMIN)
PARTIES = (*ASKERS, Role.MENTOR)
EDITOR = Grant(Role.EDITOR)


@dataclass(frozen=True)
class Parties:
    """Whom a mentorship concerns; `mentor` is who serves as the one who was asked, by person."""

    learner_region_id: int | None
    champion_region_id: int
    mentor: int | None = None


def _may_request(actor: Actor, region_id: int) -> bool:
    return region_id in actor.regions(*ASKERS)


def _may_answer(actor: Actor, parties: Parties) -> bool:
    """Tell whether somebody answers for the champion region: its admin, or the mentor asked."""
    if parties.champion_region_id in actor.regions(Role.REGION_ADMIN):
        return True
    is_asked = parties.mentor is not None and parties.mentor == actor.person_id
    return is_asked and bool(actor.regions(Role.MENTOR))


def _may_view(actor: Actor, parties: Parties) -> bool:
    return EDITOR in actor.grants or is_party(actor, parties)


REQUEST_MENTORSHIP = declare("mentorship:request", _may_request)
ANSWER_REQUEST = declare("mentorship:answer", _may_answer)
VIEW_MENTORSHIP = declare("mentorship:view", _may_view)


def is_party(actor: Actor, parties: Parties) -> bool:
    """Tell whether somebody is of one of the two regions."""
    own = actor.regions(*PARTIES)
    return bool(own & {parties.learner_region_id, parties.champion_region_id})


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Mentorship` that somebody may see that it is and how it stands."""
    if EDITOR in actor.grants:
        return sa.true()
    return of_regions(actor.regions(*PARTIES))


def of_regions(region_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Return the condition on `Mentorship` that one of its two regions is one of these."""
    ids = sorted(region_ids)
    return sa.or_(Mentorship.learner_region_id.in_(ids), Mentorship.champion_region_id.in_(ids))


# From its acceptance on people of both regions go along.
TOGETHER = (
    MentorshipState.ACCEPTED,
    MentorshipState.AGREED,
    MentorshipState.ACTIVE,
    MentorshipState.PAUSED,
    MentorshipState.CLOSING,
    MentorshipState.COMPLETED,
    MentorshipState.OUTCOME_VERIFIED,
    MentorshipState.NO_OUTCOME,
    MentorshipState.ENDED_EARLY,
)


@dataclass(frozen=True, kw_only=True)
class Company:
    """Who goes along in a mentorship: `holder_id` for the learner, `mentor_id` for the champion.

    Both are ids of persons; where nobody is named, only who governs the region does.
    """

    state: MentorshipState
    learner_region_id: int
    champion_region_id: int
    holder_id: int | None
    mentor_id: int | None

    @property
    def regions(self) -> frozenset[int]:
        """The ids of both regions."""
        return frozenset((self.learner_region_id, self.champion_region_id))


def sides_of(actor: Actor, company: Company) -> frozenset[Side]:
    """Return for which side somebody takes part; admins do for their region."""
    if company.state not in TOGETHER or actor.person_id is None:
        return frozenset()
    people = {
        Side.LEARNER: (company.learner_region_id, company.holder_id),
        Side.CHAMPION: (company.champion_region_id, company.mentor_id),
    }
    roles = {Side.LEARNER: (Role.OFFICER, Role.PUBLISHER), Side.CHAMPION: (Role.MENTOR,)}
    return frozenset(
        side
        for side, (region_id, person_id) in people.items()
        if region_id in actor.regions(Role.REGION_ADMIN)
        or (region_id in actor.regions(*roles[side]) and person_id == actor.person_id)
    )


def _takes_part(actor: Actor, company: Company) -> bool:
    return bool(sides_of(actor, company))


def _may_sign(actor: Actor, company: Company) -> bool:
    return bool(actor.regions(Role.REGION_ADMIN) & company.regions)


def _may_verify(actor: Actor, company: Company) -> bool:
    """Tell whether an editor may judge, who is of neither region."""
    held = {grant.region_id for grant in actor.grants}
    return EDITOR in actor.grants and not held & company.regions


TAKE_PART = declare("mentorship:take-part", _takes_part)
SIGN = declare("mentorship:sign", _may_sign)
VERIFY = declare("mentorship:verify", _may_verify)
