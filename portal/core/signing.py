"""Signed tokens: what the portal gives away, and believes when it comes back, for one purpose."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from portal.core.settings import current_settings


class ForgedError(Exception):
    """The token is not ours, or is for another purpose."""


def sign(purpose: str, values: Sequence[Any]) -> str:
    """Return a token for an address that says `values`, which can be read and not changed."""
    return str(_signer(purpose).dumps(values))


def read(purpose: str, token: str) -> list[Any]:
    """Return the values that a token says.

    Raises:
        ForgedError: if it was not signed for this purpose.
    """
    try:
        values: list[Any] = _signer(purpose).loads(token)
    except BadSignature as error:
        raise ForgedError from error
    return values


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        current_settings().secret_key,
        salt=purpose,
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
    )
