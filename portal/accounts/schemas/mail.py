"""Mail addresses: how they are stored and which may be invited."""

import re
from collections.abc import Sequence

MAX_MAIL = 254
MAIL = re.compile(r"[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")


def folded(mail: str) -> str:
    """Return an address as it is stored and compared."""
    return mail.strip().lower()


def is_mail(mail: str) -> bool:
    """Tell whether a folded address can be written to."""
    return len(mail) <= MAX_MAIL and bool(MAIL.fullmatch(mail))


def is_in(mail: str, domains: Sequence[str]) -> bool:
    """Tell whether a folded address lies in one of `domains` or below it."""
    domain = mail.rpartition("@")[2]
    return any(domain == allowed or domain.endswith(f".{allowed}") for allowed in domains)
