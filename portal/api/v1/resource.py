"""What all resources of the API share."""

from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from json import JSONDecodeError
from threading import Lock
from typing import Any, NoReturn, TypeVar

from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import CombinedMultiDict

from portal.api.v1.schemas import Problem
from portal.core.errors import BadInput
from portal.core.forms import readable
from portal.core.i18n import _
from portal.core.once import HEADER, KEY
from portal.practices.schemas.reasons import explained

View = TypeVar("View", bound=Callable[..., Any])
PROBLEM = "application/problem+json"
BEARER = "bearer"
WITH_TOKEN: list[dict[str, list[str]]] = [{BEARER: []}]
# What everybody may read, of which a token may show more.
OR_WITH_TOKEN: list[dict[str, list[str]]] = [{}, {BEARER: []}]
SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": (
        "A token made on the page of one's account, /account/tokens. It acts with its owner's "
        "rights of the moment for at most 90 days, until it is revoked, or all are: by a new "
        "password, a new address, or signing out everywhere. Roles that ask for a second factor "
        "(regional admin, editor, system admin) come along only if the second factor in force was "
        "there when the token was made. What the pages ask the password for again, the API asks "
        "for in each request."
    ),
}

REPEATABLE = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "pattern": f"^{KEY}$"},
    "description": (
        "A name for this request, as a UUID. Whoever gets no answer sends the same once more with "
        "the same key: what the first one has made is answered again, for two days, and made once "
        "even if both arrive together, for the second one waits for the first. The same key with "
        "another address or body is answered 422, as by draft-ietf-httpapi-idempotency-key-header."
    ),
}


class Parameters(FlaskParser):
    """Answers 400, not 422, to parameters it cannot read, in the reader's language."""

    DEFAULT_VALIDATION_STATUS = 400

    def load_json(self, req: Any, schema: Any) -> Any:
        """Return the body.

        Raises:
            BadInput: if it is none, or a text in it cannot be read.
        """
        body = super().load_json(req, schema)
        for text in _texts(body):
            readable(text)
        return body

    def load_files(self, req: Any, schema: Any) -> Any:
        """Return a form that is sent with files, whole: a specified body is one."""
        return self._makeproxy(CombinedMultiDict([req.form, req.files]), schema)

    def _handle_invalid_json_error(
        self,
        error: JSONDecodeError | UnicodeDecodeError,
        req: Any,  # noqa: ARG002  # as the parser calls it
        *_args: Any,
        **_kwargs: Any,
    ) -> NoReturn:
        raise BadInput(_("Isi kiriman bukan JSON.")) from error

    def handle_error(self, error: ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse, with every reason in the reader's language."""
        error.messages = said(error.messages)
        super().handle_error(error, *args, **kwargs)


def said(messages: Any) -> Any:
    """Return reasons, {name: reasons} at any depth, in the reader's language."""
    if isinstance(messages, dict):
        return {name: said(inner) for name, inner in messages.items()}
    if isinstance(messages, list):
        return [explained(message) for message in messages]
    return explained(str(messages))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)


class Resource(Blueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """A resource without the pagination header, whose value is no JSON."""

    ARGUMENTS_PARSER = Parameters()
    PAGINATION_HEADER_NAME = None

    def guarded(self, operation: str, *refusals: str) -> Callable[[View], View]:
        """Specify an operation that needs a token, by its name and what else may refuse it."""

        def decorate(view: View) -> View:
            for name in ("UNAUTHORIZED", "FORBIDDEN", *refusals):
                view = self.alt_response(HTTPStatus[name].value, name)(view)
            specified: View = self.doc(operationId=operation, security=WITH_TOKEN)(view)
            return specified

        return decorate

    def creating(self, operation: str, *refusals: str) -> Callable[[View], View]:
        """Specify an operation as `guarded` does, which makes nothing twice of what has a key."""

        def decorate(view: View) -> View:
            for name in {"BAD_REQUEST", "UNPROCESSABLE_ENTITY"}.difference(refusals):
                view = self.alt_response(HTTPStatus[name].value, name)(view)
            specified: View = self.doc(parameters=[REPEATABLE])(view)
            return self.guarded(operation, *refusals)(specified)

        return decorate

    def register_views_in_doc(self, api: "Resources", *args: Any, **kwargs: Any) -> None:
        """Leave the specification until somebody reads it: most processes never do."""
        api.specify_later(partial(super().register_views_in_doc, api, *args, **kwargs))


class Resources(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """The resources; errors are answered by `core.error_pages`, as everywhere."""

    def __init__(self, app: Flask) -> None:
        self._unspecified: list[Callable[[], None]] = []
        self._specifying = Lock()
        super().__init__(app)

    def specify_later(self, specify: Callable[[], None]) -> None:
        """Call `specify` before the specification is read."""
        self._unspecified.append(specify)

    def specification(self) -> dict[str, Any]:
        """Return the specification of all resources."""
        with self._specifying:
            while self._unspecified:
                self._unspecified.pop(0)()
        specification: dict[str, Any] = self.spec.to_dict()
        return specification

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
