"""An old cookie is worth nothing from the next request on, whatever ended its session."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts import queries
from portal.accounts.models import ApiToken, PersonState, SignIn, UsedLink
from portal.accounts.services import links, memberships, people
from portal.accounts.services.cleaning import KEPT, clean_ended
from portal.accounts.services.links import Purpose
from portal.accounts.services.memberships import Post
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.permissions import Grant, Role
from portal.core.uow import unit_of_work
from tests.factories.people import (
    PASSWORD,
    active,
    code_of,
    send,
    signed_in,
    token_on,
)

MAIL = "rina@dinas.go.id"
NEW = "sate kambing kuah gulai"
EDITOR = Post(role=Role.EDITOR)


def _sign_out(app: Flask, client: FlaskClient, person: int) -> None:
    assert send(client, "/sign-out").status_code == 303


def _sign_out_everywhere(app: Flask, client: FlaskClient, person: int) -> None:
    other = signed_in(app, MAIL)
    assert send(other, "/account/sign-out-everywhere").status_code == 303


def _change_password(app: Flask, client: FlaskClient, person: int) -> None:
    data = {"password-current": PASSWORD, "password-new": NEW, "password-again": NEW}
    assert send(client, "/account/password", **data).location == "/account?done=password"
    assert client.get("/account").status_code == 200, "this device stays signed in"


def _reset_password(app: Flask, client: FlaskClient, person: int) -> None:
    people.reset(links.signed(Purpose.RESET, queries.person_of(person)), password=NEW)


def _change_mail(app: Flask, client: FlaskClient, person: int) -> None:
    link = links.signed(Purpose.MAIL, queries.person_of(person), mail="lain@dinas.go.id")
    people.confirm_new_mail(link)


def _disable(app: Flask, client: FlaskClient, person: int) -> None:
    with unit_of_work():
        queries.person_of(person).state = PersonState.DISABLED


def _age(**columns: timedelta) -> None:
    with unit_of_work() as session:
        session.execute(
            sa.update(SignIn).values({name: utcnow() - age for name, age in columns.items()})
        )


def _leave_idle(app: Flask, client: FlaskClient, person: int) -> None:
    _age(last_seen_at=queries.IDLE)


def _grow_old(app: Flask, client: FlaskClient, person: int) -> None:
    _age(created_at=queries.ABSOLUTE)


@pytest.mark.parametrize(
    "end",
    [
        _sign_out,
        _sign_out_everywhere,
        _change_password,
        _reset_password,
        _change_mail,
        _disable,
        _leave_idle,
        _grow_old,
    ],
)
def test_a_copied_cookie_is_dead_after(
    empty_app: Flask, end: Callable[[Flask, FlaskClient, int], None]
) -> None:
    person = active(MAIL)
    client = signed_in(empty_app, MAIL)
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief = empty_app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account").status_code == 200

    end(empty_app, client, person)

    assert thief.get("/account").location == "/sign-in?next=/account"


def test_an_ended_role_is_gone_at_the_next_request(empty_app: Flask) -> None:
    person = active(MAIL, Post(role=Role.EXPERT), EDITOR)
    held = queries.grants_of(person)

    with unit_of_work() as session:
        memberships.end(session, memberships.held(session, person, EDITOR))

    assert held == {Grant(Role.EXPERT), Grant(Role.EDITOR)}
    assert queries.grants_of(person) == {Grant(Role.EXPERT)}


@pytest.mark.parametrize(
    ("post", "minutes", "lives"),
    [(None, 59, True), (None, 61, False), (EDITOR, 29, True), (EDITOR, 31, False)],
)
def test_a_pause_ends_a_session_and_sooner_with_much_power(
    empty_app: Flask, post: Post | None, minutes: int, *, lives: bool
) -> None:
    person = active(MAIL, *([post] if post else []), totp=post is not None)
    client = signed_in(empty_app, MAIL)
    if post:
        assert send(client, "/sign-in/code", code=code_of(person)).status_code == 303

    _age(last_seen_at=timedelta(minutes=minutes))

    assert (client.get("/account").status_code == 200) is lives


def test_use_keeps_a_session_alive(empty_app: Flask) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)
    _age(last_seen_at=timedelta(minutes=50))

    client.get("/account")

    with reading():
        seen = db.session.scalars(sa.select(SignIn.last_seen_at)).one()
    assert utcnow() - seen < timedelta(minutes=1)


def test_a_session_is_not_the_one_that_the_browser_came_with(empty_app: Flask) -> None:
    active(MAIL)
    active("lain@dinas.go.id")
    client = signed_in(empty_app, MAIL)
    first = client.get_cookie("session")

    client.post("/sign-in", data={"mail": "lain@dinas.go.id", "password": PASSWORD})
    assert client.get("/account").status_code == 200, "a write without token is refused"
    token = token_on(client, "/sign-in")
    client.post(
        "/sign-in",
        data={"mail": "lain@dinas.go.id", "password": PASSWORD, "csrf_token": token},
    )

    second = client.get_cookie("session")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert "lain@dinas.go.id" in client.get("/account").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/account", "/saved", "/reset", "/en/account/second-factor"])
def test_answers_to_the_signed_in_are_kept_by_nobody(empty_app: Flask, path: str) -> None:
    active(MAIL)

    answer = signed_in(empty_app, MAIL).get(path)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/account", {"name": "Rina", "locale": "id", "zone": "WIT"}),
        ("/account/sign-out-everywhere", {}),
        ("/account/second-factor", {}),
        ("/sign-out", {}),
        ("/saved", {"clear": "1"}),
    ],
)
def test_a_write_needs_the_token_of_its_own_session(
    empty_app: Flask, path: str, data: dict[str, str]
) -> None:
    active(MAIL)
    client, other = signed_in(empty_app, MAIL), signed_in(empty_app, MAIL)

    without = client.post(path, data=data)
    with_others = client.post(path, data={**data, "csrf_token": token_on(other)})

    assert (without.status_code, with_others.status_code) == (400, 400)
    assert client.get("/account").status_code == 200
    assert send(client, path, **data).status_code == 303


def test_the_list_of_devices_tells_which_they_are(empty_app: Flask) -> None:
    active(MAIL)
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
    empty_app.test_client().post(
        "/sign-in", data={"mail": MAIL, "password": PASSWORD}, headers={"User-Agent": agent}
    )

    page = signed_in(empty_app, MAIL).get("/account").get_data(as_text=True)

    assert "Chrome, Android" in page
    assert page.count("perangkat ini") == 1


def test_dead_sign_ins_used_links_and_tokens_are_deleted_and_no_others(empty_app: Flask) -> None:
    person = active(MAIL)
    signed_in(empty_app, MAIL)
    now = utcnow()
    long_ago = now - queries.ABSOLUTE - KEPT - timedelta(minutes=1)
    with unit_of_work() as session:
        session.add_all(
            [
                SignIn(
                    token_hash="old",
                    person_id=person,
                    device="",
                    created_at=long_ago,
                    last_seen_at=long_ago,
                ),
                UsedLink(nonce="dead", expires_at=now),
                UsedLink(nonce="alive", expires_at=now + timedelta(hours=1)),
                *(
                    ApiToken(
                        public_id=name,
                        token_hash=name,
                        person_id=person,
                        name=name,
                        expires_at=ends,
                    )
                    for name, ends in (("dead", long_ago), ("ended", now), ("alive", now + KEPT))
                ),
            ]
        )

    clean_ended()

    with reading():
        left = [
            sorted(db.session.scalars(sa.select(column)))
            for column in (UsedLink.nonce, ApiToken.name)
        ]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1
    assert left == [["alive"], ["alive", "ended"]]
