"""One's own data as a copy: all that the portal holds about a person, and nothing of others."""

import io
import json
import zipfile
from datetime import timedelta
from html.parser import HTMLParser

from flask import Flask

from portal.accounts.models import SignIn
from portal.accounts.queries import FRESH
from portal.accounts.schemas.own_words import WORDS
from portal.accounts.services import personal, tokens
from portal.accounts.services.memberships import Post
from portal.core.clock import utcnow
from portal.core.permissions import ANONYMOUS, Role
from portal.core.uow import unit_of_work
from tests.factories.people import PASSWORD, active, copy_of, faults, send, signed_in

MAIL = "rina@dinas.go.id"
PUBLISHER = Post(role=Role.PUBLISHER, region="35.10", decree_no="7/2026")
COPY = "/account/data/copy"


class _Read(HTMLParser):
    """Notes the tags of a page and where they lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.leads: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.leads += [value for name, value in attrs if name in {"src", "href", "action"}]


def test_the_copy_holds_what_is_known_and_no_secret(app: Flask) -> None:
    rina = active(MAIL, PUBLISHER)
    active("lain@dinas.go.id")
    token = tokens.make(rina, "unggah", by=ANONYMOUS)
    client = signed_in(app, MAIL)

    answer = send(client, COPY)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    data = json.loads(files["data.json"])

    assert answer.headers["Content-Disposition"] == 'attachment; filename="sokoguru-data.zip"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert set(files) == {"data.json", "data.html"}
    assert data["profile"]["mail"] == MAIL
    (membership,) = data["memberships"]
    assert (membership["role"], membership["region"], membership["decree_no"]) == (
        "publisher",
        "35.10",
        "7/2026",
    )
    assert len(data["sign_ins"]) == 1
    assert [row["name"] for row in data["tokens"]] == ["unggah"]
    assert [row["action"] for row in data["audit"]] == [
        "account:grant",
        "account:token",
        "account:sign-in",
    ]
    secrets = (token, PASSWORD, "hash", "lain@dinas.go.id")
    assert not any(secret in text for secret in secrets for text in files.values())
    assert 'href="/account/data"' in client.get("/account").get_data(as_text=True)
    assert app.test_client().get("/account/data").location == "/sign-in?next=/account/data"


def test_the_page_in_the_copy_says_it_all_in_words_and_asks_nothing_of_anybody(app: Flask) -> None:
    active(MAIL, PUBLISHER)
    client = signed_in(app, MAIL)

    found = copy_of(client, "/en/account/data")
    page, read = found["data.html"], _Read()
    read.feed(page)

    assert '<html lang="en">' in page
    assert len(found["data.json"]) == page.count("<h2>") + 1  # and when it was made
    assert "<dt>Number of the decree</dt>" in page
    assert "7/2026" in page
    assert read.leads == []
    assert read.tags & {"script", "img", "link", "iframe", "form"} == set()


def test_every_field_has_a_word_and_no_word_is_idle(app: Flask) -> None:
    own = {word for part in personal._parts.values() for word in part.words}

    assert own & set(WORDS) == set()
    assert all(str(part.title) for part in personal._parts.values())


def test_the_password_is_asked_for_again_when_it_was_given_long_ago(app: Flask) -> None:
    active(MAIL)
    client = signed_in(app, MAIL)
    with unit_of_work() as session:
        session.query(SignIn).update({SignIn.created_at: utcnow() - FRESH - timedelta(minutes=1)})

    bare = send(client, COPY)
    wrong = send(client, COPY, **{"copy-current": "bukan kata sandinya"})
    right = send(client, COPY, **{"copy-current": PASSWORD})

    assert (bare.status_code, wrong.status_code, right.status_code) == (422, 422, 200)
    assert faults(wrong.get_data(as_text=True)) == [
        "Kata sandi sekarang: Kata sandi sekarang salah."
    ]


def test_features_above_add_what_they_hold(app: Flask) -> None:
    rina = active(MAIL)
    personal.holds("test", lambda person_id: {"number": person_id}, "Uji")
    try:
        found = copy_of(signed_in(app, MAIL))
    finally:
        del personal._parts["test"]

    assert found["data.json"]["test"] == {"number": rina}
    assert "<h2>Uji</h2>" in found["data.html"]


def test_the_data_saver_marks_every_page_of_who_wants_it(app: Flask) -> None:
    active(MAIL)
    client = signed_in(app, MAIL)
    mark = 'data-saver="on"'

    before = mark in client.get("/practices").get_data(as_text=True)
    send(client, "/account", name="Rina", locale="id", zone="WIB", data_saver="y")
    after = mark in client.get("/practices").get_data(as_text=True)

    assert (before, after) == (False, True)
    assert mark not in app.test_client().get("/practices").get_data(as_text=True)
