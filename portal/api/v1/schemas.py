"""The shapes of the API's answers and parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

from portal.api.v1.count_schemas import AdoptionCounts
from portal.api.v1.file_schemas import AttachedPage, FileItem
from portal.api.v1.life_schemas import MeasureItem
from portal.core.content import Text
from portal.practices.models import Pulse
from portal.practices.schemas.facets import FACETS, SORTS
from portal.practices.schemas.record import RecordSchema
from portal.search.finder import MAX_PER_PAGE, PER_PAGE, RELEVANCE
from portal.search.parameters import MAX_VALUE, MAX_VALUES
from portal.search.query import MAX_LENGTH

PAGE_LIMIT = 1_000_000
STATUSES = ("active", "stopped")
WITHHELD = ("suspended", "withdrawn")
PARAMETERS = {
    "q": 'Words in Indonesian or English; "a phrase", -without, begin*.',
    "exact": "1 searches the words as typed, without correcting their spelling.",
    "sort": "The order; relevance means newest first where no words are asked for.",
    "page": "The page, counted from 1.",
    "per_page": "How many items a page has.",
}
FILTERS = {
    "dimension": "Maturity dimensions, terms of kota-cerdas-id.",
    "aspect": "Aspects of a maturity dimension, terms of kota-cerdas-id.",
    "sector": "Sectors of minimum service standards, terms of spm, or non-spm.",
    "service": "Services of a sector, terms of spm.",
    "urusan": "Government affairs, terms of urusan.",
    "province": "Codes of provinces.",
    "region": "Codes of the regions whose practice it is.",
    "kind": "Kinds of region: provinsi, kabupaten, kota.",
    "champion": "Kinds of dated champion evidence the region has, terms of badge-kind.",
    "stage": "Stages, terms of practice-stage.",
    "evidence": "Levels of evidence, 0 to 4.",
    "cost": "Bands of cost, terms of cost-band.",
    "partner": "Kinds of partners, terms of actor-kind.",
    "kit": "What can be taken over as it stands, terms of kit-kind.",
    "year": "Years in which practices began.",
    "language": "Languages a practice can be read in: id, en.",
    "status": "active, which is meant where nothing is chosen, or stopped.",
}


def _said(name: str) -> dict[str, str]:
    return {"description": PARAMETERS[name]}


def filters(said: Mapping[str, str], names: Sequence[str]) -> dict[str, fields.Field[Any]]:
    """Return the fields of facets, of which `said` tells what their values are."""
    return {
        name: fields.List(
            fields.String(validate=validate.Length(max=MAX_VALUE)),
            load_default=list,
            validate=validate.Length(max=MAX_VALUES),
            metadata={"description": f"{said[name]} One of several is enough."},
        )
        for name in names
    }


def searching(sorts: Sequence[str]) -> dict[str, fields.Field[Any]]:
    """Return the fields of a search by words, with its orders."""
    return {
        "q": fields.String(
            load_default="", validate=validate.Length(max=MAX_LENGTH), metadata=_said("q")
        ),
        "exact": fields.String(
            load_default="", validate=validate.OneOf(["", "1"]), metadata=_said("exact")
        ),
        "sort": fields.String(
            load_default=RELEVANCE, validate=validate.OneOf(sorts), metadata=_said("sort")
        ),
    }


def address() -> fields.String:
    """Return a field for an address on the web."""
    return fields.String(required=True, metadata={"format": "uri"})


def one_of(values: Any) -> fields.String:
    """Return a field for one of some values."""
    return fields.String(required=True, validate=validate.OneOf(values))


def counted(**metadata: Any) -> fields.Integer:
    """Return a field for how many there are."""
    return fields.Integer(required=True, validate=validate.Range(0), metadata=metadata)


class Paged(Schema):
    """What every list takes; unknown parameters are ignored, as on the pages."""

    class Meta:
        """Marshmallow's options."""

        unknown = EXCLUDE

    page = fields.Integer(
        load_default=1, validate=validate.Range(1, PAGE_LIMIT), metadata=_said("page")
    )
    per_page = fields.Integer(
        load_default=PER_PAGE,
        validate=validate.Range(1, MAX_PER_PAGE),
        metadata=_said("per_page"),
    )


SearchParameters = Paged.from_dict(
    {**searching(SORTS), **filters(FILTERS, FACETS)}, name="SearchParameters"
)


class Listed(Schema):
    """What every list answers."""

    total = counted(description="How many there are on all pages.")
    page = counted()
    pages = counted()


class RegionName(Schema):
    """A region by code and name."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class Highlights(Schema):
    """Where the words matched, with <mark>."""

    title = fields.String()
    snippet = fields.String()
    attachment = fields.Nested(
        AttachedPage, metadata={"description": "Where in an attachment the words matched too."}
    )


class PracticeItem(Schema):
    """A practice in a list."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    region = fields.Nested(RegionName, required=True)
    dimensions = fields.List(fields.String(), required=True)
    sectors = fields.List(fields.String(), required=True)
    evidence = fields.Integer(required=True, validate=validate.Range(0, 4))
    status = one_of(STATUSES)
    verification = one_of(list(Pulse))
    year = fields.Integer(allow_none=True)
    url = address()
    highlights = fields.Nested(Highlights, required=True)


class FacetItem(Schema):
    """A facet value with the number of results that ticking it gives."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    count = counted()
    selected = fields.Boolean(required=True)


class Searched(Listed):
    """What every search answers beside what it found."""

    facets = fields.Dict(
        keys=fields.String(), values=fields.List(fields.Nested(FacetItem)), required=True
    )
    suggestion = fields.String(
        allow_none=True, metadata={"description": "The spelling that was searched instead."}
    )
    exact = fields.Boolean(
        required=True,
        metadata={"description": "Whether all was counted; if not, there may be more."},
    )
    plain = fields.Boolean(
        required=True,
        metadata={"description": "Whether the index was away and words are matched as typed."},
    )


class PracticeList(Searched):
    """A page of practices with all facets."""

    items = fields.List(fields.Nested(PracticeItem), required=True)


class PracticeAnswer(Schema):
    """A practice in one version, whole."""

    slug = fields.String(required=True)
    url = address()
    version = fields.Integer(required=True)
    current_version = fields.Integer(required=True)
    content_hash = fields.String(
        required=True,
        metadata={"description": "SHA-256 of the record as JSON with sorted keys, without spaces."},
    )
    evidence = fields.Integer(required=True, validate=validate.Range(0, 4))
    status = fields.String(
        required=True,
        validate=validate.OneOf((*STATUSES, *WITHHELD)),
        metadata={"description": "Withheld practices are seen by their region and by editors."},
    )
    verification = one_of(list(Pulse))
    verify_by = fields.Date(allow_none=True, metadata={"description": "When to confirm it again."})
    published_at = fields.AwareDateTime(allow_none=True)
    region = fields.Nested(RegionName, required=True)
    licence = fields.String(required=True)
    files = fields.List(fields.Nested(FileItem), required=True)
    measures = fields.List(
        fields.Nested(MeasureItem),
        required=True,
        metadata={"description": "Reported since the version was frozen."},
    )
    adoptions = fields.Nested(
        AdoptionCounts, required=True, metadata={"description": "By other regions."}
    )
    stop_reason = fields.String(required=True, allow_none=True)
    lesson = fields.String(required=True, allow_none=True)
    record = fields.Nested(RecordSchema, required=True)


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
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.Raw(),
        metadata={"description": "What is wrong with which parameter: {query: {name: reasons}}."},
    )
