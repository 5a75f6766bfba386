"""What all resources of the API share."""

from http import HTTPStatus

from flask_smorest import Api, Blueprint
from webargs.flaskparser import FlaskParser

from portal.api.v1.schemas import Problem

PROBLEM = "application/problem+json"
BEARER = "bearer"
WITH_TOKEN: list[dict[str, list[str]]] = [{BEARER: []}]


class Parameters(FlaskParser):
    """Answers 400, not 422, to parameters it cannot read."""

    DEFAULT_VALIDATION_STATUS = 400


class Resource(Blueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """A resource without the pagination header, whose value is no JSON."""

    ARGUMENTS_PARSER = Parameters()
    PAGINATION_HEADER_NAME = None


class Resources(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """The resources; errors are answered by `core.error_pages`, as everywhere."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the application."""

    def _register_pagination_header(self) -> None:
        """Specify no header that no answer has."""

    def _register_responses(self) -> None:
        """Specify every error as a problem document, by the name of its status or as default."""
        errors = {
            status.name: status.phrase for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST
        }
        errors[self.DEFAULT_ERROR_RESPONSE_NAME] = "Any other error"
        for name, description in errors.items():
            content = {PROBLEM: {"schema": Problem}}
            self.spec.components.response(
                name, {"description": description, "content": content}, lazy=True
            )
