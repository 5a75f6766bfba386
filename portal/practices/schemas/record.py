"""The record of a practice: its one declared shape, for files, forms and the API alike.

The schemas hold shapes and upper limits, so that a draft passes with `partial=True`; what a
complete record needs besides is said in `rules` and `completeness`.
"""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from portal.core.addresses import is_web_address
from portal.core.content import Text
from portal.practices.schemas.faq import MAX_FAQ, FaqSchema
from portal.practices.schemas.shapes import END, MAX_LINE

RESERVED_SLUGS = frozenset({"new", "compare", "suggest", "import"})
MAX_TITLE = 100
MAX_SUMMARY_WORDS = 200
MAX_BLOCKS = 7
PERIOD = validate.Regexp(
    "^[0-9]{4}(?:-(?:0[1-9]|1[0-2])|-[0-9]{4})?" + END,
    error="must be a year, a month (2015-04) or a span",
)
SECTIONS = ("problem", "solution", "results", "failures", "lessons", "conditions")
REQUIRED_SECTIONS = ("problem", "solution", "results")
STATEMENTS = ("beneficiaries", "people", "integration", "sustainability", "cost")
BLOCK_PARTS = ("body", "steps", "enabling", "lessons")
DAY = validate.Regexp(
    "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])" + END,
    error="must be a day like 2026-01-31",
)
FILE_ID = validate.Regexp("^[a-z2-7]{12}" + END, error="must be the id of a file")
NEED = validate.Regexp(
    "^(?:kind|population-band|terrain|connectivity|fiscal-band):[a-z0-9-]+" + END,
    error="must be a trait of regions and its value, like connectivity:kuat",
)
SOURCE_ID = validate.Regexp("^s[0-9]{1,3}" + END, error="must look like s1")


def _list(nested: type[Schema], **kwargs: Any) -> fields.List[Any]:
    return fields.List(fields.Nested(nested), **kwargs)


def _words(text: str) -> None:
    if len(text.split()) > MAX_SUMMARY_WORDS:
        raise ValidationError(f"must have at most {MAX_SUMMARY_WORDS} words")


def _web_address(url: str) -> None:
    if not is_web_address(url):
        raise ValidationError("must be a web address")


class TitleSchema(Schema):
    """A title; English may be missing."""

    id = fields.String(required=True, validate=validate.Length(max=MAX_TITLE))
    en = fields.String(validate=validate.Length(max=MAX_TITLE))


class SummarySchema(Schema):
    """A summary; English may be missing."""

    id = fields.String(required=True, validate=_words)
    en = fields.String(validate=_words)


class Sourced(Schema):
    """What may name the sources it rests on."""

    sources = fields.List(fields.String(validate=SOURCE_ID))


class StatementSchema(Sourced):
    """A statement with its sources."""

    text = fields.Nested(Text, required=True)


class StoppedSchema(Schema):
    """Why a practice stopped."""

    reason = fields.String(required=True)
    text = fields.Nested(Text, required=True)


class KeywordsSchema(Schema):
    """Words people use that the text does not have."""

    id = fields.List(fields.String())
    en = fields.List(fields.String())


class CostSchema(StatementSchema):
    """What it cost, in words and as a band of rupiah."""

    band = fields.String()
    funding = fields.List(fields.String())


class MeasureSchema(Sourced):
    """A measured value with the period it holds for."""

    value = fields.Float(required=True)
    period = fields.String(validate=PERIOD)


class ContestedSchema(MeasureSchema):
    """What another source gives for the actual value."""

    note = fields.Nested(Text)


class IndicatorSchema(Schema):
    """A result in figures."""

    name = fields.Nested(Text, required=True)
    unit = fields.Nested(Text, required=True)
    direction = fields.String(required=True, validate=validate.OneOf(["up", "down"]))
    baseline = fields.Nested(MeasureSchema)
    target = fields.Nested(MeasureSchema)
    actual = fields.Nested(MeasureSchema, required=True)
    contested = fields.Nested(ContestedSchema)
    note = fields.Nested(Text)


class PartnerSchema(Schema):
    """Who took part."""

    kind = fields.String(required=True)
    name = fields.Nested(Text, required=True)
    role = fields.Nested(Text)


class LegalBasisSchema(Sourced):
    """A rule the practice rests on."""

    kind = fields.String(required=True)
    title = fields.Nested(Text, required=True)
    number = fields.String()
    year = fields.Integer(validate=validate.Range(1945, 2100))


class PrerequisiteSchema(StatementSchema):
    """What a region needs before copying; `needs` says which trait of its profile answers that."""

    must = fields.Boolean(required=True)
    needs = fields.String(validate=NEED)


class ReplicationSchema(StatementSchema):
    """A known copy or visit."""

    region = fields.String()
    year = fields.Integer(validate=validate.Range(1945, 2100))


class AwardSchema(StatementSchema):
    """A prize or recognition."""

    year = fields.Integer(validate=validate.Range(1945, 2100))


class EvidenceSchema(StatementSchema):
    """A piece of evidence: a page on the web or an attached file, and who has checked it when."""

    kind = fields.String(required=True)
    url = fields.String(validate=_web_address)
    file = fields.String(validate=FILE_ID)
    checked_by = fields.String(validate=validate.Length(max=MAX_LINE))
    checked_on = fields.String(validate=DAY)


class KitSchema(StatementSchema):
    """What another region can take over as it stands."""

    kind = fields.String(required=True)
    url = fields.String(validate=_web_address)


class SourceSchema(Schema):
    """Where a figure or a statement comes from: a page on the web, an attached file, or a paper."""

    id = fields.String(required=True, validate=SOURCE_ID)
    title = fields.String(required=True)
    publisher = fields.String(required=True)
    url = fields.String(validate=_web_address)
    file = fields.String(validate=FILE_ID)
    year = fields.Integer(validate=validate.Range(1945, 2100))


class BlockSchema(Schema):
    """A reusable building block; the texts are Markdown."""

    kind = fields.String(required=True)
    title = fields.Nested(Text, required=True)
    body = fields.Nested(Text, required=True)
    steps = fields.Nested(Text)
    enabling = fields.Nested(Text)
    lessons = fields.Nested(Text)


class ImageSchema(Schema):
    """A picture that was uploaded; `alt` says in words what it shows, unless it is decorative."""

    file = fields.String(required=True, validate=FILE_ID)
    alt = fields.Nested(Text)
    caption = fields.Nested(Text)
    decorative = fields.Boolean()


class AttachmentSchema(Schema):
    """A file that was uploaded for readers to take along."""

    file = fields.String(required=True, validate=FILE_ID)
    title = fields.Nested(Text, required=True)
    member_only = fields.Boolean()


class ContactSchema(Schema):
    """Whom to ask: an office with its mailbox, not a person."""

    office = fields.String(required=True, validate=validate.Length(max=MAX_LINE))
    mail = fields.Email(required=True)
    phone = fields.String(validate=validate.Length(max=40))


class TranslationSchema(Schema):
    """How the English texts came about, and the hash of the Indonesian ones they follow."""

    state = fields.String(required=True, validate=validate.OneOf(["human", "machine"]))
    source_hash = fields.String(required=True, validate=validate.Length(max=64))


class HeadSchema(Schema):
    """A record without its long texts: the front matter of a file."""

    title = fields.Nested(TitleSchema, required=True)
    short_name = fields.String()
    summary = fields.Nested(SummarySchema, required=True)
    region = fields.String(required=True)
    unit = fields.Nested(Text)
    compiled_by = fields.String(required=True, validate=validate.OneOf(["editors", "region"]))
    year = fields.Integer(validate=validate.Range(1945, 2100))
    stage = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(["active", "stopped"]))
    stopped = fields.Nested(StoppedSchema)
    dimensions = fields.List(fields.String(), required=True, validate=validate.Length(max=3))
    aspects = fields.List(fields.String())
    sectors = fields.List(fields.String(), required=True, validate=validate.Length(max=3))
    services = fields.List(fields.String())
    urusan = fields.List(fields.String())
    keywords = fields.Nested(KeywordsSchema)
    initiator = fields.String()
    form = fields.String()
    beneficiaries = fields.Nested(StatementSchema)
    people = fields.Nested(StatementSchema)
    integration = fields.Nested(StatementSchema)
    sustainability = fields.Nested(StatementSchema)
    duration_months = fields.Integer(validate=validate.Range(1, 600))
    cost = fields.Nested(CostSchema)
    indicators = _list(IndicatorSchema)
    partners = _list(PartnerSchema)
    legal_basis = _list(LegalBasisSchema)
    prerequisites = _list(PrerequisiteSchema)
    replications = _list(ReplicationSchema)
    awards = _list(AwardSchema)
    evidence = _list(EvidenceSchema)
    kit = _list(KitSchema)
    faq = _list(FaqSchema, validate=validate.Length(max=MAX_FAQ))
    images = _list(ImageSchema)
    attachments = _list(AttachmentSchema)
    contact = fields.Nested(ContactSchema)
    translation = fields.Nested(TranslationSchema)
    sources = _list(SourceSchema, required=True)

    @validates_schema
    def _stopped_has_reason(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if (data.get("status") == "stopped") != ("stopped" in data):
            raise ValidationError("goes with status: stopped, and only with it", "stopped")


class RecordSchema(HeadSchema):
    """A whole record."""

    sections = fields.Dict(
        keys=fields.String(validate=validate.OneOf(SECTIONS)), values=fields.Nested(Text)
    )
    blocks = _list(BlockSchema, required=True, validate=validate.Length(max=MAX_BLOCKS))
