"""The second factor: set up, asked for, good once, and required where it should be."""

import re

import pytest
from flask import Flask

from portal.accounts import queries
from portal.accounts.services.memberships import Post
from portal.accounts.services.second_factor import CODES
from portal.core.permissions import GUARDED_ROLES, Grant, Role
from tests.factories.people import PASSWORD, active, code_of, faults, send, signed_in

MAIL = "rina@dinas.go.id"
PAGE = "/account/second-factor"


def _token(app: Flask, client: object) -> queries.SignedIn:
    """Return the sign-in that a browser's cookie stands for."""
    with app.test_request_context():
        cookie = client.get_cookie("session")  # type: ignore[attr-defined]  # a FlaskClient
        held = app.session_interface.get_signing_serializer(app).loads(cookie.value)
    found = queries.signed_in(held["_user_id"])
    assert found is not None
    return found


def test_it_is_set_up_with_a_picture_and_a_code(empty_app: Flask) -> None:
    person = active(MAIL)
    client = signed_in(empty_app, MAIL)

    send(client, PAGE)
    page = client.get(PAGE).get_data(as_text=True)
    wrong = send(client, f"{PAGE}/confirm", PAGE, code="000000")
    right = send(client, f"{PAGE}/confirm", PAGE, code=code_of(person))
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", right.get_data(as_text=True))

    assert 'src="data:image/svg+xml' in page
    assert "style=" not in page
    assert wrong.status_code == 422
    assert right.status_code == 200
    assert len(set(codes)) == 10
    assert client.get("/account").status_code == 200
    assert not any(code in client.get(PAGE).get_data(as_text=True) for code in codes)


def test_before_the_code_nothing_guarded_opens(empty_app: Flask) -> None:
    person = active(MAIL, totp=True)
    client = empty_app.test_client()

    entered = client.post("/sign-in?next=/saved", data={"mail": MAIL, "password": PASSWORD})
    before = _token(empty_app, client)
    copied = client.get_cookie("session")
    assert copied is not None
    sent_away = client.get("/account").location
    code = send(client, entered.location, "/sign-in/code", code=code_of(person))

    assert entered.location == "/sign-in/code?next=/saved"
    assert before.actor.person_id is None
    assert sent_away == "/sign-in/code?next=/account"
    assert code.location == "/saved"
    assert client.get("/account").status_code == 200
    thief = empty_app.test_client()
    thief.set_cookie("session", copied.value)
    assert thief.get("/account").location == "/sign-in?next=/account"


def test_a_code_works_once(empty_app: Flask) -> None:
    person = active(MAIL, totp=True)
    first, second = signed_in(empty_app, MAIL), signed_in(empty_app, MAIL)
    code = code_of(person)

    assert send(first, "/sign-in/code", "/sign-in/code", code=code).status_code == 303
    again = send(second, "/sign-in/code", "/sign-in/code", code=code)
    earlier = send(second, "/sign-in/code", "/sign-in/code", code=code_of(person, steps=-1))

    assert (again.status_code, earlier.status_code) == (422, 422)
    assert "sudah dipakai" in faults(again.get_data(as_text=True))[0]


def test_a_recovery_code_replaces_the_app_once(empty_app: Flask) -> None:
    person = active(MAIL, totp=True)
    client = signed_in(empty_app, MAIL)
    send(client, "/sign-in/code", "/sign-in/code", code=code_of(person, steps=-1))
    page = send(client, f"{PAGE}/codes", PAGE, code=code_of(person)).get_data(as_text=True)
    code = re.findall(r"<code>([a-z2-7-]{19})</code>", page)[3]

    answers = [
        send(signed_in(empty_app, MAIL), "/sign-in/code", "/sign-in/code", code=f" {code.upper()} ")
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 422]


def test_guessing_codes_is_stopped(empty_app: Flask) -> None:
    active(MAIL, totp=True)
    most = CODES[0].most
    client = signed_in(empty_app, MAIL)

    answers = [
        send(client, "/sign-in/code", "/sign-in/code", code=f"00000{number}")
        for number in range(most + 1)
    ]

    assert [answer.status_code for answer in answers] == [422] * most + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize("role", sorted(GUARDED_ROLES))
def test_much_power_needs_a_second_factor(empty_library: Flask, role: Role) -> None:
    region = "35.10" if role is Role.REGION_ADMIN else None
    person = active(MAIL, Post(role=role, region=region), Post(role=Role.EXPERT))
    client = signed_in(empty_library, MAIL)

    before = _token(empty_library, client).actor.roles
    sent_away = client.get("/account").location
    refused = send(client, "/account", PAGE, name="Rina", locale="id", zone="WIB")
    send(client, PAGE, PAGE)
    send(client, f"{PAGE}/confirm", PAGE, code=code_of(person))
    after = _token(empty_library, client).actor.roles

    assert before == {Role.ANONYMOUS, Role.EXPERT}
    assert sent_away == f"{PAGE}?next=/account"
    assert refused.location == PAGE
    assert role in after
    assert client.get("/account").status_code == 200


def test_without_the_second_factor_the_power_is_gone(empty_app: Flask) -> None:
    person = active(MAIL, Post(role=Role.EDITOR), totp=True)
    client = signed_in(empty_app, MAIL)
    send(client, "/sign-in/code", "/sign-in/code", code=code_of(person, steps=-1))
    assert Grant(Role.EDITOR) in _token(empty_app, client).actor.grants

    removed = send(client, f"{PAGE}/remove", PAGE, code=code_of(person))

    assert removed.status_code == 303
    assert _token(empty_app, client).actor.grants == frozenset()
