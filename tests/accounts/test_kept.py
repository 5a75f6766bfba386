"""What was typed while a sign-in ended is kept in the page, and sent by a press of a button."""

import html
import io
import re
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import SignIn
from portal.accounts.queries import person_of
from portal.core.clock import utcnow
from portal.core.uow import unit_of_work
from tests.factories.people import EDITOR_POST, PASSWORD, active, code_of, faults, signed_in

MAIL = "rina@dinas.go.id"
TYPED = {"name": 'Rina "H" <b>', "locale": "en", "zone": "WIT"}
AGAIN = "/sign-in/again"


def _hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form of a page, as a browser would send them."""
    main = page.split("<main")[1]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', main)
    return {name: html.unescape(value) for name, value in found}


def _expire() -> None:
    with unit_of_work() as session:
        session.execute(sa.update(SignIn).values(last_seen_at=utcnow() - timedelta(hours=2)))


def _interrupted(app: Flask, path: str = "/account", **typed: str) -> tuple[FlaskClient, str]:
    client = signed_in(app, MAIL)
    _expire()
    answer = client.post(path, data={"csrf_token": "of the session before", **typed})
    assert answer.status_code == 403
    return client, answer.get_data(as_text=True)


def test_what_was_typed_comes_through_a_new_sign_in_and_a_press_of_a_button(
    empty_app: Flask,
) -> None:
    person = active(MAIL)
    client, page = _interrupted(empty_app, **TYPED)
    assert "csrf_token" not in str(_hidden(page))

    wrong = client.post(AGAIN, data={**_hidden(page), "mail": MAIL, "password": "bukan itu"})
    told = wrong.get_data(as_text=True)
    right = client.post(AGAIN, data={**_hidden(told), "mail": MAIL, "password": PASSWORD})
    page = right.get_data(as_text=True)
    before = person_of(person).name
    target = re.search(r'action="(/account)"', page)
    sent = client.post("/account", data=_hidden(page))

    assert (wrong.status_code, len(faults(told))) == (422, 1)
    assert "bukan itu" not in told
    assert right.status_code == 200
    assert target is not None
    assert before != TYPED["name"], "nothing is written before the button is pressed"
    assert sent.location == "/account?done=profile"
    assert person_of(person).name == TYPED["name"]


def test_the_code_is_asked_for_on_the_same_page(empty_app: Flask) -> None:
    person = active(MAIL, EDITOR_POST, totp=True)
    client, page = _interrupted(empty_app, "/en/account", **TYPED)

    half = client.post("/en" + AGAIN, data={**_hidden(page), "mail": MAIL, "password": PASSWORD})
    asked = half.get_data(as_text=True)
    whole = client.post("/en" + AGAIN, data={**_hidden(asked), "code": code_of(person)})
    sent = client.post("/en/account", data=_hidden(whole.get_data(as_text=True)))

    assert 'name="code"' in asked
    assert "Send it now" in whole.get_data(as_text=True)
    assert sent.location == "/en/account?done=profile"


def test_secrets_and_files_are_left_out_and_it_says_so(empty_app: Flask) -> None:
    active(MAIL)
    told = "tidak ikut disimpan"
    secret = "rahasia sekali ini"

    _client, page = _interrupted(
        empty_app, "/account/mail", **{"mail-mail": "a@b.go.id", "mail-current": secret}
    )
    _client, plain = _interrupted(empty_app, **TYPED)
    client = empty_app.test_client()
    file = (io.BytesIO(b"x"), "x.png")
    with_file = client.post("/account", data={"name": "Rina", "file": file})

    assert told in page
    assert secret not in page
    assert _hidden(page)["kept-mail-mail"] == "a@b.go.id"
    assert told not in plain
    assert told in with_file.get_data(as_text=True)


def test_what_was_kept_goes_nowhere_but_to_a_page_of_the_portal(empty_app: Flask) -> None:
    active(MAIL)
    client = empty_app.test_client()
    fields = {"target": "//evil.example/x", "kept-name": "x", "mail": MAIL, "password": PASSWORD}

    page = client.post(AGAIN, data=fields).get_data(as_text=True)
    foreign = client.post(AGAIN, data=fields, headers={"Sec-Fetch-Site": "cross-site"})

    assert 'action="/account"' in page
    assert "evil" not in page
    assert foreign.status_code == 403
