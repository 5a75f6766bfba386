"""An event is told once to each whom it concerns when it is told, and to nobody else."""

import re
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person, PersonState
from portal.accounts.queries import actor_of, person_of
from portal.accounts.services import memberships
from portal.core import jobs, mail
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.events import emit
from portal.core.jobs import Job, enqueue
from portal.core.mail_models import MailState
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.notifications.models import Happening, How, Notification
from portal.notifications.services import choosing, telling
from tests.benchmarks.mail_outage import events_campaign
from tests.databases import Database
from tests.factories.notifications import DAY, BellRang, broken, ring, silenced, strike
from tests.factories.people import SOMEBODY, active
from tests.smtp import Box

RINA = "rina@dinas.go.id"
DEWI = "dewi@dinas.go.id"


def _set_person(person_id: int, **values: object) -> None:
    with unit_of_work() as session:
        session.execute(sa.update(Person).where(Person.id == person_id).values(**values))


def _read_inboxes() -> list[int]:
    """Return whose inboxes have a line, one for each."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(Notification.person_id).order_by(Notification.id)))


def _arrived(box: Box) -> list[str]:
    return [to for taken in box.taken for to in taken.recipients]


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


@pytest.fixture
def people(portal: Flask, box: Box) -> dict[str, int]:
    """Two people, whose invitations have arrived."""
    made = {RINA: active(RINA), DEWI: active(DEWI)}
    _set_person(made[DEWI], locale="en")
    jobs.run_once()
    box.taken.clear()
    return made


def test_everybody_concerned_is_told_but_for_the_causer(people: dict[str, int], box: Box) -> None:
    ring(1, person_id=people[DEWI])
    jobs.run_once()

    assert _read_inboxes() == [people[RINA]]
    assert _arrived(box) == [RINA]


def test_mail_says_the_same_in_both_forms_in_the_language_of_its_reader(
    people: dict[str, int], box: Box
) -> None:
    ring(1)
    jobs.run_once()

    indonesian, english = (taken.message for taken in box.taken)
    assert indonesian["Subject"] == english["Subject"] == "BellRang 1 <b>& 24.11.2026"
    plain = _body(english, "plain")
    html = _body(english, "html")
    assert "\n\nDatang & <i>dengar</i>.\n\nhttp://127.0.0.1:8000/en/regions?q=1\n" in plain
    assert "You get this mail because you asked for news of “Lonceng”." in plain
    assert "<h1>BellRang 1 &lt;b&gt;&amp; 24.11.2026</h1>" in html
    assert '<html lang="en">' in html
    assert 'href="http://127.0.0.1:8000/en/regions?q=1"' in html
    assert "karena meminta kabar “Lonceng”" in _body(indonesian, "plain")
    assert "http://127.0.0.1:8000/regions?q=1" in _body(indonesian, "html")
    assert re.findall(r"src=|style|<link|<script", html) == []
    for message in (indonesian, english):
        leave = message["List-Unsubscribe"].strip("<>")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert leave in _body(message, "plain")
        assert leave in _body(message, "html")
        assert "/inbox/settings" in _body(message, "plain")


def test_one_event_yields_one_line_and_one_mail_however_often_it_is_told(
    people: dict[str, int], box: Box
) -> None:
    ring(1)
    ring(1)
    jobs.run_once()
    later = active("baru@dinas.go.id")
    with unit_of_work() as session:
        for key in session.scalars(sa.select(Happening.key)):
            enqueue(session, telling.JOB, key)
    ring(1)
    jobs.run_once()

    assert _read_inboxes() == [people[RINA], people[DEWI]]
    assert sorted(to for to in _arrived(box) if to != "baru@dinas.go.id") == [DEWI, RINA]
    assert later not in _read_inboxes()


def test_a_crash_in_between_loses_nothing_and_doubles_nothing(
    people: dict[str, int], box: Box
) -> None:
    broken.add(people[DEWI])
    ring(1, 2)
    jobs.run_once()
    assert _read_inboxes() == []
    assert _arrived(box) == []

    broken.clear()
    with unit_of_work() as session:
        session.execute(sa.update(Job).values(run_at=utcnow()))
    jobs.run_once()

    assert sorted(_read_inboxes()) == sorted(2 * list(people.values()))
    assert sorted(_arrived(box)) == [DEWI, DEWI, RINA, RINA]


def test_a_rollback_tells_nobody(people: dict[str, int], box: Box) -> None:
    def change() -> None:
        with unit_of_work() as session:
            emit(session, BellRang(1, DAY, None))
            raise ValueError("the change failed")

    with pytest.raises(ValueError, match="the change failed"):
        change()
    jobs.run_once()

    assert db.session.scalars(sa.select(Happening.id)).all() == []
    assert _read_inboxes() == []
    assert box.taken == []


def test_rights_count_that_people_have_when_they_are_told(people: dict[str, int], box: Box) -> None:
    ring(1, 2)
    with unit_of_work() as session:
        memberships.revoke(session, people[RINA], SOMEBODY)
    _set_person(people[DEWI], state=PersonState.DISABLED)
    silenced.add(2)
    jobs.run_once()
    assert _read_inboxes() == []

    _set_person(people[DEWI], state=PersonState.ACTIVE)
    ring(2, 3)
    jobs.run_once()

    assert _read_inboxes() == [people[DEWI]]
    assert [taken.message["Subject"].split()[1] for taken in box.taken] == ["3"]


def test_a_role_with_much_power_counts_with_a_second_factor_alone(portal: Flask) -> None:
    admin = memberships.Post(role=Role.SYSTEM_ADMIN)
    without, with_it = active(RINA, admin), active(DEWI, admin, totp=True)
    grants = [len(actor_of(person_of(person_id)).grants) for person_id in (without, with_it)]

    assert grants == [0, 1]


@pytest.mark.parametrize("change", ["hidden", "role ended", "disabled", "unsubscribed"])
def test_mail_that_waits_is_thrown_away_when_it_is_no_longer_for_its_reader(
    people: dict[str, int], portal: Flask, box: Box, change: str
) -> None:
    box.at_recipient = lambda _address: "450 4.2.1 mailbox busy"
    ring(1)
    jobs.run_once()
    assert mail.status().counts[MailState.WAITING] == 2

    _undo(portal, people[RINA], change)
    if change != "hidden":
        _undo(portal, people[DEWI], change)
    box.at_recipient = lambda _address: None
    mail.retry()
    jobs.run_once()

    assert box.taken == []
    assert mail.status().counts[MailState.WAITING] == 0
    assert len(_read_inboxes()) == 2, "the inbox itself asks for the rights of its reader"


def _undo(portal: Flask, person_id: int, change: str) -> None:
    if change == "hidden":
        silenced.add(1)
    elif change == "role ended":
        with unit_of_work() as session:
            memberships.revoke(session, person_id, SOMEBODY)
    elif change == "disabled":
        _set_person(person_id, state=PersonState.DISABLED)
    else:
        choosing.choose(person_id, {"bell": How.NEVER, "gong": How.DAILY})


def test_an_address_that_bounces_gets_no_more_until_it_is_trusted_again(
    people: dict[str, int], portal: Flask, box: Box
) -> None:
    box.at_recipient = lambda to: "550 5.1.1 no such officer" if to == RINA else None
    ring(1)
    jobs.run_once()
    box.at_recipient = lambda _address: None
    ring(2)
    strike(3)
    jobs.run_once()
    assert _arrived(box) == [DEWI, DEWI]
    assert _read_inboxes().count(people[RINA]) == 3, "the inbox goes on"

    _set_person(people[RINA], mail="rina.baru@dinas.go.id")
    ring(4)
    jobs.run_once()
    assert _arrived(box).count("rina.baru@dinas.go.id") == 1, "another address is another matter"

    _set_person(people[RINA], mail=RINA)
    mail.retry()
    ring(5)
    jobs.run_once()
    assert _arrived(box).count(RINA) == 2, "what was refused is sent, and what comes after it"


def test_what_is_refused_for_what_it_says_suppresses_nobody(
    people: dict[str, int], box: Box
) -> None:
    box.at_data = lambda _to: "554 5.7.1 not wanted here"
    ring(1)
    jobs.run_once()
    box.at_data = lambda _to: None
    ring(2)
    jobs.run_once()

    assert sorted(_arrived(box)) == [DEWI, RINA]


def test_no_mail_of_an_event_is_lost_or_doubled_by_a_server_that_dies(
    tmp_path, database: Database
) -> None:
    found = events_campaign(tmp_path, 60, 2, seed=3)

    assert found["lost"] == 0
    assert found["duplicates"] <= found["taken but not told"] <= 2
