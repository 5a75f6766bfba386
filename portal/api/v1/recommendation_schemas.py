"""The shapes of recommendations in the API."""

from marshmallow import Schema, fields

from portal.api.v1.schemas import RegionName, address, counted


class ShortfallItem(Schema):
    """What the region lacks where the practice helps most; null is what nobody knows."""

    dimension = fields.String(required=True, metadata={"description": "A term of kota-cerdas-id."})
    level = fields.Integer(required=True, allow_none=True)
    target = fields.Integer(required=True)
    sector = fields.String(
        required=True, allow_none=True, metadata={"description": "A term of spm."}
    )
    spm = fields.Float(required=True, allow_none=True, metadata={"description": "In percent."})
    fit = fields.Float(required=True)


class RecommendationItem(Schema):
    """A practice with the terms of its score."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    region = fields.Nested(RegionName, required=True)
    score = fields.Float(required=True)
    gap = fields.Nested(ShortfallItem, required=True)
    evidence = fields.Integer(required=True, metadata={"description": "0 to 4."})
    context = fields.Float(
        required=True, metadata={"description": "How alike the two regions are, 0 to 1."}
    )
    replications = counted()
    replicated = counted()
    fresh = fields.Float(
        required=True, metadata={"description": "0 to 1, falling from the day to confirm it."}
    )
    url = address()


class RecommendationList(Schema):
    """What is recommended to a region, best first: no more than ten."""

    items = fields.List(fields.Nested(RecommendationItem), required=True)
