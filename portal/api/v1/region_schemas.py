"""The shapes of regions in the API."""

from marshmallow import Schema, fields, validate

from portal.api.v1.schemas import Listed, Paged, RegionName, address, counted, one_of
from portal.regions.models import RegionKind
from portal.search.query import MAX_LENGTH

KINDS = tuple(kind.value for kind in RegionKind)


class RegionParameters(Paged):
    """The parameters of the regions."""

    q = fields.String(
        load_default="",
        validate=validate.Length(max=MAX_LENGTH),
        metadata={"description": "Words of a name, another name in use, or a code."},
    )
    province = fields.String(metadata={"description": "The code of the province they lie in."})
    kind = fields.String(
        validate=validate.OneOf(KINDS), metadata={"description": "The kind of region."}
    )
    champion = fields.String(
        metadata={"description": "A kind of champion evidence they have, a term of badge-kind."}
    )


class BadgeItem(Schema):
    """Dated evidence that a region is worth learning from."""

    kind = fields.String(required=True, metadata={"description": "A term of badge-kind."})
    label = fields.String(required=True)
    date = fields.String(
        required=True,
        metadata={"description": "A year, a month or a day, as exact as the source."},
    )
    text = fields.String(required=True)
    source = fields.String(required=True, metadata={"description": "The title of the page."})
    publisher = fields.String(required=True)
    url = address()


class RegionItem(Schema):
    """A region."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = one_of(KINDS)
    is_autonomous = fields.Boolean(required=True)
    province = fields.Nested(RegionName, required=True)
    aliases = fields.List(fields.String(), required=True)
    former_codes = fields.List(fields.String(), required=True)
    badges = fields.List(fields.Nested(BadgeItem), required=True)
    practices = counted()
    url = address()


class RegionList(Listed):
    """A page of regions."""

    items = fields.List(fields.Nested(RegionItem), required=True)
