"""Tokens: a person's programs act with the person's rights of today, and cookies say nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.models import ApiToken, PersonState
from portal.accounts.permissions import MANAGE_ACCOUNT
from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.queries.tokens import bearer
from portal.accounts.services import codes, second_factor, tokens
from portal.accounts.services.tokens import LIFETIME, MOST
from portal.core import jobs
from portal.core.access import current_actor, requires
from portal.core.clock import today, utcnow
from portal.core.db import db, reading
from portal.core.permissions import ANONYMOUS, Role
from portal.core.uow import unit_of_work
from tests.factories.people import (
    EDITOR_POST,
    PASSWORD,
    SOMEBODY,
    active,
    code_of,
    faults,
    link_in,
    mails,
    send,
    signed_in,
)

MAIL = "rina@dinas.go.id"
PAGE = "/account/tokens"
NEW = "sate kambing kuah gulai"
READ = "/api/v1/vocabularies"


def _made(client: FlaskClient, name: str = "unggah") -> str:
    page = send(client, PAGE, name=name).get_data(as_text=True)
    return page.split('class="token">')[1].split("<")[0].strip()


def _asked(app: Flask, authorization: str, path: str = READ) -> TestResponse:
    return app.test_client().get(path, headers={"Authorization": authorization})


def test_a_token_is_shown_once_listed_by_name_and_revoked(empty_app: Flask) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)

    token = _made(client)
    used = _asked(empty_app, f"Bearer {token}")
    page = client.get(PAGE).get_data(as_text=True)
    public_id = page.split(f"{PAGE}/")[1].split("/revoke")[0]
    account = client.get("/account").get_data(as_text=True)
    revoked = send(client, f"{PAGE}/{public_id}/revoke")
    after = _asked(empty_app, f"Bearer {token}")

    assert token.startswith("soko_")
    assert used.status_code == 200
    assert used.headers["Cache-Control"] == "private, no-store"
    assert "unggah" in page
    assert token not in page
    assert "terakhir dipakai" in page
    assert "1 token berlaku." in account
    assert revoked.location == PAGE
    assert after.status_code == 401
    assert send(client, f"{PAGE}/{public_id}/revoke").status_code == 404
    with reading():
        row = db.session.scalars(sa.select(ApiToken)).one()
        assert row.last_used_on == today()
        assert token not in row.token_hash


def test_what_is_no_living_token_is_401_as_a_problem_document(empty_app: Flask) -> None:
    person = active(MAIL)
    client = signed_in(empty_app, MAIL)
    token = _made(client)
    bad = ("Bearer", "Bearer x", "Basic cmluYTpyaW5h", f"Token {token}", "Bearer " + "x" * 500)

    answers = [_asked(empty_app, said) for said in bad]
    with unit_of_work():
        person_of(person).state = PersonState.DISABLED
    answers.append(_asked(empty_app, f"Bearer {token}"))
    with unit_of_work() as session:
        person_of(person).state = PersonState.ACTIVE
        session.execute(sa.update(ApiToken).values(expires_at=utcnow()))
    answers.append(_asked(empty_app, f"Bearer {token}"))

    assert [answer.status_code for answer in answers] == [401] * len(answers)
    assert answers[0].content_type == "application/problem+json"
    assert answers[0].headers["WWW-Authenticate"].startswith("Bearer")
    assert (answers[0].json or {})["status"] == 401
    assert "token" in (answers[0].json or {})["detail"].lower()
    assert _asked(empty_app, "", "/sign-in").status_code == 200, "pages know no tokens"


def test_a_token_carries_the_rights_of_today_and_cookies_none(empty_app: Flask) -> None:
    plain, guarded = active(MAIL, EDITOR_POST), active("tono@dinas.go.id", EDITOR_POST, totp=True)
    client = signed_in(empty_app, MAIL)
    run = empty_app.test_cli_runner().invoke
    tokens = [
        run(args=["users", "token", mail]).output.strip() for mail in (MAIL, "tono@dinas.go.id")
    ]

    found = [bearer(token) for token in tokens]
    unknown = run(args=["users", "token", "tak-ada@dinas.go.id"])

    assert [who and who.actor.person_id for who in found] == [plain, guarded]
    assert [{grant.role for grant in who.actor.grants} if who else None for who in found] == [
        set(),
        {Role.EDITOR},
    ], "without a second factor, a token has no role that asks for one"
    assert unknown.exit_code == 1
    assert "There is no account" in unknown.output

    seen: list[int | None] = []

    @requires(MANAGE_ACCOUNT)
    def guarded_view() -> tuple[str, int]:
        seen.append(current_actor().person_id)
        return "", 204

    endpoint, _values = empty_app.url_map.bind("127.0.0.1").match(READ)
    empty_app.view_functions[endpoint] = guarded_view
    answers = [
        client.get(READ),
        _asked(empty_app, f"Bearer {tokens[1]}"),
        client.get(READ, headers={"Authorization": f"Bearer {tokens[1]}"}),
    ]
    assert [answer.status_code for answer in answers] == [401, 204, 204]
    assert seen == [guarded, guarded]


def test_a_token_has_guarded_roles_if_a_code_was_given_before_it_was_made(
    empty_app: Flask,
) -> None:
    person = active(MAIL, EDITOR_POST, SOMEBODY)
    early = tokens.make(person, "sebelum", by=ANONYMOUS)
    with unit_of_work():
        owner = person_of(person)
        owner.totp_salt, owner.totp_since = codes.new_salt(), utcnow()
    late = tokens.make(person, "sesudah", by=ANONYMOUS)

    before = [_roles(token) for token in (early, late)]
    second_factor.remove(person, code_of(person))
    without = [_roles(token) for token in (early, late)]
    with unit_of_work():
        owner = person_of(person)
        owner.totp_salt, owner.totp_since = codes.new_salt(), utcnow()
    anew = [_roles(token) for token in (early, late)]

    plain = {Role.ANONYMOUS, Role.EXPERT}
    assert before == [plain, {*plain, Role.EDITOR}]
    assert without == [plain, plain]
    assert anew == [plain, plain], "another second factor asks for another token"


def _roles(token: str) -> frozenset[Role]:
    with reading():
        found = bearer(token)
    assert found is not None
    return found.actor.roles


def _changed(client: FlaskClient) -> TestResponse:
    form = {"password-current": PASSWORD, "password-new": NEW, "password-again": NEW}
    return send(client, "/account/password", **form)


def _readdressed(client: FlaskClient) -> TestResponse:
    form = {"mail-mail": "rina.h@dinas.go.id", "mail-current": PASSWORD}
    assert send(client, "/account/mail", **form).status_code == 303
    link = link_in(mails()[-1][2])
    return send(client, link, link)


def _reset(client: FlaskClient) -> TestResponse:
    stranger = client.application.test_client()  # who has the mailbox, and is signed in nowhere
    stranger.post("/reset", data={"mail": MAIL})
    jobs.run_once()
    return stranger.post(link_in(mails()[-1][2]), data={"new": NEW, "again": NEW})


def _left(client: FlaskClient) -> TestResponse:
    return send(client, "/account/sign-out-everywhere")


@pytest.mark.parametrize("act", [_changed, _readdressed, _reset, _left])
def test_what_ends_all_sign_ins_revokes_the_tokens_and_says_so(
    empty_app: Flask, act: Callable[[FlaskClient], TestResponse]
) -> None:
    person = active(MAIL)
    other = tokens.make(active("tono@dinas.go.id"), "uji", by=ANONYMOUS)
    token = tokens.make(person, "uji", by=ANONYMOUS)
    client = signed_in(empty_app, MAIL)

    answer = act(client)
    page = client.get(answer.location or "").get_data(as_text=True)

    assert answer.status_code == 303
    assert "semua token API dicabut" in page.split('role="status"')[1].split("</p>")[0]
    assert _asked(empty_app, f"Bearer {token}").status_code == 401
    assert _asked(empty_app, f"Bearer {other}").status_code == 200


def test_tokens_are_few_and_made_by_who_has_just_signed_in(empty_app: Flask) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)
    person = person_by_mail(MAIL)
    assert person is not None
    with unit_of_work() as session:
        session.add_all(
            ApiToken(
                public_id=f"t{number}",
                token_hash=str(number),
                person_id=person.id,
                name="x",
                expires_at=utcnow() + LIFETIME,
            )
            for number in range(MOST)
        )

    full = send(client, PAGE, name="satu lagi")
    nameless = send(client, PAGE, name=" ")
    with unit_of_work() as session:
        session.execute(sa.text("UPDATE sign_in SET created_at = :then"), {"then": _long_ago()})
    stale = send(client, PAGE, name="satu lagi")
    wrong = send(client, PAGE, name="satu lagi", current=PASSWORD + "x")

    told = [faults(answer.get_data(as_text=True))[0] for answer in (full, nameless, stale, wrong)]
    assert told[0].startswith(f"Nama token: Paling banyak {MOST} token")
    assert told[1] == "Nama token: Isian ini wajib."
    assert told[2] == "Kata sandi sekarang: Isian ini wajib."
    assert told[3] == "Kata sandi sekarang: Kata sandi sekarang salah."


def _long_ago() -> str:
    return (utcnow() - timedelta(minutes=11)).isoformat(sep=" ").removesuffix("+00:00")
