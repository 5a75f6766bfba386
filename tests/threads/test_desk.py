"""The desk of who answers: what is late first, by practice, and few questions to the database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa
from flask import Flask

from portal.accounts.queries import person_of
from portal.accounts.services.memberships import Post
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.permissions import Role
from portal.threads.queries.anchors import NOWHERE
from portal.threads.queries.mentions import all_mentors
from portal.threads.services import holding
from tests.factories.clock import at
from tests.factories.drafts import PUBLISHER, REGION
from tests.factories.mentors import admin_of, mentor
from tests.factories.people import signed_in
from tests.factories.questions import SERVER, act, elsewhere, officer, published, question
from tests.factories.reviewing import entered, read, sent
from tests.factories.threads import changed

TITLES = re.compile(r"<h4[^>]*><a href=\"/threads/[a-z2-7]{12}\">([^<]+)</a></h4>")
MANY = 40


@contextmanager
def _queries() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def test_a_mentor_with_forty_questions_sees_what_is_most_urgent(empty_library: Flask) -> None:
    first, second = published(), published("Loket tanpa antre di kelurahan")
    mentor("dewi@kota.go.id", blocks=[SERVER])
    bayu = officer()
    for number in range(MANY):
        day = f"2027-01-{4 + number % 10:02}T09:00+08:00"
        with at(day):
            question(
                bayu, second if number % 10 == 0 else first, title=f"Pertanyaan ke-{number:02}"
            )

    with at("2027-01-08T10:00+08:00"):
        client = signed_in(empty_library, "dewi@kota.go.id")
        read(client, "/desk")
        with _queries() as asked:
            page = read(client, "/desk")

    shown = TITLES.findall(page)
    bundles = re.findall(r'<h3 class="bundle" id="([^"]+)">.*?practices/([\w-]+)"', page, re.DOTALL)
    assert len(shown) == MANY
    assert shown[:5] == [
        "Pertanyaan ke-00",
        "Pertanyaan ke-10",
        "Pertanyaan ke-20",
        "Pertanyaan ke-30",
        "Pertanyaan ke-01",
    ]
    assert [slug for _id, slug in bundles] == [second, first]
    assert page.count("lewat tenggat") == 8
    assert page.count('#tulis">Jawab') == MANY
    selects = [said for said in asked if said.startswith("SELECT")]
    assert len(selects) <= 16, selects


def test_each_finds_the_questions_that_concern_them(empty_library: Flask) -> None:
    slug, bayu = published(), officer()
    mentor("citra@kota.go.id", agreed=False, paused_until=date(2099, 1, 1))
    (citra,) = all_mentors()
    text = f"@{citra.handle} tahu?"
    in_queue = question(bayu, slug, title="Tidak dipegang siapa pun", text=text)
    national = elsewhere(bayu, NOWHERE)
    guest, guests = entered(empty_library, "guru@kampus.go.id", Post(role=Role.EXPERT))
    sari, _sari = entered(empty_library, "joko@kota.go.id", PUBLISHER)
    rina, _rina = entered(empty_library, "rina@pusat.go.id", Post(role=Role.EDITOR))
    act(admin_of(REGION), in_queue, holding.invite, person_of(guests.person_id or 0).public_id)
    asker = signed_in(empty_library, "bayu@kab.go.id")

    assert _piles(read(guest, "/desk")) == {"tanya-undangan": [in_queue]}
    assert f"/threads/{in_queue}/take" not in read(guest, "/desk")
    assert "@mentor Kota Surabaya tahu?" in read(sari, "/desk")
    assert _piles(read(sari, "/desk")) == {"tanya-antrean": [in_queue]}
    assert _piles(read(rina, "/desk")) == {"tanya-antrean": [national]}
    assert _piles(read(asker, "/desk")) == {}
    assert "Tidak ada yang menunggu" in read(asker, "/desk")
    assert sent(sari, f"/threads/{in_queue}/take").status_code == 303
    assert _piles(read(sari, "/desk")) == {"tanya-saya": [in_queue]}
    changed(in_queue, hidden_at=utcnow())
    assert _piles(read(sari, "/desk")) == {}


def _piles(page: str) -> dict[str, list[str]]:
    sections = re.findall(r'<section class="pile questions".*?</section>', page, re.DOTALL)
    return {
        re.findall(r'<h2 id="h-([\w-]+)">', section)[0]: re.findall(
            r'<h4[^>]*><a href="/threads/([a-z2-7]{12})">', section
        )
        for section in sections
    }
