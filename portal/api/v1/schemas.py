"""The shapes of the API's answers and parameters."""

from marshmallow import EXCLUDE, Schema, fields, validate

from portal.core.content import Text
from portal.practices.schemas.facets import FACETS, SORTS
from portal.practices.schemas.record import RecordSchema
from portal.search.finder import MAX_PER_PAGE, PER_PAGE, RELEVANCE
from portal.search.query import MAX_LENGTH

PAGE_LIMIT = 1_000_000


class Paged(Schema):
    """What every list takes; unknown parameters are ignored, as on the pages."""

    class Meta:
        """Marshmallow's options."""

        unknown = EXCLUDE

    page = fields.Integer(load_default=1, validate=validate.Range(1, PAGE_LIMIT))
    per_page = fields.Integer(load_default=PER_PAGE, validate=validate.Range(1, MAX_PER_PAGE))


SearchParameters = Paged.from_dict(
    {
        "q": fields.String(load_default="", validate=validate.Length(max=MAX_LENGTH)),
        "exact": fields.String(load_default="", validate=validate.OneOf(["", "1"])),
        "sort": fields.String(load_default=RELEVANCE, validate=validate.OneOf(SORTS)),
        **{name: fields.List(fields.String(), load_default=list) for name in FACETS},
    },
    name="SearchParameters",
)


class RegionParameters(Paged):
    """The parameters of the regions."""

    q = fields.String(load_default="", validate=validate.Length(max=MAX_LENGTH))
    province = fields.String()
    kind = fields.String(validate=validate.OneOf(["provinsi", "kabupaten", "kota"]))


class Listed(Schema):
    """What every list answers."""

    total = fields.Integer(required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)


class RegionName(Schema):
    """A region by code and name."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class Highlights(Schema):
    """Where the words matched, with <mark>."""

    title = fields.String()
    snippet = fields.String()


class PracticeItem(Schema):
    """A practice in a list."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    region = fields.Nested(RegionName, required=True)
    dimensions = fields.List(fields.String(), required=True)
    sectors = fields.List(fields.String(), required=True)
    evidence = fields.Integer(required=True)
    status = fields.String(required=True)
    year = fields.Integer(allow_none=True)
    url = fields.Url(required=True, require_tld=False)
    highlights = fields.Nested(Highlights, required=True)


class FacetItem(Schema):
    """A facet value with the number of results that ticking it gives."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)
    selected = fields.Boolean(required=True)


class PracticeList(Listed):
    """A page of practices with all facets."""

    items = fields.List(fields.Nested(PracticeItem), required=True)
    facets = fields.Dict(
        keys=fields.String(), values=fields.List(fields.Nested(FacetItem)), required=True
    )
    suggestion = fields.String(
        allow_none=True, metadata={"description": "The spelling that was searched instead."}
    )
    plain = fields.Boolean(
        required=True,
        metadata={"description": "Whether the index was away and words are matched as typed."},
    )


class PracticeAnswer(Schema):
    """A practice in one version, whole."""

    slug = fields.String(required=True)
    url = fields.Url(required=True, require_tld=False)
    version = fields.Integer(required=True)
    current_version = fields.Integer(required=True)
    content_hash = fields.String(required=True)
    evidence = fields.Integer(required=True)
    status = fields.String(required=True)
    published_at = fields.AwareDateTime(allow_none=True)
    region = fields.Nested(RegionName, required=True)
    licence = fields.String(required=True)
    record = fields.Nested(RecordSchema, required=True)


class RegionItem(Schema):
    """A region."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    is_autonomous = fields.Boolean(required=True)
    province = fields.Nested(RegionName, required=True)
    aliases = fields.List(fields.String(), required=True)
    former_codes = fields.List(fields.String(), required=True)
    practices = fields.Integer(required=True)
    url = fields.Url(required=True, require_tld=False)


class RegionList(Listed):
    """A page of regions."""

    items = fields.List(fields.Nested(RegionItem), required=True)


class TermItem(Schema):
    """A term of a vocabulary."""

    code = fields.String(required=True)
    parent = fields.String(allow_none=True)
    label = fields.Nested(Text, required=True)
    description = fields.Nested(Text, required=True)
    applies_to = fields.List(fields.String(), required=True)
    retired = fields.Boolean(required=True)


class LevelItem(Schema):
    """A rung of a maturity ladder."""

    rank = fields.Integer(required=True)
    code = fields.String(required=True)
    label = fields.Nested(Text, required=True)
    description = fields.Nested(Text, required=True)


class SchemeItem(Schema):
    """A vocabulary."""

    code = fields.String(required=True)
    version = fields.String(required=True)
    label = fields.Nested(Text, required=True)
    description = fields.Nested(Text, required=True)
    levels = fields.List(fields.Nested(LevelItem), required=True)
    terms = fields.List(fields.Nested(TermItem), required=True)


class SchemeList(Listed):
    """A page of vocabularies."""

    items = fields.List(fields.Nested(SchemeItem), required=True)


class Problem(Schema):
    """An error, as RFC 9457 has it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.Raw())
