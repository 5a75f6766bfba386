"""The shapes of what is written through the API, of what refuses it, and of versions."""

from marshmallow import Schema, fields, validate

from portal.api.v1.schemas import Listed, Problem, RegionName, address
from portal.core.addresses import LAST_NUMBER
from portal.practices.models import DraftState
from portal.practices.schemas.record import MAX_TITLE

STATES = tuple(state.value for state in DraftState)
PARTIAL = "In the shape of a practice's record, but anything may be missing."


def _token() -> fields.Integer:
    return fields.Integer(
        required=True,
        validate=validate.Range(0, LAST_NUMBER),
        metadata={"description": "The number of the last save that was read."},
    )


class NewPractice(Schema):
    """A practice to be begun."""

    region = fields.String(required=True, metadata={"description": "A code, such as 35.78."})
    title = fields.String(
        required=True,
        validate=validate.Length(1, MAX_TITLE),
        metadata={"description": "In Indonesian."},
    )


class DraftSaveBody(Schema):
    """A text to be kept in place of the draft's."""

    token = _token()
    record = fields.Dict(keys=fields.String(), required=True, metadata={"description": PARTIAL})


class SubmissionBody(Schema):
    """Which save is submitted."""

    token = _token()


class DraftAnswer(Schema):
    """A draft as it is saved."""

    slug = fields.String(required=True)
    url = address()
    region = fields.Nested(RegionName, required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    token = _token()
    record = fields.Dict(keys=fields.String(), required=True, metadata={"description": PARTIAL})


class SubmissionAnswer(Schema):
    """A round of review that began."""

    slug = fields.String(required=True)
    url = address()
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    round = fields.Integer(required=True, validate=validate.Range(1))


class StaleProblem(Problem):
    """Somebody else has saved since; both texts, so that nothing is lost."""

    token = fields.Integer(metadata={"description": "The number of the last save."})
    current = fields.Dict(keys=fields.String(), metadata={"description": "What is saved."})
    yours = fields.Dict(keys=fields.String(), metadata={"description": "What was sent."})


class GapItem(Schema):
    """Something that is missing, and where in the record."""

    path = fields.String(required=True)
    text = fields.String(required=True)


class GapsProblem(Problem):
    """A draft that cannot be submitted yet."""

    gaps = fields.List(fields.Nested(GapItem))


class VersionItem(Schema):
    """A published version in the list of them."""

    version = fields.Integer(required=True)
    title = fields.String(required=True)
    url = address()
    content_hash = fields.String(required=True)
    published_at = fields.AwareDateTime(required=True)


class VersionList(Listed):
    """A page of published versions, newest first."""

    items = fields.List(fields.Nested(VersionItem), required=True)
