"""Errors of the domain: raised by services and queries, answered as pages or problem documents."""

from http import HTTPStatus


class DomainError(Exception):
    """A request that cannot be served; `status` is the HTTP answer it becomes."""

    status = HTTPStatus.BAD_REQUEST


class BadInput(DomainError):
    """The request itself is malformed; the message, already translated, says how."""


class Unauthorized(DomainError):
    """A program did not say who it acts for, or said it by a token that does not hold."""

    status = HTTPStatus.UNAUTHORIZED


class NotFound(DomainError):
    """What was asked for does not exist, or the actor may not know that it does."""

    status = HTTPStatus.NOT_FOUND


class Forbidden(DomainError):
    """The actor may see the object but not do this with it."""

    status = HTTPStatus.FORBIDDEN


class Conflict(DomainError):
    """The object is no longer in the state the request was made for; the message says in which."""

    status = HTTPStatus.CONFLICT
