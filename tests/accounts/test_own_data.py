"""One's own data as a file: all that the portal holds about a person, and nothing of others."""

from flask import Flask

from portal.accounts.services import personal, tokens
from portal.accounts.services.memberships import Post
from portal.core.permissions import ANONYMOUS, Role
from tests.factories.people import PASSWORD, active, send, signed_in

MAIL = "rina@dinas.go.id"
PUBLISHER = Post(role=Role.PUBLISHER, region="35.10", decree_no="7/2026")


def test_the_file_holds_what_is_known_and_no_secret(app: Flask) -> None:
    rina = active(MAIL, PUBLISHER)
    active("lain@dinas.go.id")
    token = tokens.make(rina, "unggah", by=ANONYMOUS)
    client = signed_in(app, MAIL)

    answer = client.get("/account/data")
    data = answer.json or {}
    text = answer.get_data(as_text=True)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="sokoguru-data.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
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
    assert not any(secret in text for secret in (token, PASSWORD, "hash", "lain@dinas.go.id"))
    assert 'href="/account/data"' in client.get("/account").get_data(as_text=True)
    assert app.test_client().get("/account/data").location == "/sign-in?next=/account/data"


def test_features_above_add_what_they_hold(app: Flask) -> None:
    rina = active(MAIL)
    personal.holds("test", lambda person_id: {"of": person_id})
    try:
        data = signed_in(app, MAIL).get("/account/data").json or {}
    finally:
        del personal._parts["test"]

    assert data["test"] == {"of": rina}


def test_the_data_saver_marks_every_page_of_who_wants_it(app: Flask) -> None:
    active(MAIL)
    client = signed_in(app, MAIL)
    mark = 'data-saver="on"'

    before = mark in client.get("/practices").get_data(as_text=True)
    send(client, "/account", name="Rina", locale="id", zone="WIB", data_saver="y")
    after = mark in client.get("/practices").get_data(as_text=True)

    assert (before, after) == (False, True)
    assert mark not in app.test_client().get("/practices").get_data(as_text=True)
