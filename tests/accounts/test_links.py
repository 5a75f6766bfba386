"""Links that come by mail: ours, in time, for their purpose, and once."""

import logging
import threading
from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts.queries import grants_of, person_of
from portal.accounts.services import links, people
from portal.accounts.services.links import Purpose
from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.db import reading
from portal.core.permissions import Role
from tests.factories.people import PASSWORD, active, invited, link_in, mails, send, signed_in

MAIL = "rina@dinas.go.id"
NEW = "sate kambing kuah gulai"
FORM = {"new": NEW, "again": NEW}


def _asked(app: Flask) -> str:
    app.test_client().post("/reset", data={"mail": MAIL}, headers={"X-Forwarded-Host": "evil.id"})
    jobs.run_once()
    return link_in(mails()[-1][2])


def test_a_new_password_is_set_once(empty_app: Flask) -> None:
    active(MAIL)
    link = _asked(empty_app)
    client = empty_app.test_client()

    first, again = client.post(link, data=FORM), client.post(link, data=FORM)

    assert first.location == "/sign-in?done=reset"
    assert again.status_code == client.get(link).status_code == 410
    signed_in(empty_app, MAIL, NEW)
    assert mails()[-1][1] == "Akun Sokoguru Anda berubah"


def test_a_new_password_does_not_replace_the_second_factor(empty_app: Flask) -> None:
    active(MAIL, totp=True)

    empty_app.test_client().post(_asked(empty_app), data=FORM)

    assert signed_in(empty_app, MAIL, NEW).get("/account").location.startswith("/sign-in/code")


def test_of_two_uses_at_the_same_time_one_counts(empty_app: Flask) -> None:
    person = active(MAIL)
    for _ in range(3):
        with reading():  # what the test has begun must not hold the others up
            token = links.signed(Purpose.RESET, person_of(person))
        statuses: list[int] = []
        start = threading.Barrier(2)

        def use(
            token: str = token, start: threading.Barrier = start, found: list[int] = statuses
        ) -> None:
            client = empty_app.test_client()
            start.wait()
            found.append(client.post(f"/reset/{token}", data=FORM).status_code)

        threads = [threading.Thread(target=use) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(statuses) == [303, 410]


def test_an_opened_link_changes_nothing(empty_app: Flask) -> None:
    active(MAIL)
    link = _asked(empty_app)
    client = empty_app.test_client()

    assert [client.get(link).status_code for _ in range(3)] == [200] * 3
    assert client.get(link).headers["Cache-Control"] == "private, no-store"
    assert client.post(link, data=FORM).status_code == 303


def test_another_change_overtakes_a_link(empty_app: Flask) -> None:
    person = active(MAIL)
    link = _asked(empty_app)

    people.change_password(person, password=NEW, device="")

    assert empty_app.test_client().get(link).status_code == 410


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_too_old_or_of_another_purpose_or_not_ours_is_dead(
    empty_app: Flask, monkeypatch: pytest.MonkeyPatch, purpose: Purpose
) -> None:
    person = person_of(active(MAIL))
    client = empty_app.test_client()
    token = links.signed(purpose, person, mail="baru@dinas.go.id")
    forged = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]
    others = [links.signed(other, person) for other in Purpose if other is not purpose]
    with monkeypatch.context() as short:
        short.setitem(links.LIFETIMES, purpose, timedelta(seconds=-1))
        late = links.signed(purpose, person)

    assert client.get(f"/{purpose}/{token}").status_code == 200
    for dead in (*others, late, forged, "x" * 40):
        assert client.get(f"/{purpose}/{dead}").status_code == 410
        assert client.post(f"/{purpose}/{dead}", data=FORM).status_code == 410


def test_an_invitation_sent_again_leaves_one_account(empty_app: Flask) -> None:
    invited(MAIL)
    person = invited(MAIL, Post(role=Role.EDITOR)).id
    first, second = (link_in(text) for *_, text in mails())
    client = empty_app.test_client()

    accepted = client.post(first, data={"name": "Rina", **FORM})

    assert accepted.status_code == 303
    assert client.get(second).status_code == 410
    assert {grant.role for grant in grants_of(person)} == {Role.EXPERT, Role.EDITOR}


def test_an_address_is_changed_by_a_link_sent_to_the_new_one(empty_app: Flask) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)
    form = {"mail-mail": "Rina@Lain.go.id", "mail-current": PASSWORD}

    asked = send(client, "/account/mail", **form)
    (recipient, _, text) = mails()[-1]
    stranger = empty_app.test_client()
    confirmed = stranger.post(link_in(text))

    assert asked.location == "/account?done=mail"
    assert recipient == "rina@lain.go.id"
    assert confirmed.location == "/sign-in?done=mail"
    assert mails()[-1][0] == MAIL, "the old address is told"
    signed_in(empty_app, "rina@lain.go.id")


def test_nobody_learns_by_changing_his_address_who_has_an_account(empty_app: Flask) -> None:
    active(MAIL)
    active("lain@dinas.go.id")
    client = signed_in(empty_app, MAIL)
    before = len(mails())

    taken = send(
        client, "/account/mail", **{"mail-mail": "lain@dinas.go.id", "mail-current": PASSWORD}
    )

    assert taken.location == "/account?done=mail"
    assert len(mails()) == before


def test_no_log_holds_the_secret_of_a_link(
    empty_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    active(MAIL)
    link = _asked(empty_app)

    with caplog.at_level(logging.INFO, "portal.access"):
        empty_app.test_client().get(link)

    paths = [record.fields["path"] for record in caplog.records if hasattr(record, "fields")]
    assert paths == ["/reset/***"]
