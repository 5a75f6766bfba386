"""What a program's token may do and for how long, declared here alone, and what each route needs.

Reading needs `read`; a route that writes names its scope, or no token opens it.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar

from portal.core.errors import DomainError
from portal.core.i18n import _, _l
from portal.core.security import READING

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "needed_scope"
DAYS = (7, 30, 90)  # for how many days a token may be made
LIFETIME = timedelta(days=max(DAYS))


class Scope(StrEnum):
    """A part of the API; a token holds some of them, and its owner's rights decide besides."""

    READ = "read"
    PRACTICES = "practices:write"
    REVIEWS = "reviews:write"
    THREADS = "threads:write"
    MEMBERS = "members:write"


LABELS = {
    Scope.READ: _l("Membaca semua yang boleh Anda baca"),
    Scope.PRACTICES: _l("Menulis draf, mengirimnya, dan menyatakan praktik berjalan atau berhenti"),
    Scope.REVIEWS: _l("Mengomentari dan menyetujui draf, menangguhkan dan mencabut praktik"),
    Scope.THREADS: _l("Bertanya, menjawab, dan berkomentar"),
    Scope.MEMBERS: _l("Mengakhiri peran orang lain"),
}


class OutOfScope(DomainError):
    """A token holds, but was not made for this."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, scope: Scope | None) -> None:
        """Keep which scope it lacks; none opens what no route has declared."""
        self.scope = scope
        super().__init__(
            _("Token ini dibuat tanpa cakupan %(scope)s.", scope=scope)
            if scope
            else _("Alamat ini tidak menerima token.")
        )


def needs(scope: Scope) -> Callable[[View], View]:
    """Say which scope a token needs for a route that writes."""

    def decorate(view: View) -> View:
        setattr(view, _MARK, scope)
        return view

    return decorate


def scope_of(view: Callable[..., Any] | None, method: str) -> Scope | None:
    """Return which scope a request needs, None if no token is accepted."""
    if method in READING:
        return Scope.READ
    declared: Scope | None = getattr(view, _MARK, None)
    return declared


def scopes_in(names: list[str]) -> frozenset[Scope]:
    """Return the scopes of a token as it is stored; others no longer count."""
    return frozenset(scope for scope in Scope if scope.value in names)
