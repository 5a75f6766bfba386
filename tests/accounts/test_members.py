"""Who governs a region, or the nation, says who is what there; some roles take two to give."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Membership, Person, SignIn
from portal.accounts.queries import FRESH, grants_of, person_by_mail
from portal.accounts.services.memberships import Post
from portal.core.clock import today, utcnow
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from tests.factories.people import (
    PASSWORD,
    active,
    faults,
    link_in,
    mails,
    send,
    signed_in_with_code,
)

HADI = "hadi@banyuwangi.go.id"
RINA = "rina@dinas.go.id"
JOKO = "joko@banyuwangi.go.id"
ADMIN = Post(role=Role.REGION_ADMIN, region="35.10")
EDITOR = Post(role=Role.EDITOR)
OWN = "/regions/35.10/members"
FORM = {"mail": JOKO, "name": "Joko W.", "role": "publisher", "decree_no": "188/7/2026"}
BLANK = {"starts_on": "", "ends_on": ""}


def _appoint(client: FlaskClient, path: str = OWN, **changes: str) -> tuple[int, str]:
    answer = send(client, path, **{**FORM, **BLANK, **changes})
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def _roles(mail: str) -> set[Role]:
    with reading():
        person = person_by_mail(mail)
        return {grant.role for grant in grants_of(person.id)} if person else set()


def test_an_admin_invites_to_the_own_region_and_sees_who_is_there(app: Flask) -> None:
    active(HADI, ADMIN, totp=True)
    hadi = signed_in_with_code(app, HADI)
    last = (today() + timedelta(days=400)).isoformat()

    status, led_to = _appoint(hadi, ends_on=last)
    page = hadi.get(led_to).get_data(as_text=True)
    to, subject, text = mails()[-1]
    app.test_client().post(
        link_in(text), data={"name": "Joko Widi", "new": PASSWORD, "again": PASSWORD}
    )

    assert (status, led_to) == (303, f"{OWN}?done=invited")
    assert "Undangan sudah dikirim" in page
    assert all(part in page for part in ("Joko W.", JOKO, "188/7/2026", "diundang"))
    assert (to, subject) == (JOKO, "Undangan ke Sokoguru")
    assert _roles(JOKO) == {Role.PUBLISHER}
    assert "Joko Widi" in hadi.get(f"/en{OWN}").get_data(as_text=True)
    assert f'href="{OWN}"' in hadi.get("/account").get_data(as_text=True)
    assert f'href="{OWN}"' in hadi.get("/regions/35.10").get_data(as_text=True)


def test_nobody_governs_beyond_the_own_place_or_rank(app: Flask) -> None:
    active(HADI, ADMIN, totp=True)
    active("sari@banyuwangi.go.id", Post(role=Role.PUBLISHER, region="35.10"))
    hadi = signed_in_with_code(app, HADI)
    sari = signed_in_with_code(app, "sari@banyuwangi.go.id")
    other = "/regions/35.78/members"

    seen = [client.get(path).status_code for client in (hadi, sari) for path in (OWN, other)]
    national = hadi.get("/members").status_code
    foreign = _appoint(hadi, other)[0]
    higher = _appoint(hadi, role="region-admin")
    strange = _appoint(hadi, mail="joko@gmail.com")
    oneself = _appoint(hadi, mail=HADI)
    unguarded = _appoint(sari)[0]

    assert seen == [200, 404, 403, 403]
    assert (national, foreign, unguarded) == (404, 404, 403)
    assert higher[0] == strange[0] == oneself[0] == 422
    assert faults(higher[1]) == ["Peran: Pilih salah satu dari daftar."]
    assert "Hanya alamat surel dari go.id." in faults(strange[1])[0]
    assert "diri sendiri" in faults(oneself[1])[0]
    assert 'value="Joko W."' in strange[1], "what was typed is kept"
    assert person_by_mail(JOKO) is None
    assert OWN not in signed_in_page(sari)


def signed_in_page(client: FlaskClient) -> str:
    """Return the page of a region as somebody sees it."""
    return client.get("/regions/35.10").get_data(as_text=True)


def test_an_editor_gives_any_region_its_admin_and_who_has_an_account_gets_a_mail(
    app: Flask,
) -> None:
    active(RINA, EDITOR, totp=True)
    active(JOKO)
    rina = signed_in_with_code(app, RINA)

    first = _appoint(rina, role="region-admin")
    again = _appoint(rina, role="region-admin")

    assert first == (303, f"{OWN}?done=granted")
    assert again[0] == 422
    assert "Peran ini sudah dipegang." in faults(again[1])[0]
    assert mails()[-1][1] == "Peran baru di Sokoguru"
    assert _roles(JOKO) == {Role.EXPERT, Role.REGION_ADMIN}


def test_a_national_admin_takes_two_to_make(app: Flask) -> None:
    active(RINA, EDITOR, totp=True)
    active("tono@dinas.go.id", EDITOR, totp=True)
    active(JOKO)
    rina = signed_in_with_code(app, RINA)
    tono = signed_in_with_code(app, "tono@dinas.go.id")

    proposed = _appoint(rina, "/members", role="system-admin")
    before = _roles(JOKO)
    approve = f"/members/{_public_id(JOKO)}/system-admin/approve"
    pages = [approve in client.get("/members").get_data(as_text=True) for client in (rina, tono)]
    own = send(rina, approve).status_code
    second = send(tono, approve).location
    twice = send(tono, approve).status_code

    assert proposed == (303, "/members?done=proposed")
    assert before == {Role.EXPERT}
    assert pages == [False, True]
    assert (own, second, twice) == (403, "/members?done=approved", 404)
    assert _roles(JOKO) == {Role.EXPERT, Role.SYSTEM_ADMIN}


def _public_id(mail: str) -> str:
    with reading():
        return db.session.scalars(sa.select(Person.public_id).where(Person.mail == mail)).one()


def test_giving_a_role_asks_for_the_password_when_the_sign_in_is_not_fresh(
    app: Flask,
) -> None:
    active(HADI, ADMIN, totp=True)
    hadi = signed_in_with_code(app, HADI)
    with unit_of_work() as session:
        old = utcnow() - FRESH
        session.execute(sa.update(SignIn).values(created_at=old, second_factor_at=old))

    missing, wrong = _appoint(hadi), _appoint(hadi, current="bukan itu")
    right = _appoint(hadi, current=PASSWORD)
    next_one = _appoint(hadi, mail="tuti@banyuwangi.go.id")

    assert faults(missing[1]) == ["Kata sandi sekarang: Isian ini wajib."]
    assert faults(wrong[1]) == ["Kata sandi sekarang: Kata sandi sekarang salah."]
    assert 'value="Joko W."' in wrong[1]
    assert (right[0], next_one[0]) == (303, 303)


def test_an_invitation_is_sent_again_or_taken_back(app: Flask) -> None:
    active(HADI, ADMIN, totp=True)
    hadi = signed_in_with_code(app, HADI)
    _appoint(hadi)
    address = f"{OWN}/{_public_id(JOKO)}/publisher"

    again = send(hadi, f"{address}/again")
    page = hadi.get(f"{address}/end").get_data(as_text=True)
    link = link_in(mails()[-1][2])
    before = app.test_client().get(link).status_code
    back = send(hadi, f"{address}/end", successor="", decree_no="")
    after = app.test_client().get(link).status_code

    assert (before, after) == (200, 410), "who is no longer expected makes no account"
    assert again.location == f"{OWN}?done=again"
    assert [to for to, *_rest in mails()].count(JOKO) == 2
    assert "Tarik kembali" in page
    assert back.location == f"{OWN}?done=withdrawn"
    assert hadi.get(f"{address}/end").status_code == 404
    with reading():
        ended = db.session.scalars(
            sa.select(Membership.ended_at).where(Membership.role == Role.PUBLISHER)
        ).one()
    assert ended is not None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("ends_on", "besok", "Berakhir: Tulis tanggal"),
        ("ends_on", "2020-01-01", "lewat"),
        ("starts_on", "2999-12-31", "mendahului"),
        ("decree_no", "", "Nomor keputusan: Isian ini wajib."),
        ("mail", "joko", "Tulis alamat surel"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(
    app: Flask, field: str, value: str, told: str
) -> None:
    active(HADI, ADMIN, totp=True)
    ends = {"ends_on": "2999-01-01"} if field == "starts_on" else {}

    status, page = _appoint(signed_in_with_code(app, HADI), **{**ends, field: value})

    assert status == 422
    assert told in " ".join(faults(page))
    assert re.search(r'aria-invalid="true"', page)
    assert directory().by_code["35.10"].name in page
