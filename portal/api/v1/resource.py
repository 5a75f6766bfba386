"""What all resources of the API share."""

from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser


class Parameters(FlaskParser):
    """Answers 400, not 422, to parameters it cannot read."""

    DEFAULT_VALIDATION_STATUS = 400


class Resource(Blueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """A resource without the pagination header, whose value is no JSON."""

    ARGUMENTS_PARSER = Parameters()
    PAGINATION_HEADER_NAME = None
