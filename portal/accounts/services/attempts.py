"""Ways to the identity provider and back: each belongs to one browser, for a while, and one use."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import UsedLink
from portal.accounts.services.memberships import Post
from portal.core.clock import utcnow
from portal.core.errors import DomainError
from portal.core.i18n import _
from portal.core.settings import current_settings
from portal.core.uow import unit_of_work

LIFETIME = timedelta(minutes=10)
MAX_CODE = 4000


class Aim(StrEnum):
    """What somebody goes to the provider for."""

    ENTER = "enter"
    LINK = "link"
    ACCEPT = "accept"


class ProviderAway(DomainError):
    """The identity provider did not answer, or not as one; `reason` is for the log."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, reason: str) -> None:
        name = current_settings().oidc_name
        super().__init__(
            _(
                "%(name)s sedang tidak menjawab. Masuklah dengan kata sandi, atau coba lagi nanti.",
                name=name,
            )
        )
        self.reason = reason


class Distrusted(DomainError):
    """What came back does not prove who somebody is; `reason` is for the log."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, reason: str) -> None:
        super().__init__(
            _(
                "Jawaban dari %(name)s tidak dapat dipercaya, jadi tidak dipakai. Mulai lagi dari "
                "awal.",
                name=current_settings().oidc_name,
            )
        )
        self.reason = reason


class BrokenOff(DomainError):
    """The way was not walked to its end, or took too long, or was walked before."""

    status = HTTPStatus.GONE

    def __init__(self) -> None:
        super().__init__(
            _(
                "Masuk lewat %(name)s tidak sampai selesai, atau terlalu lama. Mulai lagi dari "
                "awal.",
                name=current_settings().oidc_name,
            )
        )


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A way to the provider, as the browser's cookie keeps it meanwhile.

    `target` is the page to go on to, or the token of the invitation to accept. What the browser
    has to bring back is `state`, what the provider has to sign is `nonce`, and `verifier` proves
    to the provider that the code is used by who asked for it.
    """

    aim: Aim
    target: str
    locale: str
    until: int
    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, Any]:
        """Return what the cookie keeps."""
        return asdict(self)


@dataclass(frozen=True)
class Known:
    """Somebody whom the provider knows; `name` is "" where it does not tell.

    `posts` are the roles that the settings give for what it says of them.
    """

    issuer: str
    subject: str
    name: str
    posts: frozenset[Post] = frozenset()


def new(aim: Aim, *, target: str, locale: str) -> Attempt:
    """Return a new attempt, which holds for some minutes."""
    return Attempt(
        aim=aim,
        target=target,
        locale=locale,
        until=int((utcnow() + LIFETIME).timestamp()),
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
    )


def from_kept(kept: Mapping[str, Any] | None) -> Attempt:
    """Return the attempt that a cookie keeps.

    Raises:
        BrokenOff: if it keeps none, or one that is too old.
    """
    if not kept or kept["until"] <= utcnow().timestamp():
        raise BrokenOff
    return Attempt(**{**kept, "aim": Aim(kept["aim"])})


def check(attempt: Attempt, given: Mapping[str, str]) -> None:
    """Check that what came back answers this attempt, and comes from our provider.

    Raises:
        Distrusted: if it does not.
        BrokenOff: if the provider says that it let nobody in.
    """
    if not hmac.compare_digest(given.get("state", "").encode(), attempt.state.encode()):
        raise Distrusted("state")
    if given.get("iss", current_settings().oidc_issuer) != current_settings().oidc_issuer:
        raise Distrusted("issuer of the answer")
    if "error" in given or not 0 < len(given.get("code", "")) <= MAX_CODE:
        raise BrokenOff


def use_up(attempt: Attempt) -> None:
    """Note that an attempt has come back: a copy of the cookie cannot do so again.

    Raises:
        BrokenOff: if it came back before.
    """
    with unit_of_work() as session:
        used = sa.select(UsedLink.id).where(UsedLink.nonce == attempt.state)
        if session.scalars(used).first() is not None:
            raise BrokenOff
        expires_at = datetime.fromtimestamp(attempt.until, UTC)
        session.add(UsedLink(nonce=attempt.state, expires_at=expires_at))
