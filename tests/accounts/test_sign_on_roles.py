"""Roles from claims: what the provider says gives what the settings name, never more.

People have the last word.
"""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts.models import Handover, Membership
from portal.accounts.queries import person_by_mail
from portal.accounts.queries.members import memberships_of
from portal.accounts.services import handover, memberships, people, staffing
from portal.accounts.services.claims import CONFIRMED
from portal.accounts.services.handover import Departure, Moving
from portal.accounts.services.memberships import Post
from portal.core.clock import today
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from tests.factories.people import (
    active,
    invited,
    link_in,
    mails,
    own_data,
    send,
    signed_in_with_code,
)
from tests.factories.sign_on import MAIL, PAGE, MakePortal, linked_browser, walked
from tests.identity_provider import Provider

ROLES = (
    "groups:penulis-3510=publisher@35.10,groups:petugas-3510=officer@35.10,groups:ahli=expert,"
    "groups:mana=officer@99.99,unit:dinkominfo=officer@35.78"
)
HADI = "hadi@banyuwangi.go.id"
ADMIN = Post(role=Role.REGION_ADMIN, region="35.10")
PUBLISHER = Post(role=Role.PUBLISHER, region="35.10")
MEMBERS = "/regions/35.10/members"
BY_PROVIDER = "dari penyedia masuk tunggal"
EXPERT = ("expert", None, False)
WRITES, HELPS = ("publisher", "35.10", True), ("officer", "35.10", True)
ELSEWHERE = ("officer", "35.78", True)


@pytest.fixture
def portal(portal_of: MakePortal) -> Iterator[Flask]:
    app = portal_of(PORTAL_OIDC_ROLES=ROLES)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _saying(**claims: object) -> str:
    return json.dumps(claims)


def _held(person_id: int) -> list[tuple[str, str | None, bool]]:
    """Return what somebody is: the role, where, and whether by a claim."""
    with reading():
        return sorted(
            (
                str(member.role),
                directory().by_id[member.region_id].code if member.region_id else None,
                member.issuer is not None,
            )
            for member in memberships_of(person_id)
        )


def _last_day(role: Role, day: int | None = None) -> int:
    """Return in how many days a role ends, after it was set to `day` if that is said."""
    with unit_of_work() as session:
        query = sa.select(Membership).where(Membership.role == role, Membership.ended_at.is_(None))
        (found,) = session.scalars(query).all()
        assert found.ends_on is not None
        if day is not None:
            found.ends_on = today() + timedelta(days=day)
        return (found.ends_on - today()).days


def _signed_on(app: Flask, provider: Provider, **claims: object) -> None:
    answer = walked(app.test_client(), provider, manner=_saying(**claims))
    assert answer.location == "/account", answer.get_data(as_text=True)


def test_what_a_claim_gives_lasts_as_long_as_the_provider_says_so(
    portal: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[Departure] = []

    def move(_session: Session, departure: Departure) -> int:
        left.append(departure)
        return 2

    monkeypatch.setattr(handover, "_kinds", {})
    handover.moves(
        Moving(
            kind="draft",
            label="Rancangan",
            held=lambda _departure: 0,
            move=move,
            queued=lambda _region_id: 0,
        )
    )
    rina = active(MAIL)

    saying = _saying(groups=["penulis-3510", "ahli", "mana"], unit="dinkominfo", roles=["editor"])
    client = linked_browser(portal, provider, manner=saying)
    account = client.get("/account").get_data(as_text=True)
    assert _held(rina) == [EXPERT, ELSEWHERE, WRITES], "what a person gave is not doubled"
    assert account.count(BY_PROVIDER) == 2
    assert [subject for _to, subject, _text in mails()].count("Peran baru di Sokoguru") == 2
    page = client.get(PAGE).get_data(as_text=True)
    assert f"{CONFIRMED.days} hari Anda tidak masuk lewat sana" in page

    _last_day(Role.PUBLISHER, 1)
    staffing.remind_of_ends()
    assert "diperpanjang setiap masuk lewatnya" in mails()[-1][2]
    _signed_on(portal, provider, groups="penulis-3510")
    assert _held(rina) == [EXPERT, WRITES]
    assert _last_day(Role.PUBLISHER) == CONFIRMED.days
    assert [(one.role, one.person_id, one.successor_id) for one in left] == [
        (Role.OFFICER, rina, None)
    ]
    assert "Peran Anda di Sokoguru berakhir" in [subject for _to, subject, _text in mails()]

    _last_day(Role.PUBLISHER, -1)  # as if she had not come for 90 days
    handover.hand_over_expired()
    assert _held(rina) == [EXPERT]
    _signed_on(portal, provider, groups=["penulis-3510"], unit=["dinkominfo"])
    assert _held(rina) == [EXPERT, ELSEWHERE, WRITES], "what only the provider ended comes back"

    assert send(client, f"{PAGE}/unlink").location == "/account?done=unlinked"
    assert _held(rina) == [EXPERT]
    data = own_data(client)
    assert {row["issuer"] for row in data["memberships"]} == {None, provider.issuer()}
    done = [row["action"] for row in data["audit"] if row["action"].endswith("claim")]
    assert (done.count("account:claim"), done.count("account:unclaim")) == (4, 3)
    with reading():
        assert db.session.scalar(sa.select(sa.func.count(Handover.id))) == 4


def test_what_people_end_no_claim_gives_again_and_what_they_give_no_claim_ends(
    portal: Flask, provider: Provider
) -> None:
    active(HADI, ADMIN, totp=True)
    rina = active(MAIL, Post(role=Role.EXPERT), Post(role=Role.OFFICER, region="35.78"))
    linked_browser(portal, provider, manner=_saying(groups=["penulis-3510", "petugas-3510"]))
    given = ("officer", "35.78", False)
    hadi = signed_in_with_code(portal, HADI)
    with reading():
        public_id = memberships_of(rina)[0].public_id
    end = f"{MEMBERS}/{public_id}/publisher/end"

    assert hadi.get(MEMBERS).get_data(as_text=True).count(BY_PROVIDER) == 2
    assert "tidak dapat memberikannya lagi" in hadi.get(end).get_data(as_text=True)
    ended = send(hadi, end, decree_no="9/2026", successor="")
    assert ended.status_code == 303
    _signed_on(portal, provider, groups=["penulis-3510", "petugas-3510"], unit="dinkominfo")
    assert _held(rina) == [EXPERT, HELPS, given]
    _signed_on(portal, provider)
    _signed_on(portal, provider, groups="penulis-3510")
    assert _held(rina) == [EXPERT, given], "not even after it was silent for a while"

    again = send(hadi, MEMBERS, MEMBERS, mail=MAIL, name="Rina", role="publisher", decree_no="1")
    assert again.status_code == 303
    _signed_on(portal, provider, groups="penulis-3510")
    _signed_on(portal, provider)
    assert _held(rina) == [EXPERT, given, ("publisher", "35.10", False)]

    with unit_of_work() as session:
        memberships.end(session, memberships.held(session, rina, PUBLISHER))
    _signed_on(portal, provider, groups=["penulis-3510", "petugas-3510"])
    assert _held(rina) == [EXPERT, HELPS, given]

    people.send_resets([MAIL])
    new = {"new": "sate kambing kuah gulai", "again": "sate kambing kuah gulai"}
    assert portal.test_client().post(link_in(mails()[-1][2]), data=new).status_code == 303
    assert _held(rina) == [EXPERT, given], "whoever reset may undo the link of a thief"


def test_claims_of_another_shape_say_nothing(portal: Flask, provider: Provider) -> None:
    rina = active(MAIL)
    linked_browser(portal, provider)
    right = "penulis-3510"
    shapes: list[object] = [
        *(f"{right} ", right.upper(), f"{right},ahli", f"/{right}", "penulis", "*", "", 7, True),
        *({right: True}, [[right]], [right, 7], [right, None], [right, "x" * 201]),
        *([right, *(str(number) for number in range(500))], [f"{right}\0"], [], None),
    ]
    given = []

    for shape in shapes:
        _signed_on(portal, provider, groups=shape, groups_=right, sub_groups={"groups": right})
        if _held(rina) != [EXPERT]:
            given.append(shape)

    assert given == []
    _signed_on(portal, provider, groups=[*(str(number) for number in range(499)), right])
    assert _held(rina) == [EXPERT, WRITES]
    _signed_on(portal, provider, groups=[right, 7])
    assert _held(rina) == [EXPERT], "a role is not kept for what cannot be read"


def test_an_invitation_gives_what_it_says_and_claims_the_rest(
    portal: Flask, provider: Provider
) -> None:
    invited(MAIL, PUBLISHER)
    path = link_in(mails()[-1][2])

    saying = _saying(groups=["penulis-3510", "petugas-3510"])
    accepted = walked(portal.test_client(), provider, manner=saying, start=f"{path}/sign-on")

    rina = person_by_mail(MAIL)
    assert accepted.location == "/account"
    assert rina is not None
    assert _held(rina.id) == [HELPS, ("publisher", "35.10", False)]


def test_without_the_setting_claims_give_nothing_and_what_they_gave_ends(
    portal_of: MakePortal, provider: Provider
) -> None:
    held = []
    for roles in ("", ROLES, ""):
        app = portal_of(PORTAL_OIDC_ROLES=roles)
        with app.app_context():
            if not held:
                active(MAIL)
                linked_browser(app, provider)
            _signed_on(app, provider, groups=["penulis-3510"])
            rina = person_by_mail(MAIL)
            assert rina is not None
            held.append(_held(rina.id))
            told = app.test_cli_runner().invoke(args=["doctor"]).output
            strange = "PORTAL_OIDC_ROLES gives roles in regions that do not exist: 99.99"
            assert (strange in told) == bool(roles)
            db.session.remove()
            db.engine.dispose()

    assert held == [[EXPERT], [EXPERT, WRITES], [EXPERT]]
