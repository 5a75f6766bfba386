"""Kills the mail server while mail leaves: `uv run python -m tests.benchmarks.mail_outage 1000 5`.

Each round queues a share of the mails, runs the worker against a real SMTP server that kills
itself in the middle of a message, and starts another one. Then every mail must have arrived, and
twice only what a killed server had taken without saying so, under the same Message-ID.
With the word `events` at the end, each mail comes of an event that somebody is to be told of.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import delete

from portal.accounts.queries import person_by_mail
from portal.core import jobs, mail
from portal.core.jobs import Job
from portal.core.mail_models import MailState, OutgoingMail
from portal.core.uow import unit_of_work
from tests.conftest import make_app
from tests.factories.notifications import bells, ring
from tests.factories.people import active
from tests.servers import free_port
from tests.smtp import HOST, mortal

OFFICER = "officer@regency.go.id"


def campaign(directory: Path, mails: int, kills: int, *, seed: int = 0) -> dict[str, int]:
    """Send `mails` mails past `kills` deaths of the server, and return what happened."""
    return _campaign(directory, mails, kills, seed=seed, cause=_queue)


def events_campaign(directory: Path, mails: int, kills: int, *, seed: int = 0) -> dict[str, int]:
    """Do the same with events that one person is told of."""
    with bells():
        return _campaign(directory, mails, kills, seed=seed, cause=_ring)


def _campaign(
    directory: Path, mails: int, kills: int, *, seed: int, cause: Callable[[range], None]
) -> dict[str, int]:
    rng = random.Random(seed)
    port, record = free_port(), directory / "taken.txt"
    app = make_app(directory, PORTAL_MAIL_URL=f"smtp://{HOST}:{port}")
    share = mails // (kills + 1)
    taken_untold = 0
    with app.app_context():
        upgrade()
        for number in range(kills):
            moment = rng.choice(("before", "after"))
            taken_untold += moment == "after"
            cause(range(number * share, (number + 1) * share))
            with mortal(port, record, left=rng.randint(1, share), moment=moment):
                _send()
            assert mail.status().counts[MailState.WAITING] > 0, "the server did not die"
        cause(range(kills * share, mails))
        with mortal(port, record, left=0, moment="never"):
            _send()
        counts = mail.status().counts
    arrived = Counter(record.read_text().split())
    assert counts == {MailState.WAITING: 0, MailState.SENT: mails, MailState.REFUSED: 0}
    lost, duplicates = mails - len(arrived), arrived.total() - len(arrived)
    assert (lost, duplicates <= taken_untold) == (0, True), (lost, duplicates, taken_untold)
    return {
        "kills": kills,
        "taken but not told": taken_untold,
        "lost": lost,
        "duplicates": duplicates,
    }


def _queue(numbers: range) -> None:
    for number in numbers:
        with unit_of_work() as session:
            mail.queue(
                session,
                to=f"officer{number}@regency.example",
                subject=f"Message {number}",
                text="It has been published.",
                key=f"published:{number}",
            )


def _ring(numbers: range) -> None:
    if person_by_mail(OFFICER) is None:
        active(OFFICER)
        with unit_of_work() as session:
            session.execute(delete(OutgoingMail))  # the invitation is none of what is counted
            session.execute(delete(Job))
    ring(*numbers)


def _send() -> None:
    mail.retry()
    jobs.run_once()


if __name__ == "__main__":
    asked, deaths = (int(word) for word in (sys.argv[1:3] or ("1000", "5")))
    run = events_campaign if "events" in sys.argv else campaign
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        print(run(Path(folder), asked, deaths), f"{time.perf_counter() - begun:.1f} s")
