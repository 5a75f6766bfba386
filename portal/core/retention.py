"""Retention: what is kept how long and why, in one list, and the daily task that deletes the rest.

Features add to the list what they keep; the page on privacy shows it, so that what is promised is
what is done.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import once
from portal.core.clock import utcnow
from portal.core.db import end_transaction
from portal.core.i18n import _l
from portal.core.limits import Attempts
from portal.core.mail_models import MailState, OutgoingMail
from portal.core.schedule import every
from portal.core.uow import unit_of_work

log = logging.getLogger(__name__)
TASK = "retention"
REFUSED = timedelta(days=30)  # how long a refused message can be sent again
SENT = timedelta(days=365)  # how long a message that left is known by its key


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that is kept: `what`, how long it is `kept` and `why`, as readers are told.

    `clean` deletes what is over, in transactions of its own, and can be run at any time; it is None
    for what ends by an act of its owner, or never.
    """

    name: str
    what: Any
    kept: Any
    why: Any
    clean: Callable[[], object] | None = None


_rules: dict[str, Rule] = {}


def keeps(rule: Rule) -> None:
    """Put a rule on the list; the last one of a name counts."""
    _rules[rule.name] = rule


def rules() -> list[Rule]:
    """Return the list, in the order of the house."""
    return list(_rules.values())


def clean() -> None:
    """Delete what is over by each rule; one that fails keeps no other from it.

    Raises:
        RuntimeError: naming the rules that failed.
    """
    failed = []
    for rule in rules():
        if rule.clean is None:
            continue
        try:
            rule.clean()
        except Exception:
            end_transaction()
            log.exception("cleaning by the rule %s failed", rule.name)
            failed.append(rule.name)
    if failed:
        raise RuntimeError(f"cleaning failed: {', '.join(failed)}")


def serve_jobs() -> None:
    """Let the worker clean once a day, and put on the list what every portal keeps."""
    every(timedelta(days=1), TASK)(clean)
    for rule in _RULES:
        keeps(rule)


def forget_mail() -> None:
    """Delete what was refused or has left long ago."""
    now = utcnow()
    with unit_of_work() as session:
        for state, kept in ((MailState.REFUSED, REFUSED), (MailState.SENT, SENT)):
            session.execute(
                sa.delete(OutgoingMail)
                .where(OutgoingMail.state == state, OutgoingMail.ended_at < now - kept)
                .execution_options(synchronize_session=False)
            )


def forget_attempts() -> None:
    """Delete counts of attempts that count no longer."""
    with unit_of_work() as session:
        session.execute(sa.delete(Attempts).where(Attempts.counted_until <= utcnow()))


_RULES = (
    Rule(
        name="attempts",
        what=_l("Hitungan percobaan, dengan surel dan alamat internet hanya sebagai sidik"),
        kept=_l("Paling lama sehari"),
        why=_l("Supaya kata sandi tidak dapat ditebak"),
        clean=forget_attempts,
    ),
    Rule(
        name="mail",
        what=_l("Isi dan penerima surat"),
        kept=_l("Sampai terkirim; yang ditolak %(days)s hari", days=REFUSED.days),
        why=_l("Supaya surat yang ditolak dapat dikirim ulang"),
        clean=forget_mail,
    ),
    Rule(
        name="mail-keys",
        what=_l("Nomor dan waktu surat yang terkirim"),
        kept=_l("%(days)s hari", days=SENT.days),
        why=_l("Supaya surat yang sama tidak terkirim dua kali"),
    ),
    Rule(
        name="once",
        what=_l("Sidik kiriman Anda dan nomor yang dibuatnya, tanpa isinya"),
        kept=_l("%(days)s hari", days=once.KEPT.days),
        why=_l("Supaya kiriman yang diulang tidak tercatat dua kali"),
        clean=once.forget,
    ),
)
