"""Who is erased and when, what people consent to, and what is kept how long."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import click
import pytest
import sqlalchemy as sa
from flask import Flask
from markupsafe import escape

from config import ROOT
from portal.accounts.models import (
    Consent,
    ConsentAct,
    ErasureRequest,
    Membership,
    Person,
    PersonState,
    SignIn,
)
from portal.accounts.queries import pending_erasure, person_by_mail, person_of
from portal.accounts.schemas import notice
from portal.accounts.services import cleaning, erasing, governing, handover, memberships
from portal.accounts.services.memberships import Post
from portal.core import audit, retention
from portal.core.audit import AuditEvent
from portal.core.clock import today, utcnow
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.core.schedule import _tasks
from portal.core.uow import unit_of_work
from portal.notifications.models import How
from portal.notifications.queries import preferences
from tests.factories.people import (
    PASSWORD,
    SOMEBODY,
    active,
    invited,
    leave,
    link_in,
    mails,
    send,
    signed_in,
    signed_in_with_code,
)

DATA, ERASE = "/account/data", "/account/data/erasure"
MAIL, HADI, RATNA = "rina@dinas.go.id", "hadi@dinas.go.id", "ratna@dinas.go.id"
ADMIN = Post(role=Role.REGION_ADMIN, region="35.10")
SURE = {"erase-current": PASSWORD, "erase-sure": "y"}
# What the pages on privacy say, as of the version that people are told of. Whoever changes them,
# or the list of what is kept, sets `notice.VERSION` to the day and writes the new digest here.
NOTICED = ("2026-11-30", "087787aa55ebb59f")


@pytest.fixture
def needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every region need an admin, as those with published practices do."""
    monkeypatch.setattr(governing, "_needing", {"test": lambda _region_id: True})


def _state(person_id: int) -> PersonState:
    with reading():
        return person_of(person_id).state


def _acts() -> list[str]:
    with reading():
        return list(db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.seq)))


def _later(person_id: int) -> None:
    """Let the time of whoever asked to be erased come."""
    with unit_of_work() as session:
        session.query(ErasureRequest).filter_by(person_id=person_id).update(
            {ErasureRequest.due_at: utcnow()}
        )


@pytest.mark.usefixtures("needed")
def test_the_last_admin_stays_until_there_is_another_who_stays_too(empty_library: Flask) -> None:
    hadi = active(HADI, ADMIN, totp=True)
    client = signed_in_with_code(empty_library, HADI)
    alone = send(client, ERASE, DATA, **SURE)
    ratna = active(RATNA, ADMIN, totp=True)
    asked = send(client, ERASE, DATA, **SURE)
    other = send(signed_in_with_code(empty_library, RATNA), ERASE, DATA, **SURE)

    assert (alone.status_code, asked.status_code, other.status_code) == (422, 303, 422)
    for refused in (alone, other):
        assert "Ini admin terakhir daerah" in refused.get_data(as_text=True)
    with reading():
        assert pending_erasure(hadi)
        assert pending_erasure(ratna) is None

    _later(hadi)
    erasing.erase_due()
    assert (_state(hadi), _state(ratna)) == (PersonState.ERASED, PersonState.ACTIVE)
    with reading():
        assert db.session.scalars(sa.select(ErasureRequest.done_at)).one() is not None
    done = empty_library.test_cli_runner().invoke(args=["users", "erase", RATNA, "--yes"])
    assert done.exit_code == 1
    assert "the last admin of a region" in done.output


def test_one_who_cannot_be_erased_keeps_no_other_from_it(
    empty_library: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina, hadi = active(MAIL), active(HADI)
    for mail in (MAIL, HADI):
        send(signed_in(empty_library, mail), ERASE, DATA, **SURE)
    _later(rina)
    _later(hadi)

    def fails(_session: object, person_id: int) -> None:
        if person_id == rina:
            raise OSError("disk")

    monkeypatch.setitem(erasing._forgetting, "test", fails)
    with pytest.raises(RuntimeError, match="1 people"):
        erasing.erase_due()
    assert (_state(rina), _state(hadi)) == (PersonState.ACTIVE, PersonState.ERASED)
    with reading():
        assert memberships.holds(db.session(), rina, SOMEBODY)  # nothing of it was done

    monkeypatch.delitem(erasing._forgetting, "test")
    erasing.erase_due()
    assert _state(rina) is PersonState.ERASED
    assert _acts().count("account:erase") == 2
    with reading():
        audit.verify()
    handover.hand_over_expired()


def test_whoever_runs_the_machine_erases_who_asked_on_paper_and_ends_sign_ins(
    empty_library: Flask,
) -> None:
    rina = active(MAIL)
    active(HADI)
    browsers = [signed_in(empty_library, mail) for mail in (MAIL, HADI)]
    run = empty_library.test_cli_runner().invoke

    assert run(args=["users", "end-sign-ins"]).exit_code == 1
    assert run(args=["users", "end-sign-ins", MAIL]).output == "1 sign-ins and tokens ended.\n"
    assert [one.get("/account").status_code for one in browsers] == [303, 200]
    assert run(args=["users", "end-sign-ins", "--all"]).output == "1 sign-ins and tokens ended.\n"
    assert [one.get("/account").status_code for one in browsers] == [303, 303]
    assert run(args=["users", "erase", MAIL], input="n\n").exit_code == 1
    assert _state(rina) is PersonState.ACTIVE
    assert f"{MAIL} is erased." in run(args=["users", "erase", MAIL], input="y\n").output
    assert _state(rina) is PersonState.ERASED
    assert run(args=["users", "erase", MAIL, "--yes"]).exit_code == 1
    assert _acts()[-3:] == ["account:end-sign-ins", "account:revoke", "account:erase"]


def test_what_one_stops_stops_at_once_and_the_history_only_grows(empty_library: Flask) -> None:
    rina = active(MAIL)
    client = signed_in(empty_library, MAIL)
    assert "Hentikan" in client.get(DATA).get_data(as_text=True)

    for _again in range(2):
        answer = send(client, f"{DATA}/consents/notification-mails/withdraw", DATA)
        assert answer.location == f"{DATA}?done=withdrawn"
    for name in ("account", "security", "nothing-such"):
        assert send(client, f"{DATA}/consents/{name}/withdraw", DATA).status_code == 404

    with reading():
        assert set(preferences(rina).values()) == {How.NEVER}
        (line,) = db.session.scalars(sa.select(Consent)).all()
        assert (line.purpose, line.act) == ("notification-mails", ConsentAct.WITHDRAWN)
        assert line.text_version == notice.VERSION
    assert "tidak berlaku" in client.get(DATA).get_data(as_text=True)


def test_a_new_privacy_notice_is_told_until_it_was_read(empty_library: Flask) -> None:
    invited(MAIL)
    ((_to, _subject, text),) = mails()
    link, client = link_in(text), empty_library.test_client()
    assert 'href="/pages/privacy"' in client.get(link).get_data(as_text=True)
    form = {"name": "Rina", "new": PASSWORD, "again": PASSWORD}
    assert client.post(link, data=form).status_code == 303
    said = "Halaman privasi berubah"
    assert said not in client.get("/account").get_data(as_text=True)
    with reading():
        (line,) = db.session.scalars(sa.select(Consent)).all()
        assert (line.act, line.text_version) == (ConsentAct.SHOWN, notice.VERSION)

    with unit_of_work() as session:
        session.query(Person).update({Person.notice_seen: "2020-01-01"})
    assert said in client.get("/regions").get_data(as_text=True)
    assert send(client, "/account/notice", "/regions", back="/regions?q=x").location == (
        "/regions?q=x"
    )
    assert said not in client.get("/regions").get_data(as_text=True)


def test_what_is_over_is_deleted_and_who_is_unused_is_told(empty_library: Flask) -> None:
    long_ago = utcnow() - cleaning.UNUSED - timedelta(days=1)
    unused, busy, asked = active(MAIL), active(HADI), invited(RATNA).id
    leave(unused)
    with unit_of_work() as session:
        session.query(Person).update({Person.created_at: long_ago})
        session.query(Membership).filter_by(person_id=unused).update(
            {Membership.ended_at: long_ago}
        )
    retention.clean()
    retention.clean()

    assert (_state(unused), _state(busy)) == (PersonState.ACTIVE, PersonState.ACTIVE)
    assert _state(asked) is PersonState.ERASED
    told = [(to, subject) for to, subject, _text in mails()]
    assert told.count((MAIL, "Penghapusan data Anda di Sokoguru")) == 1
    assert not any(to == RATNA for to, _subject in told)
    with reading():
        due = db.session.scalars(sa.select(ErasureRequest.due_at)).one()
    assert due > utcnow() + cleaning.NOTICE - timedelta(minutes=1)


def test_one_rule_that_fails_keeps_no_other_from_cleaning(
    empty_library: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise OSError("disk")

    active(MAIL)
    signed_in(empty_library, MAIL)
    with unit_of_work() as session:
        session.query(SignIn).update({SignIn.created_at: utcnow() - timedelta(days=90)})
    broken = retention.Rule(name="test", what="", kept="", why="", clean=fails)
    monkeypatch.setattr(retention, "_rules", {"test": broken, **retention._rules})

    with pytest.raises(RuntimeError, match="test"):
        retention.clean()
    with reading():
        assert db.session.scalars(sa.select(SignIn)).all() == []
    assert retention.TASK in _tasks


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_on_privacy_shows_the_list_by_which_is_cleaned(
    library: Flask, prefix: str
) -> None:
    client = library.test_client()
    page = client.get(f"{prefix}/pages/privacy").get_data(as_text=True)
    with library.test_request_context(f"{prefix}/"):
        told = [(str(rule.what), str(rule.kept), str(rule.why)) for rule in retention.rules()]

    assert len(told) == page.count('<th scope="row">') > 10
    assert [words for rule in told for words in rule if str(escape(words)) not in page] == []
    assert f'href="{prefix}/pages/incident"' in page
    assert 'id="berapa-lama"' not in client.get(f"{prefix}/pages/about").get_data(as_text=True)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_runbook_names_only_commands_that_exist(library: Flask, prefix: str) -> None:
    page = library.test_client().get(f"{prefix}/pages/incident").get_data(as_text=True)
    named = set(re.findall(r"<code>flask ([a-z]+)(?: ([a-z-]+))?", page))

    assert {"users", "audit", "doctor"} == {group for group, _verb in named}
    for name, verb in named:
        command = library.cli.commands[name]
        assert not isinstance(command, click.Group) or verb in command.commands


def _digest(texts: Callable[[], list[str]]) -> str:
    return hashlib.sha256("\n".join(texts()).encode()).hexdigest()[:16]


def test_whoever_changes_the_notice_lets_people_know(library: Flask) -> None:
    def texts() -> list[str]:
        pages = [(ROOT / f"content/pages/privacy.{name}.md").read_text() for name in ("id", "en")]
        with library.app_context():
            told = sorted(f"{rule.what}|{rule.kept}|{rule.why}" for rule in retention.rules())
        return pages + told

    assert (notice.VERSION, _digest(texts)) == NOTICED


def test_ids_of_people_are_all_that_the_audit_chain_knows(empty_library: Flask) -> None:
    rina = active(MAIL)
    send(signed_in(empty_library, MAIL), ERASE, DATA, **SURE)
    _later(rina)
    erasing.erase_due()

    with reading():
        person = person_of(rina)
        rows = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.key == person.public_id))
        told = [(row.action, row.details) for row in rows]
    assert [action for action, _details in told][-4:] == [
        "account:sign-in",
        "account:ask-erasure",
        "account:revoke",
        "account:erase",
    ]
    assert not any("rina" in details for _action, details in told)
    assert person_by_mail(MAIL) is None
    assert person.created_at.date() <= today()
