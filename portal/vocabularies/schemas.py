"""The shape of a vocabulary file."""

from marshmallow import Schema, fields, validate

from portal.core.content import BothTexts

CODE = validate.Regexp(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z|\d\.\d\d\.[PK]\d\d\Z", error="not a code")


class AltSchema(Schema):
    """Other words for a term."""

    id = fields.List(fields.String())
    en = fields.List(fields.String())


class MappingSchema(Schema):
    """A like term of another scheme."""

    scheme = fields.String(required=True)
    code = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["exact", "close", "broad"]))


class BandSchema(Schema):
    """A named band of an official index, from (inclusive) to (exclusive unless last)."""

    label = fields.Nested(BothTexts, required=True)
    from_ = fields.Float(required=True, data_key="from")
    to = fields.Float(required=True, allow_none=True)


class TermSchema(Schema):
    """One term."""

    code = fields.String(required=True, validate=CODE)
    slug = fields.String()
    number = fields.String()
    parent = fields.String()
    label = fields.Nested(BothTexts, required=True)
    short = fields.Nested(BothTexts)
    description = fields.Nested(BothTexts, required=True)
    alt = fields.Nested(AltSchema)
    applies_to = fields.List(
        fields.String(validate=validate.OneOf(["provinsi", "kabupaten", "kota"]))
    )
    mappings = fields.List(fields.Nested(MappingSchema))
    bands = fields.List(fields.Nested(BandSchema))
    retired_on = fields.Date()
    replaced_by = fields.String()


class LevelSchema(Schema):
    """A rung of a maturity ladder."""

    rank = fields.Integer(required=True, validate=validate.Range(1, 9))
    code = fields.String(required=True)
    label = fields.Nested(BothTexts, required=True)
    description = fields.Nested(BothTexts, required=True)


class SourceSchema(Schema):
    """Where a scheme comes from."""

    title = fields.String(required=True)
    url = fields.String()


class SchemeSchema(Schema):
    """A vocabulary file."""

    code = fields.String(required=True, validate=CODE)
    version = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(["active", "retired"]))
    label = fields.Nested(BothTexts, required=True)
    description = fields.Nested(BothTexts, required=True)
    source = fields.Nested(SourceSchema, required=True)
    levels = fields.List(fields.Nested(LevelSchema))
    terms = fields.List(fields.Nested(TermSchema), required=True)
