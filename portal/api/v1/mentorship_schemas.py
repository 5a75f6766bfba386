"""The shapes of mentorships in the API: states and dates, and nothing that anybody wrote."""

from marshmallow import Schema, fields, validate

from portal.api.v1.schemas import Listed, Paged, RegionName, address, one_of
from portal.mentoring.models import MentorshipState
from portal.mentoring.queries.listing import SIDES
from portal.mentoring.queries.wording import GROUPS


class MentorshipParameters(Paged):
    """What narrows the mentorships."""

    side = fields.String(
        load_default="",
        validate=validate.OneOf(["", *SIDES]),
        metadata={"description": "On which side a region of one's own stands."},
    )
    group = fields.String(
        load_default="",
        validate=validate.OneOf(["", *GROUPS]),
        metadata={"description": "Not settled yet, going on, or ended."},
    )


def _moment() -> fields.AwareDateTime:
    return fields.AwareDateTime(required=True, allow_none=True)


class MentorshipItem(Schema):
    """A mentorship in a list."""

    id = fields.String(required=True)
    learner = fields.Nested(RegionName, required=True)
    champion = fields.Nested(RegionName, required=True)
    mentor = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Who was asked or does it, None where nobody is named."},
    )
    practice = fields.String(
        required=True, allow_none=True, metadata={"description": "The slug of a practice."}
    )
    dimension = fields.String(required=True, metadata={"description": "A term of kota-cerdas-id."})
    state = one_of([state.value for state in MentorshipState])
    requested_at = fields.AwareDateTime(required=True)
    expires_at = _moment()
    decided_at = _moment()
    starts_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)
    url = address()


class MentorshipList(Listed):
    """A page of mentorships."""

    items = fields.List(fields.Nested(MentorshipItem), required=True)


class MentorshipStep(Schema):
    """A line of the history."""

    state = one_of([state.value for state in MentorshipState])
    at = fields.AwareDateTime(required=True)


class MentorshipAnswer(MentorshipItem):
    """A mentorship whole."""

    history = fields.List(fields.Nested(MentorshipStep), required=True)
