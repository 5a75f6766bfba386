"""What the worker does for practices."""

from collections.abc import Sequence
from datetime import timedelta

from portal.core.clock import today
from portal.core.i18n import _l
from portal.core.jobs import Lane, handles
from portal.core.rerendering import Stored, register
from portal.core.retention import Rule, keeps
from portal.core.schedule import every
from portal.core.uow import unit_of_work
from portal.core.uploads.keeping import GRACE
from portal.practices.models import PracticeVersion
from portal.practices.services import heartbeat
from portal.practices.services.files import TEXT_JOB, look_after_files, read_text, sweep
from portal.practices.services.versions import put_html, texts_of


def serve_jobs() -> None:
    """Register the handlers; reading documents takes long, so the index does not wait for it."""
    look_after_files()
    handles(TEXT_JOB, Lane.SLOW)(_read_texts)
    register(
        Stored(
            PracticeVersion,
            lambda version: texts_of(version.record),
            put_html,
            lambda version: version.html,
        )
    )
    keeps(
        Rule(
            name="files",
            what=_l("Berkas praktik yang tidak dipakai lagi"),
            kept=_l("%(days)s hari", days=GRACE.days),
            why=_l("Supaya draf yang keliru dihapus dapat dipulihkan"),
            clean=sweep,
        )
    )
    every(timedelta(days=1), "verify")(verify)


def _read_texts(keys: Sequence[str]) -> None:
    for key in keys:
        read_text(int(key))


def verify() -> None:
    """Remind regions of what is to be confirmed, and tell readers what was not."""
    with unit_of_work() as session:
        heartbeat.remind(session, today())
        heartbeat.beat(session, today())
