"""The desk: everybody finds there what waits for them, and nothing else."""

import re
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import utcnow
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.models.drafts import Draft
from portal.practices.services import reviews
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    Post,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active, signed_in
from tests.factories.reviewing import entered, read

PILE = re.compile(r'<h2 id="h-([\w-]+)">.*?</section>', re.DOTALL)
LINK = re.compile(r'<h3>\s*<a href="/practices/([\w-]+)/review">')


def _piles(client: FlaskClient) -> dict[str, list[str]]:
    page = read(client, "/desk")
    return {found[1]: LINK.findall(found[0]) for found in PILE.finditer(page)}


def _aged(slug: str, days: int) -> None:
    with unit_of_work() as session:
        session.execute(
            sa.update(Draft)
            .where(Draft.practice_id == practice_of(slug).id)
            .values(since=utcnow() - timedelta(days=days, hours=1))
        )


def test_each_finds_what_waits_for_them(empty_library: Flask) -> None:
    sari, actor = entered(empty_library, "sari@kota.go.id", PUBLISHER)
    joko, other = entered(empty_library, "joko@kota.go.id", PUBLISHER)
    rina, editor = entered(empty_library, "rina@pusat.go.id", EDITOR)
    rudi, _second = entered(empty_library, "rudi@pusat.go.id", EDITOR)
    bayu = somebody("bayu@kab.go.id", Post(role=Role.PUBLISHER, region="35.10"))
    guest, guru = entered(empty_library, "guru@kampus.go.id", Post(role=Role.EXPERT))
    held = written(actor, title="Sedang ditulis Sari")
    queue = written(actor, title="Tanpa penanggung jawab")
    asked = written(actor, title="Perlu diubah lagi")
    new, old = written(actor, title="Baru dikirim"), written(bayu, title="Lama", region="35.10")
    taken = written(other, title="Sedang dibaca")
    for slug in (asked, new, taken):
        submitted(actor, slug)
    submitted(bayu, old)
    with unit_of_work() as session:
        session.execute(
            sa.update(Draft)
            .where(Draft.practice_id == practice_of(queue).id)
            .values(holder_id=None)
        )
        reviews.comment(session, editor, practice_of(asked), "title.id", "Judulnya?")
        reviews.request_changes(session, editor, practice_of(asked), "Tolong sebut sumbernya.")
        reviews.take(session, editor, practice_of(taken))
        reviews.invite(session, editor, practice_of(new), guru.person_id or 0)
    _aged(old, 9)

    assert _piles(sari) == {
        "ubah": [asked],
        "draf": [held],
        "antrean": [queue],
        "dikirim": [new, taken],
    }
    assert _piles(joko)["rekan"] == [held]
    assert _piles(rina) == {"saya-periksa": [taken], "menunggu": [old, new]}
    assert _piles(rudi) == {"menunggu": [old, new], "editor-lain": [taken]}
    assert _piles(guest) == {"tamu": [new]}
    page = read(sari, "/desk")
    for text in ("Tolong sebut sumbernya.", "1 komentar belum selesai.", "Perlu diubah"):
        assert text in page
    for slug in (held, queue, asked):
        assert f'href="/practices/{slug}/edit"' in page
    assert f'href="/practices/{new}/edit"' not in page
    assert 'href="/practices/new"' in page
    assert "9 hari" in read(rina, "/desk")
    assert "Tolong sebut" not in read(rina, "/desk")
    assert "9 days" in read(rina, "/en/desk")


def test_where_nothing_waits_the_next_step_is_told(empty_library: Flask) -> None:
    active("budi@kab.go.id", Post(role=Role.OFFICER, region=REGION))
    officer = signed_in(empty_library, "budi@kab.go.id")
    visitor = empty_library.test_client()

    assert "Tidak ada yang menunggu Anda." in read(officer, "/desk")
    assert 'href="/desk"' in read(officer, "/account")
    assert 'href="/desk"' not in read(visitor, "/practices")
    assert visitor.get("/desk").location == "/sign-in?next=/desk"
