"""Mentors: proposed by their region, confirmed by an editor, shown if they agree."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.queries import person_by_mail
from portal.accounts.services import handover
from portal.accounts.services.handover import Ending
from portal.accounts.services.memberships import Post
from portal.core import audit
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.regions.queries import directory
from tests.factories.drafts import EDITOR, PUBLISHER, REGION, approved, somebody, submitted, written
from tests.factories.mentors import admin_of, mentor
from tests.factories.people import faults, leave, own_data, send, signed_in, token_on
from tests.factories.reviewing import entered, read, sent

MENTOR = Post(role=Role.MENTOR, region=REGION)
ADMIN = Post(role=Role.REGION_ADMIN, region=REGION)
DEWI = "dewi@kota.go.id"
GOVERN = f"/regions/{REGION}/mentors"


def _id(mail: str) -> str:
    with reading():
        person = person_by_mail(mail)
        assert person is not None
        return person.public_id


def _key(client: FlaskClient) -> str:
    found = re.search(r"/mentors/([a-z2-7]{12})", read(client, GOVERN))
    assert found is not None
    return found[1]


def _names(client: FlaskClient, **asked: str) -> list[str]:
    page = client.get("/mentors", query_string=asked).get_data(as_text=True)
    return re.findall(r'<h2 class="title">\s*<a [^>]*>([^<]+)</a>', page)


def _trail() -> list[tuple[str, int | None]]:
    with reading():
        rows = db.session.query(audit.AuditEvent).filter(
            audit.AuditEvent.action.startswith("mentor:")
        )
        return [(row.action, row.actor_id) for row in rows.order_by(audit.AuditEvent.seq)]


def _send(client: FlaskClient, path: str, **data: Any) -> Any:
    form: Mapping[str, Any] = {"csrf_token": token_on(client), **data}
    return client.post(path, data=form)


def _published() -> None:
    sari, rudi = somebody("sari@kota.go.id", PUBLISHER), somebody("rudi@pusat.go.id", EDITOR)
    slug = written(sari)
    submitted(sari, slug)
    approved(rudi, slug)


def test_the_region_proposes_an_editor_confirms_and_the_mentor_agrees(
    empty_library: Flask,
) -> None:
    _published()
    hadi, hadis = entered(empty_library, "hadi@kota.go.id", ADMIN)
    rina, rinas = entered(empty_library, "rina@pusat.go.id", EDITOR)
    dewi, dewis = entered(empty_library, DEWI, MENTOR)
    visitor = empty_library.test_client()

    assert sent(hadi, GOVERN, person=_id(DEWI)).status_code == 303
    key = _key(hadi)
    page = f"/mentors/{key}"
    assert "Lengkapi profil Anda" in read(dewi, "/desk")
    assert "menunggu pengesahan" in read(rina, "/desk")
    assert f'action="{page}/confirm"' in read(rina, page)
    assert f'action="{page}/confirm"' not in read(hadi, page)
    assert visitor.get(page).status_code == 404
    assert sent(rina, f"{page}/confirm").status_code == 303
    assert sent(rina, f"{page}/confirm").status_code == 409
    assert _names(visitor) == []

    (block,) = re.findall(r'name="blocks"\s+value="([^"]+-2)"', read(dewi, f"{page}/edit"))
    answer = _send(
        dewi,
        f"{page}/edit",
        agreed="y",
        about="Menata *loket*. <script>alert(1)</script>",
        dimensions=["tata-kelola"],
        sectors=["kesehatan"],
        languages=["id", "jv"],
        blocks=[block],
        capacity="3",
        paused_until="",
    )

    assert answer.status_code == 303
    told = read(visitor, page)
    for text in ("<em>loket</em>", "Peraturan wali kota", "Jawa", "3 pendampingan", "noindex"):
        assert text in told
    assert "<script>alert" not in told
    assert _names(visitor) == ["dewi"]
    assert _names(visitor, region=REGION, dimension="tata-kelola", language="jv") == ["dewi"]
    assert _names(visitor, language="su") == []
    assert "1 mentor bersedia ditanya" in read(visitor, f"/regions/{REGION}")
    assert f'href="{page}">Profil mentor saya' in read(dewi, "/mentors")
    assert "Profil mentor saya" not in read(visitor, "/mentors")
    assert 'value="jv"' in read(dewi, f"{page}/edit")
    assert "Lengkapi profil" not in read(dewi, "/desk")
    (kept,) = own_data(dewi)["mentor_profiles"]
    assert (kept["agreed"], kept["languages"], kept["capacity"]) == (True, ["id", "jv"], 3)
    assert _trail() == [
        ("mentor:designate", hadis.person_id),
        ("mentor:confirm", rinas.person_id),
        ("mentor:profile", dewis.person_id),
    ]


def test_what_cannot_be_is_told_and_what_was_typed_stays(empty_library: Flask) -> None:
    mentor(DEWI)
    dewi = entered(empty_library, "ayu@kota.go.id", MENTOR)[0]
    hadi = entered(empty_library, "hadi@kota.go.id", ADMIN)[0]
    sent(hadi, GOVERN, person=_id("ayu@kota.go.id"))
    keys = re.findall(r'href="/mentors/([a-z2-7]{12})"', read(hadi, GOVERN))

    edit = next(
        f"/mentors/{key}/edit"
        for key in keys
        if dewi.get(f"/mentors/{key}/edit").status_code == 200
    )
    answer = _send(
        dewi,
        edit,
        about="Tetap ada",
        dimensions=["tidak-ada"],
        capacity="banyak",
        paused_until="besok",
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert len(faults(page)) == 3
    assert "Tetap ada" in page
    assert _send(dewi, edit, capacity="0000200").status_code == 422
    assert [dewi.get(f"/mentors/{key}/edit").status_code for key in keys if key not in edit] == [
        403
    ]
    assert sent(hadi, GOVERN, person=_id(DEWI)).status_code == 422


def test_the_profile_ends_with_the_designation_and_with_the_membership(
    empty_library: Flask,
) -> None:
    actors = {mail: mentor(mail) for mail in (DEWI, "ayu@kota.go.id", "budi@kota.go.id")}
    hadi = entered(empty_library, "hadi@kota.go.id", ADMIN)[0]
    visitor = empty_library.test_client()
    assert _names(visitor) == ["ayu", "budi", "dewi"]

    keys = re.findall(r'href="/mentors/([a-z2-7]{12})"', read(hadi, GOVERN))
    sent(hadi, f"/mentors/{keys[0]}/end")
    assert _names(visitor) == ["budi", "dewi"]
    leave(actors["budi@kota.go.id"].person_id or 0, MENTOR)
    assert _names(visitor) == ["dewi"]
    ending = Ending(decree_no="9/2026", successor=None)
    region = directory().by_code[REGION].id
    made = handover.end(admin_of(REGION), region, _id(DEWI), Role.MENTOR, ending)

    assert _names(visitor) == []
    assert "Profil mentor yang ditutup" in read(hadi, f"/handovers/{made}")


def test_who_no_longer_consents_is_listed_no_longer_and_both_are_kept(app: Flask) -> None:
    dewi, page = mentor(DEWI), "/account/data"
    client, visitor = signed_in(app, DEWI), app.test_client()
    assert "dewi" in _names(visitor)

    assert send(client, f"{page}/consents/mentor-list/withdraw", page).status_code == 303

    assert "dewi" not in _names(visitor)
    assert ("mentor:profile", dewi.person_id) in _trail()
    acts = [row["act"] for row in own_data(client)["consents"] if row["purpose"] == "mentor-list"]
    assert acts == ["given", "withdrawn"]
