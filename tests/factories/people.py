"""Invented people of the regions, and browsers in which they are signed in."""

import io
import json
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.models import Person, PersonState
from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.schemas import notice
from portal.accounts.services import codes, memberships, passwords, people
from portal.accounts.services.memberships import Post
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.mail import OutgoingMail
from portal.core.permissions import Role
from portal.core.uow import unit_of_work

PASSWORD = "kuda lumping makan soto"
SOMEBODY = Post(role=Role.EXPERT)
EDITOR_POST = Post(role=Role.EDITOR)


def invited(mail: str, post: Post = SOMEBODY) -> Person:
    """Return somebody who has been invited and has not answered."""
    people.invite(mail, post)
    person = person_by_mail(mail)
    assert person is not None
    return person


def active(mail: str, *posts: Post, totp: bool = False) -> int:
    """Return the id of somebody who can sign in with `PASSWORD`, and a code if `totp`."""
    first, *others = posts or (SOMEBODY,)
    with unit_of_work() as session:
        person = invited(mail, first)
        person.state, person.notice_seen = PersonState.ACTIVE, notice.VERSION
        person.password_hash = passwords.hashed(PASSWORD)
        for post in others:
            memberships.grant(session, person.id, post)
        if totp:
            person.totp_salt, person.totp_since = codes.new_salt(), utcnow()
        return person.id


def leave(person_id: int, post: Post = SOMEBODY) -> None:
    """Let somebody hold a role no longer; the work stays where it is."""
    with unit_of_work() as session:
        memberships.end(session, memberships.held(session, person_id, post))


def code_of(person_id: int, *, steps: int = 0) -> str:
    """Return the code that a person's app shows, so many time steps from now."""
    person = person_of(person_id)
    return codes.code_at(person.totp_salt or "", codes.step_now() + steps)


def signed_in(app: Flask, mail: str, password: str = PASSWORD) -> FlaskClient:
    """Return a browser in which somebody has signed in by password."""
    client = app.test_client()
    answer = client.post("/sign-in", data={"mail": mail, "password": password})
    assert answer.status_code == 303, answer.status_code
    return client


def signed_in_with_code(app: Flask, mail: str) -> FlaskClient:
    """Return a browser in which somebody has given the code too, if there is a second factor."""
    client = signed_in(app, mail)
    person = person_by_mail(mail)
    assert person is not None
    if person.totp_since is not None:
        answer = send(client, "/sign-in/code", "/sign-in/code", code=code_of(person.id))
        assert answer.status_code == 303, answer.status_code
    return client


def token_on(client: FlaskClient, path: str = "/account") -> str:
    """Return the token that the forms of a page carry."""
    page = client.get(path, follow_redirects=True).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def mails() -> list[tuple[str, str, str]]:
    """Return what waits to be sent, as (recipient, subject, text)."""
    with reading():
        rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
        return [(row.recipient, row.subject, row.text) for row in rows]


def link_in(text: str) -> str:
    """Return the path of the link in a mail of the portal at 127.0.0.1:8000."""
    found = re.search(r"^http://127\.0\.0\.1:8000(/\S+)$", text, re.MULTILINE)
    assert found is not None, text
    return found[1]


def send(client: FlaskClient, path: str, page: str = "/account", **data: str) -> TestResponse:
    """Send a form of a page, as a browser would, with the token of the session."""
    return client.post(path, data={"csrf_token": token_on(client, page), **data})


def copy_of(client: FlaskClient, page: str = "/account/data") -> dict[str, Any]:
    """Return the copy of somebody's own data: its page, and what programs read."""
    answer = send(client, f"{page}/copy", page)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {
            "data.json": json.loads(archive.read("data.json")),
            "data.html": archive.read("data.html").decode(),
        }


def own_data(client: FlaskClient) -> dict[str, Any]:
    """Return what programs read in the copy of somebody's own data."""
    found: dict[str, Any] = copy_of(client)["data.json"]
    return found


def faults(page: str) -> Sequence[str]:
    """Return what the summary of a form says is wrong."""
    summary = re.search(r'id="faults".*?</div>', page, re.DOTALL)
    return re.findall(r'<a href="#[^"]+">([^<]*)</a>', summary[0]) if summary else []
