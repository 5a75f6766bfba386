"""The shapes of regions in the API."""

from marshmallow import Schema, fields, validate

from portal.api.v1.champion_schemas import ChampionItem
from portal.api.v1.schemas import Listed, Paged, RegionName, address, counted, one_of
from portal.regions.models import RegionKind
from portal.regions.models.profile import Kind
from portal.regions.schemas.traits import Trait
from portal.search.query import MAX_LENGTH

KINDS = tuple(kind.value for kind in RegionKind)
ASSESSMENT_KINDS = tuple(kind.value for kind in Kind)
TRAITS = tuple(trait.value for trait in Trait)


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


class AssessmentItem(Schema):
    """A value with what stands behind it."""

    code = fields.String(required=True, metadata={"description": "A term of `scheme`."})
    label = fields.String(required=True)
    scheme = fields.String(required=True)
    date = fields.String(required=True, metadata={"description": "A day, or a year."})
    value = fields.Float(required=True)
    kind = one_of(ASSESSMENT_KINDS)
    waits = fields.Boolean(
        required=True, metadata={"description": "Whether it waits for an editor to verify it."}
    )
    source = fields.String(required=True, metadata={"description": "Where it is written."})
    source_url = fields.String(required=True, metadata={"description": "Empty without a link."})


class MaturityItem(AssessmentItem):
    """A level of maturity, and the one that the region wants to reach."""

    level = fields.String(required=True, metadata={"description": "Such as M2."})
    target = fields.String(required=True, metadata={"description": "Such as M4."})


class IndexItem(AssessmentItem):
    """The value of an official index."""

    band = fields.String(
        required=True, allow_none=True, metadata={"description": "What such a value is called."}
    )


class TraitItem(Schema):
    """What regions are compared by; null where nobody has said."""

    trait = one_of(TRAITS)
    value = fields.String(required=True, allow_none=True)
    label = fields.String(required=True, allow_none=True)


class RegionDetail(RegionItem):
    """A region with its profile, newest values first, as far as the asker may read it."""

    assessments = fields.List(fields.Nested(MaturityItem), required=True)
    spm = fields.List(fields.Nested(AssessmentItem), required=True)
    indices = fields.List(fields.Nested(IndexItem), required=True)
    traits = fields.List(fields.Nested(TraitItem), required=True)
    time_zone = fields.String(required=True, allow_none=True)
    champion = fields.List(
        fields.Nested(ChampionItem),
        required=True,
        metadata={"description": "Its statuses as champion, those of old too."},
    )


class RegionList(Listed):
    """A page of regions."""

    items = fields.List(fields.Nested(RegionItem), required=True)
