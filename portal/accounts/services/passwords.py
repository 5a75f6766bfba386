"""Password hashes: Argon2id, with work done also where there is no account."""

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from portal.accounts.schemas.passwords import MAX_PASSWORD

MEMORY_KIB = 19 * 1024
PASSES = 2

_hasher = [PasswordHasher(memory_cost=MEMORY_KIB, time_cost=PASSES, parallelism=1)]


def set_cost(*, memory_kib: int, passes: int) -> None:
    """Set what each hash costs from now on, in KiB of memory and passes over it."""
    _hasher[:] = [PasswordHasher(memory_cost=memory_kib, time_cost=passes, parallelism=1)]


def hashed(password: str) -> str:
    """Return the hash to be stored."""
    return _hasher[0].hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Tell whether a password is that of a stored hash; takes as long where there is none."""
    wanted = stored or _nobodys(_hasher[0])
    try:
        _hasher[0].verify(wanted, password[:MAX_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None and len(password) <= MAX_PASSWORD


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made at another cost than today's."""
    return _hasher[0].check_needs_rehash(stored)


@lru_cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_hex())
