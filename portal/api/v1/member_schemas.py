"""The shapes of members and of what they hand over."""

from marshmallow import Schema, fields, validate

from portal.accounts.forms import MAX_NAME
from portal.accounts.queries.members import MemberState
from portal.api.v1.life_schemas import Line
from portal.api.v1.schemas import Listed
from portal.core.permissions import Role

ROLES = [role.value for role in Role if role is not Role.ANONYMOUS]


class MemberItem(Schema):
    """A role that somebody has or may yet have in a place."""

    person = fields.String(required=True, metadata={"description": "The id of the person."})
    name = fields.String(required=True)
    mail = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    decree_no = fields.String(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    state = fields.String(
        required=True, validate=validate.OneOf([state.value for state in MemberState])
    )


class MemberList(Listed):
    """A page of members, by name."""

    items = fields.List(fields.Nested(MemberItem), required=True)


class EndBody(Schema):
    """How a role ends: by which decree, and who takes over."""

    decree_no = Line(
        load_default="",
        validate=validate.Length(max=MAX_NAME),
        metadata={"description": "Not needed for an invitation that nobody has answered."},
    )
    successor = fields.String(
        load_default="",
        metadata={"description": "The id of a person of the same place; empty for its queue."},
    )
    password = fields.String(
        required=True,
        metadata={"description": "Of whoever sends this, asked for since power changes hands."},
    )


class EndAnswer(Schema):
    """What came of an ending."""

    handover = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The id of the hand-over; null for what had never counted."},
    )


class MovedItem(Schema):
    """How much of a kind of work there was."""

    kind = fields.String(required=True)
    count = fields.Integer(required=True)


class HandoverAnswer(Schema):
    """A role that ended, and what became of the work that came with it."""

    id = fields.String(required=True)
    region = fields.String(
        required=True, allow_none=True, metadata={"description": "Its code; null for the nation."}
    )
    name = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    decree_no = fields.String(required=True, allow_none=True)
    successor = fields.String(
        required=True, allow_none=True, metadata={"description": "By name; null for the queue."}
    )
    moved = fields.List(fields.Nested(MovedItem), required=True)
    left = fields.List(fields.Nested(MovedItem), required=True)
    at = fields.AwareDateTime(required=True)
