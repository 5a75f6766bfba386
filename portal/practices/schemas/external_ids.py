"""The numbers by which other systems know a practice."""

from marshmallow import Schema, fields, validate

from portal.practices.schemas.shapes import END, web_address

MAX_EXTERNAL_IDS = 20
EXTERNAL_ID = validate.Regexp(
    r"^[!-~]{1,200}" + END, error="must be up to 200 characters without spaces"
)


class ExternalIdSchema(Schema):
    """Under which number another system knows the practice, and where."""

    scheme = fields.String(required=True)
    id = fields.String(required=True, validate=EXTERNAL_ID)
    url = fields.String(validate=web_address)
