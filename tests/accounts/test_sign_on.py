"""Single sign-on: whoever the provider knows enters one account, after its owner has linked it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Identity, Membership, PersonState, SignIn
from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.services import attempts, people
from portal.accounts.services.entering import PER_ADDRESS
from portal.core import clock
from portal.core.db import db, reading
from portal.core.uow import unit_of_work
from tests.databases import ONE_DATABASE
from tests.factories.clock import at
from tests.factories.people import (
    EDITOR_POST,
    PASSWORD,
    active,
    code_of,
    faults,
    invited,
    link_in,
    mails,
    own_data,
    send,
    signed_in,
)
from tests.factories.sign_on import (
    MAIL,
    PAGE,
    RINA,
    MakePortal,
    browser_at,
    linked_browser,
    pressed,
    walked,
)
from tests.identity_provider import NAME, OF_CLAIMS, PUBLISHED, Keys, Provider
from tests.servers import free_port

WRONG = [*OF_CLAIMS, *Keys().forgeries, "nothing"]


def _is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_an_account_is_linked_after_signing_in_used_and_unlinked(
    portal: Flask, provider: Provider
) -> None:
    rina = active(MAIL)
    with at((clock.utcnow() - timedelta(minutes=11)).isoformat()):
        client = signed_in(portal, MAIL)
    told = len(mails())
    assert client.get("/account").get_data(as_text=True).count("Belum terhubung.") == 1
    assert f"Masuk lewat {NAME}" in portal.test_client().get("/sign-in").get_data(as_text=True)

    page = client.get(PAGE).get_data(as_text=True)  # the sign-in is fresh no more
    begun = client.get(f"{PAGE}/begin")
    wrong = send(client, PAGE, current="bukan kata sandinya")
    right = send(client, PAGE, current=PASSWORD)
    open_now = client.get(PAGE).get_data(as_text=True)
    assert f"Hubungkan dengan {NAME}" not in page
    assert begun.location == PAGE
    assert (wrong.status_code, faults(wrong.get_data(as_text=True))) == (
        422,
        ["Kata sandi sekarang: Kata sandi sekarang salah."],
    )
    assert right.location == PAGE
    assert f'href="{PAGE}/begin"' in open_now

    linked = walked(client, provider, start=f"{PAGE}/begin")
    assert linked.location == "/account?done=linked"
    visitor = portal.test_client()
    entered = walked(visitor, provider, start="/sign-on?next=/account/tokens")
    assert (entered.status_code, entered.location) == (303, "/account/tokens")
    assert MAIL in visitor.get("/account").get_data(as_text=True)
    assert f"masuk sebagai Anda di {NAME}" in visitor.get(PAGE).get_data(as_text=True)
    data = own_data(visitor)
    assert [(row["issuer"], row["subject"]) for row in data["identities"]] == [
        (provider.issuer(), RINA)
    ]
    done = [row["action"] for row in data["audit"]]
    assert done[-2:] == ["account:sign-on-link", "account:sign-on"]
    assert "dihubungkan dengan akun lain" in mails()[told][2]

    assert send(client, f"{PAGE}/unlink").location == "/account?done=unlinked"
    assert "dilepas dari akun Anda" in mails()[told + 1][2]
    again = walked(portal.test_client(), provider)
    assert again.location == "/sign-in?done=not-linked"
    assert "Belum ada akun Sokoguru yang terhubung" in portal.test_client().get(
        again.location
    ).get_data(as_text=True)
    assert person_of(rina).password_hash is not None


def test_wrong_tokens_are_refused_and_a_right_one_is_accepted(
    portal: Flask, provider: Provider
) -> None:
    active(MAIL)
    linked_browser(portal, provider)
    assert len(WRONG) >= 20
    let_in = []

    for number, manner in enumerate(WRONG):
        client = browser_at(portal, f"203.0.113.{number}")
        answer = walked(client, provider, manner=manner)
        told = "tidak dapat dipercaya" in answer.get_data(as_text=True)
        if answer.status_code != 403 or not told or _is_in(client):
            let_in.append((manner, answer.status_code))

    right = portal.test_client()
    answer = walked(right, provider)
    assert let_in == []
    assert answer.location == "/account"
    assert _is_in(right)
    with reading():
        assert db.session.scalar(sa.select(sa.func.count(SignIn.id))) == 2, "the owner's, this one"


def test_an_answer_belongs_to_one_browser_one_attempt_and_some_minutes(
    portal: Flask, provider: Provider
) -> None:
    active(MAIL)
    linked_browser(portal, provider)
    owner, thief = portal.test_client(), portal.test_client()
    back = provider.login(owner.get("/sign-on").location, RINA)

    assert thief.get(back).status_code == 410, "who never left does not come back"
    thief.get("/sign-on")
    assert thief.get(back).status_code == 403, "nor with the state of another"
    own = provider.login(thief.get("/sign-on").location, "pencuri-1")
    given = dict(part.split("=") for part in back.partition("?")[2].split("&"))
    state = dict(part.split("=") for part in own.partition("?")[2].split("&"))["state"]
    injected = thief.post("/sign-on/return", data={"code": given["code"], "state": state})
    assert injected.status_code == 403, "nor with the code of another"
    assert not _is_in(thief)

    back = provider.login(owner.get("/sign-on").location, RINA)
    cookie = owner.get_cookie("session")
    assert cookie is not None
    assert pressed(owner, back).location == "/account"
    for _again in range(2):
        thief.set_cookie("session", cookie.value)
        assert pressed(thief, back).status_code == 410, "a copy of the cookie comes too late"
    assert not _is_in(thief)

    late = portal.test_client()
    back = provider.login(late.get("/sign-on").location, RINA)
    with at((clock.utcnow() + attempts.LIFETIME).isoformat()):
        assert late.get(back).status_code == 410
    for asked in ("error=access_denied", "code=", "code=" + "x" * 4001):
        state = late.get("/sign-on").location.split("state=")[1].split("&")[0]
        assert late.get(f"/sign-on/return?state={state}&{asked}").status_code == 410
    back = provider.login(late.get("/sign-on").location, RINA)
    assert late.get(f"{back}&iss=https%3A%2F%2Fevil.example").status_code == 403, "a mix-up"
    assert late.get("/sign-on/return").status_code == 403
    assert late.post("/sign-on/return").status_code == 403
    assert late.post("/sign-on/return", headers={"Origin": "https://evil.example"}).status_code == (
        403
    )
    assert not _is_in(late)


def test_a_provider_that_says_who_it_is_has_to(portal_of: MakePortal, provider: Provider) -> None:
    app = portal_of("says-who")
    with app.app_context():
        active(MAIL)
        linked_browser(app, provider)
        silent = walked(app.test_client(), provider, manner="says not who")
        saying = walked(app.test_client(), provider)

        assert silent.status_code == 403
        assert saying.location == "/account"
        db.session.remove()
        db.engine.dispose()


def test_neither_an_address_nor_a_group_opens_an_account_or_gives_a_role(
    portal: Flask, provider: Provider
) -> None:
    rina, budi = active(MAIL), active("budi@dinas.go.id")

    alike = walked(portal.test_client(), provider, subject=f"x:{MAIL}")
    linked_browser(portal, provider)
    client = portal.test_client()
    walked(client, provider)
    taken = walked(signed_in(portal, "budi@dinas.go.id"), provider, start=f"{PAGE}/begin")
    second = walked(client, provider, subject="rina-2", start=f"{PAGE}/begin")

    assert alike.location == "/sign-in?done=not-linked"
    assert (taken.status_code, second.status_code) == (409, 409)
    assert client.get("/members").status_code == 403, "the groups of the token say editor"
    with reading():
        linked = db.session.execute(sa.select(Identity.subject, Identity.person_id)).all()
        posts = db.session.scalars(sa.select(Membership.person_id)).all()
    assert (linked, sorted(posts)) == ([(RINA, rina)], [rina, budi])
    with unit_of_work():
        person_of(rina).state = PersonState.DISABLED
    assert walked(portal.test_client(), provider).location == "/sign-in?done=not-linked"


def test_the_second_factor_is_asked_for_by_the_portal(portal: Flask, provider: Provider) -> None:
    editor = active(MAIL, EDITOR_POST, totp=True)
    first = signed_in(portal, MAIL)
    send(first, "/sign-in/code", "/sign-in/code", code=code_of(editor))
    walked(first, provider, start=f"{PAGE}/begin")
    client = portal.test_client()

    answer = walked(client, provider, start="/sign-on?next=/members")
    before = client.get("/members").location
    # While the code is awaited, the provider changes nothing about the account either.
    assert client.get(f"{PAGE}/begin").location.startswith("/sign-in/code")
    code = code_of(editor, steps=1)
    after = send(client, "/sign-in/code?next=/members", "/sign-in/code", code=code)

    assert answer.location == "/sign-in/code?next=/members"
    assert before.startswith("/sign-in/code")
    assert after.location == "/members"
    assert client.get("/members").status_code == 200


def test_an_invitation_is_accepted_without_a_password(portal: Flask, provider: Provider) -> None:
    invited(MAIL)
    link = link_in(mails()[-1][2])
    client = portal.test_client()

    page = client.get(link).get_data(as_text=True)
    assert f'href="{link}/sign-on"' in page
    accepted = walked(client, provider, start=f"/en{link}/sign-on")
    account = client.get("/account").get_data(as_text=True)
    on_page = client.get(PAGE).get_data(as_text=True)
    refused = send(client, f"{PAGE}/unlink")
    dead = portal.test_client().get(f"{link}/sign-on")

    assert accepted.location == "/en/account", "in the language that it began in"
    assert "Rina Hartati" in account
    assert "Akun Anda belum punya kata sandi." in on_page
    assert refused.status_code == 409, "else there would be no way in"
    assert dead.status_code == 410
    invited("budi@dinas.go.id")
    other = link_in(mails()[-1][2])
    assert walked(portal.test_client(), provider, start=f"{other}/sign-on").status_code == 409
    budi = person_by_mail("budi@dinas.go.id")
    assert budi is not None
    assert budi.state is PersonState.INVITED


def test_a_password_set_anew_by_mail_unlinks_who_may_have_been_linked_by_a_thief(
    portal: Flask, provider: Provider
) -> None:
    active(MAIL)
    linked_browser(portal, provider, subject="pencuri-1")
    people.send_resets([MAIL])
    new = "sate kambing kuah gulai"
    done = portal.test_client().post(link_in(mails()[-1][2]), data={"new": new, "again": new})

    assert done.location == "/sign-in?done=reset"
    assert walked(portal.test_client(), provider, "pencuri-1").location.endswith("not-linked")


def test_guesses_count_as_those_of_passwords_and_rightful_ways_do_not(
    portal: Flask, provider: Provider
) -> None:
    active(MAIL)
    linked_browser(portal, provider)

    for number in range(PER_ADDRESS.most):
        form = {"mail": f"p{number}@dinas.go.id", "password": "bukan kata sandinya"}
        assert portal.test_client().post("/sign-in", data=form).status_code == 422
    stopped = walked(portal.test_client(), provider)
    elsewhere = [walked(browser_at(portal, "198.51.100.7"), provider).status_code for _ in range(3)]

    assert (stopped.status_code, "Retry-After" in stopped.headers) == (429, True)
    assert elsewhere == [303] * 3


@ONE_DATABASE
def test_a_provider_that_is_away_or_answers_oddly_is_told_and_passwords_go_on(
    portal_of: MakePortal, provider: Provider
) -> None:
    away = {"PORTAL_OIDC_ISSUER": f"http://127.0.0.1:{free_port()}"}
    told = {}
    for name, more in [*((name, {}) for name in PUBLISHED), ("good", away)]:
        app = portal_of(name, **more)
        with app.app_context():
            answer = app.test_client().get("/sign-on")
            told[name] = (answer.status_code, NAME in answer.get_data(as_text=True))
            if more:
                active(MAIL)
                signed_in(app, MAIL)
            db.session.remove()
            db.engine.dispose()

    assert told == dict.fromkeys([*PUBLISHED, "good"], (503, True))


def test_a_provider_that_breaks_down_on_the_way_is_told(portal: Flask, provider: Provider) -> None:
    answer = walked(portal.test_client(), provider, manner="breaks down")

    assert answer.status_code == 503
    assert "sedang tidak menjawab" in answer.get_data(as_text=True)


def test_a_slow_provider_keeps_nobody_else_waiting(
    portal: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.accounts.services.provider.SECONDS", 600.0)
    active(MAIL)
    linked_browser(portal, provider)
    client = portal.test_client()
    back = provider.login(client.get("/sign-on").location, RINA, "slow")

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(pressed, client, back)
        provider.wait_until_asked()
        signed_in(portal, MAIL)  # which writes
        assert not slow.done()
        provider.answer()

        assert slow.result().location == "/account"


def test_without_a_provider_there_is_no_way_to_one(empty_app: Flask) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)

    pages = {
        path: client.get(path).status_code
        for path in ("/sign-on", "/sign-on/return", PAGE, f"{PAGE}/begin")
    }

    assert set(pages.values()) == {404}
    assert "Masuk lewat" not in empty_app.test_client().get("/sign-in").get_data(as_text=True)
    assert "sign-on" not in client.get("/account").get_data(as_text=True)
