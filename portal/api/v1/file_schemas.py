"""The shapes of files in the API's answers."""

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from portal.core.uploads.intake import Purpose

KINDS = [purpose.value for purpose in Purpose]


class AttachedPage(Schema):
    """A page of an attachment."""

    title = fields.String(required=True)
    url = fields.String(required=True, metadata={"format": "uri"})
    page = fields.Integer(required=True, validate=validate.Range(1))


class FileItem(Schema):
    """A file of a practice; one kept for members has no address and no name for anybody else."""

    id = fields.String(required=True, metadata={"description": "What the record calls it."})
    url = fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "uri", "description": "Fetch it with the same bearer token."},
    )
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    name = fields.String(required=True, allow_none=True)
    media_type = fields.String(required=True)
    bytes = fields.Integer(
        required=True,
        validate=validate.Range(0),
        metadata={"description": "The size of the download."},
    )
    member_only = fields.Boolean(required=True)


class FileBody(Schema):
    """A file that is sent, and what it is for."""

    file = Upload(required=True, metadata={"description": "At most 10 MB."})
    purpose = fields.String(required=True, validate=validate.OneOf(KINDS))
    member_only = fields.Boolean(
        load_default=False, metadata={"description": "Whether an attachment is for members alone."}
    )
