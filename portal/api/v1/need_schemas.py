"""The shapes of needs in the API."""

from marshmallow import Schema, fields, validate

from portal.api.v1.schemas import Listed, Paged, RegionName, address, counted, one_of
from portal.needs.models import SHOWN_STATES
from portal.search.parameters import MAX_VALUE

STATES = tuple(state.value for state in SHOWN_STATES)


class NeedParameters(Paged):
    """What narrows the needs."""

    state = fields.String(
        load_default="",
        validate=validate.OneOf(["", *STATES]),
        metadata={"description": "How far a need has come."},
    )
    dimension = fields.String(
        load_default="",
        validate=validate.Length(max=MAX_VALUE),
        metadata={"description": "A maturity dimension, a term of kota-cerdas-id."},
    )
    sector = fields.String(
        load_default="",
        validate=validate.Length(max=MAX_VALUE),
        metadata={"description": "A sector of minimum service standards, or non-spm."},
    )


class NeedItem(Schema):
    """What several regions looked for in vain; none of them is named."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    state = one_of(STATES)
    dimension = fields.String(required=True, allow_none=True)
    sector = fields.String(required=True, allow_none=True)
    searches = counted(description="Searches in vain within 90 days, at least five.")
    regions = counted(description="Regions from which they came, at least three.")
    joined = counted(description="Regions that said they have the need too.")
    claimed_by = fields.Nested(
        RegionName, metadata={"description": "The region that writes about it, if one does."}
    )
    claimed_until = fields.Date(required=True, allow_none=True)
    answer = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The slug of the practice that answers it."},
    )
    url = address()


class NeedList(Listed):
    """A page of needs."""

    items = fields.List(fields.Nested(NeedItem), required=True)
