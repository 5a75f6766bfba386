"""The shape of how many adoptions a practice has."""

from marshmallow import Schema, fields, validate


def _counted() -> fields.Integer:
    return fields.Integer(required=True, validate=validate.Range(0))


class AdoptionCounts(Schema):
    """How many adoptions a practice has: begun, of these open, verified and dropped."""

    started = _counted()
    running = _counted()
    verified = _counted()
    dropped = _counted()
