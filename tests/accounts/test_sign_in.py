"""Signing in: by invitation only, and nobody learns who has an account."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.models import PersonState
from portal.accounts.queries import person_of
from portal.accounts.services.entering import PER_ADDRESS, PER_PERSON
from portal.core import jobs
from portal.core.uow import unit_of_work
from tests.conftest import make_app
from tests.factories.clock import at
from tests.factories.people import (
    PASSWORD,
    active,
    faults,
    invited,
    link_in,
    mails,
    signed_in,
)
from tests.security.hostile import AWAY

MAIL = "rina@dinas.go.id"
WRONG = "bukan kata sandinya"


def test_an_invited_person_makes_an_account_and_is_signed_in(empty_app: Flask) -> None:
    invited(MAIL)
    ((recipient, subject, text),) = mails()
    client = empty_app.test_client()

    page = client.get(link_in(text))
    accepted = client.post(
        link_in(text), data={"name": "Rina Hartati", "new": PASSWORD, "again": PASSWORD}
    )
    account = client.get("/account").get_data(as_text=True)

    assert (recipient, subject) == (MAIL, "Undangan ke Sokoguru")
    assert MAIL in page.get_data(as_text=True)
    assert (accepted.status_code, accepted.location) == (303, "/account")
    assert "Rina Hartati" in account
    assert MAIL in account
    signed_in(empty_app, f" {MAIL.upper()} ")


def test_a_password_is_good_for_as_long_as_its_owner_wants(empty_app: Flask) -> None:
    active(MAIL)

    with at("2046-11-30"):
        account = signed_in(empty_app, MAIL).get("/account")

    assert account.status_code == 200


def test_a_visitor_gets_no_cookie_and_pages_that_vary_by_none(empty_app: Flask) -> None:
    for path in ("/sign-in", "/en/sign-in", "/reset", "/saved"):
        answer = empty_app.test_client().get(path)

        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        ("", "Surel atau kata sandi salah, atau akun ini belum aktif."),
        ("/en", "Mail address or password is wrong, or the account is not active."),
    ],
)
def test_the_answer_does_not_tell_who_has_an_account(
    empty_app: Flask, prefix: str, told: str
) -> None:
    known, disabled = active(MAIL), active("mantan@dinas.go.id")
    invited("baru@dinas.go.id")
    with unit_of_work():
        person_of(disabled).state = PersonState.DISABLED
    assert known

    pages = set()
    for mail, password in (
        (MAIL, WRONG),
        ("tak-ada@dinas.go.id", WRONG),
        ("mantan@dinas.go.id", PASSWORD),
        ("baru@dinas.go.id", PASSWORD),
    ):
        answer = empty_app.test_client().post(
            f"{prefix}/sign-in", data={"mail": mail, "password": password}
        )
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert f'value="{mail}"' in page, "what was typed is kept"
        assert password not in page
        assert faults(page)[0].endswith(told)
        pages.add(page.replace(mail, "…"))

    assert len(pages) == 1


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(empty_app: Flask) -> None:
    active(MAIL)
    before = len(mails())

    answers = [
        empty_app.test_client().post("/reset", data={"mail": mail})
        for mail in (MAIL, "tak-ada@dinas.go.id")
    ]
    jobs.run_once()

    assert len({(answer.status_code, answer.location, answer.data) for answer in answers}) == 1
    assert [recipient for recipient, *_ in mails()[before:]] == [MAIL]


def test_guessing_is_stopped_for_the_guesser_and_not_for_the_owner(empty_app: Flask) -> None:
    active(MAIL)
    guesser = empty_app.test_client()

    tries = [
        guesser.post(
            "/sign-in",
            data={"mail": MAIL, "password": f"{WRONG} {number}"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
        for number in range(PER_PERSON.most + 2)
    ]
    right = guesser.post("/sign-in", data={"mail": MAIL, "password": PASSWORD})
    owner = empty_app.test_client().post(
        "/sign-in",
        data={"mail": MAIL, "password": PASSWORD},
        environ_overrides={"REMOTE_ADDR": "198.51.100.7"},
    )

    assert [answer.status_code for answer in tries] == [422] * PER_PERSON.most + [429] * 2
    assert 0 < int(tries[-1].headers["Retry-After"]) <= PER_PERSON.within.total_seconds()
    assert right.status_code == 429
    assert owner.status_code == 303


def test_one_address_cannot_try_many_accounts_whichever_worker_answers(
    empty_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory: Path = empty_app.extensions["settings"].data_dir
    workers = (empty_app.test_client(), make_app(directory).test_client())

    tries = [
        workers[number % 2].post(
            "/sign-in",
            data={"mail": f"p{number}@dinas.go.id", "password": WRONG},
            headers={
                "X-Forwarded-For": f"203.0.113.{number}",
                "Forwarded": f"for=198.51.100.{number}",
            },
        )
        for number in range(PER_ADDRESS.most + 100)
    ]

    assert [one.status_code for one in tries] == [422] * PER_ADDRESS.most + [429] * 100
    assert all(int(one.headers["Retry-After"]) > 0 for one in tries[PER_ADDRESS.most :])


def test_signing_in_rightly_is_never_too_often(empty_app: Flask) -> None:
    active(MAIL)

    for _ in range(PER_PERSON.most + 2):
        signed_in(empty_app, MAIL)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [("/saved", "/saved"), ("/practices?q=anak&page=2", "/practices?q=anak&page=2")],
)
def test_whoever_signs_in_goes_on_to_a_page_of_the_portal(
    empty_app: Flask, asked: str, led_to: str
) -> None:
    active(MAIL)

    answer = empty_app.test_client().post(
        "/sign-in", query_string={"next": asked}, data={"mail": MAIL, "password": PASSWORD}
    )

    assert answer.location == led_to


def test_whoever_signs_in_is_led_nowhere_else(empty_app: Flask) -> None:
    active(MAIL)
    typed = {"mail": MAIL, "password": PASSWORD}

    led = {
        away: empty_app.test_client()
        .post("/sign-in", query_string={"next": away}, data=typed)
        .location
        for away in AWAY
    }

    assert {away: to for away, to in led.items() if to not in {"/account", None}} == {}
    assert len(AWAY) >= 38


def test_a_guarded_page_leads_to_signing_in_and_back(empty_app: Flask) -> None:
    active(MAIL)
    client = empty_app.test_client()

    sent_away = client.get("/en/account")
    answer = client.post(sent_away.location, data={"mail": MAIL, "password": PASSWORD})

    assert sent_away.location == "/en/sign-in?next=/en/account"
    assert answer.location == "/en/account"
    assert client.post("/account", data={}).status_code == 400
    assert empty_app.test_client().post("/account", data={}).status_code == 403


def test_what_is_no_text_is_nothing_typed(empty_app: Flask) -> None:
    client = empty_app.test_client()
    files = {name: (io.BytesIO(b"x"), "x.txt") for name in ("mail", "password")}

    answers = [
        client.post("/sign-in", data=files),
        client.post("/sign-in", json={"mail": {"a": 1}, "password": [1]}),
        client.post("/sign-in", json=5),
        client.post("/sign-in"),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert all(len(faults(answer.get_data(as_text=True))) == 2 for answer in answers)


@pytest.mark.parametrize(
    "mail", ["", "bukan-surel", "a@b", "a\0b@dinas.go.id", "x" * 300 + "@go.id"]
)
def test_what_is_no_address_is_told_beside_the_field(empty_app: Flask, mail: str) -> None:
    answer = empty_app.test_client().post("/sign-in", data={"mail": mail, "password": WRONG})
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert len(faults(page)) == 1
    described = re.search(r'<input[^>]*id="mail"[^>]*>', page)
    assert described is not None
    assert 'aria-describedby="mail-fault"' in described[0]
    assert 'aria-invalid="true"' in described[0]
