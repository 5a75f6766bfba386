"""The shapes of champion statuses in the API."""

from marshmallow import Schema, fields, validate

from portal.api.v1.schemas import Listed, Paged, RegionName, address, counted, one_of
from portal.regions.models.champions import ChampionAct, ChampionState
from portal.search.parameters import MAX_VALUE

STATES = tuple(state.value for state in ChampionState)
ACTS = tuple(act.value for act in ChampionAct)


class ChampionParameters(Paged):
    """What narrows the champions."""

    dimension = fields.String(
        load_default="",
        validate=validate.Length(max=MAX_VALUE),
        metadata={"description": "A maturity dimension, a term of kota-cerdas-id."},
    )


class ProofItem(Schema):
    """The proofs of a status when it was last given; null where it can no longer be read."""

    adoption = fields.String(
        required=True, allow_none=True, metadata={"description": "A verified success, its id."}
    )
    level = fields.String(required=True, metadata={"description": "Such as M3."})
    practice = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The slug of a practice of its own that came afterwards."},
    )
    answers = counted()


class ChampionEventItem(Schema):
    """What happened to a status."""

    act = one_of(ACTS)
    at = fields.DateTime(required=True)
    until = fields.Date(required=True)
    reason = fields.String(
        required=True, metadata={"description": "Of a suspension the proofs that were missing."}
    )


class ChampionItem(Schema):
    """A region's status as champion of a dimension."""

    region = fields.Nested(RegionName, required=True)
    dimension = fields.String(required=True, metadata={"description": "A term of kota-cerdas-id."})
    label = fields.String(required=True)
    state = one_of(STATES)
    granted_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)
    proofs = fields.Nested(ProofItem, required=True)
    history = fields.List(fields.Nested(ChampionEventItem), required=True)
    url = address()


class ChampionList(Listed):
    """A page of champions."""

    items = fields.List(fields.Nested(ChampionItem), required=True)
