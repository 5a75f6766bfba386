"""The shapes of files in the API's answers."""

from marshmallow import Schema, fields, validate

from portal.core.uploads.intake import Purpose


def _address() -> fields.String:
    return fields.String(required=True, metadata={"format": "uri"})


class AttachedPage(Schema):
    """A page of an attachment."""

    title = fields.String(required=True)
    url = _address()
    page = fields.Integer(required=True, validate=validate.Range(1))


class FileItem(Schema):
    """A file of a practice; what is kept for members needs a session on the pages."""

    id = fields.String(required=True, metadata={"description": "What the record calls it."})
    url = _address()
    kind = fields.String(
        required=True, validate=validate.OneOf([purpose.value for purpose in Purpose])
    )
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    bytes = fields.Integer(
        required=True,
        validate=validate.Range(0),
        metadata={"description": "The size of the download."},
    )
    member_only = fields.Boolean(required=True)
