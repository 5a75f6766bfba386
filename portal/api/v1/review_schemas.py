"""The shapes of reviews in the API."""

from marshmallow import Schema, fields, validate

from portal.api.v1.draft_schemas import PARTIAL, STATES
from portal.api.v1.schemas import RegionName, address
from portal.core.addresses import LAST_NUMBER
from portal.core.permissions import Role
from portal.practices.models.drafts import Verdict

ROUND = "The number of the round; 0 before the first submission."


class CommentBody(Schema):
    """A remark on the draft."""

    path = fields.String(
        load_default="",
        metadata={
            "description": "A path in the record, such as indicators.0; empty for the whole."
        },
    )
    text = fields.String(required=True)


class VerdictBody(Schema):
    """What is decided on, and a word about it."""

    round = fields.Integer(
        required=True,
        validate=validate.Range(0, LAST_NUMBER),
        metadata={"description": "The round that was read."},
    )
    text = fields.String(load_default="")


class SpeakerItem(Schema):
    """A person as colleagues see them."""

    name = fields.String(required=True)
    role = fields.String(
        required=True, allow_none=True, validate=validate.OneOf([role.value for role in Role])
    )


class CommentItem(Schema):
    """A remark on a field of the record, or on the whole."""

    id = fields.Integer(required=True)
    path = fields.String(required=True)
    text = fields.String(required=True)
    round = fields.Integer(required=True, metadata={"description": ROUND})
    author = fields.Nested(SpeakerItem, required=True)
    written_at = fields.AwareDateTime(required=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)


class RoundItem(Schema):
    """A submission and what came of it."""

    number = fields.Integer(required=True)
    submitted_by = fields.Nested(SpeakerItem, required=True)
    submitted_at = fields.AwareDateTime(required=True)
    reviewer = fields.String(required=True, allow_none=True)
    verdict = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([verdict.value for verdict in Verdict]),
    )
    note = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True, allow_none=True)


class ReviewAnswer(Schema):
    """A text that is being checked, or that a round was about, with what was said of it."""

    slug = fields.String(required=True)
    url = address()
    region = fields.Nested(RegionName, required=True)
    state = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(STATES),
        metadata={"description": "The draft's; null for what a past round was about."},
    )
    round = fields.Integer(required=True, metadata={"description": ROUND})
    record = fields.Dict(keys=fields.String(), required=True, metadata={"description": PARTIAL})
    comments = fields.List(fields.Nested(CommentItem), required=True)
    rounds = fields.List(fields.Nested(RoundItem), required=True)
