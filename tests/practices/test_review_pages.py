"""The review through its pages: who reads and says what, where it stands, and what stays."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.services import drafts
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    Post,
    practice_of,
    submitted,
    written,
)
from tests.factories.people import active, signed_in
from tests.factories.reviewing import entered, read, sent

PAGE = f"/practices/{SLUG}/review"
People = tuple[FlaskClient, Actor, FlaskClient]
PROBLEM = "sections.problem.id"
PAID = {"text": {"id": "Biayanya dari XPQR setiap tahun."}}


def _say(client: FlaskClient, path: str, text: str) -> str:
    answer = sent(client, f"{PAGE}/comment", path=path, text=text)
    assert answer.status_code == 303
    return str(answer.location)


def _beside(page: str, path: str) -> str:
    """Return what stands beside a field."""
    anchor = f"f-{path.replace('.', '-')}" if path else "f-naskah"
    return page.partition(f'id="{anchor}"')[2].partition('class="checked"')[0]


@pytest.fixture
def people(empty_library: Flask) -> People:
    """A publisher whose complete draft is submitted, and a national editor."""
    sari, actor = entered(empty_library, "sari@kota.go.id", PUBLISHER)
    written(actor)
    submitted(actor, SLUG)
    rina, _actor = entered(empty_library, "rina@pusat.go.id", EDITOR)
    return sari, actor, rina


def test_a_round_from_the_first_comment_to_the_public_page(
    empty_library: Flask, people: People
) -> None:
    sari, actor, rina = people
    page = read(rina, PAGE)
    for text in ("Warga menunggu dua jam", "Waktu tunggu (menit)", "Semua yang diminta"):
        assert text in page
    assert sent(rina, f"{PAGE}/take").status_code == 303
    assert "Sedang diperiksa" in read(sari, PAGE)

    place = _say(rina, PROBLEM, "Menurut <siapa> dua jam?")
    assert place.endswith("#f-sections-problem-id")
    told = _beside(read(sari, PAGE), PROBLEM)
    for text in ("Menurut &lt;siapa&gt; dua jam?", "rina", "Editor nasional", "putaran 1"):
        assert text in told
    assert "siapa" not in _beside(read(sari, PAGE), "summary.id")

    assert sent(rina, f"{PAGE}/changes", text="Sebut sumber.", round="1").status_code == 303
    returned = read(sari, PAGE)
    assert "Sebut sumber." in returned
    assert f'href="/practices/{SLUG}/edit"' in returned
    _say(sari, PROBLEM, "Menurut survei loket.")
    comment = re.search(r'name="comment" value="(\d+)"', read(sari, PAGE))
    assert comment is not None
    assert sent(sari, f"{PAGE}/settle", comment="9" * 30).status_code == 404
    assert sent(sari, f"{PAGE}/settle", comment=comment[1]).status_code == 303
    assert "Selesai" in _beside(read(sari, PAGE), PROBLEM)

    with unit_of_work() as session:
        drafts.save(
            session, actor, practice_of(SLUG), {"year": 2025, "sustainability": PAID}, token=2
        )
    submitted(actor, SLUG)
    assert "Singkatan XPQR belum dijelaskan." in read(rina, PAGE)
    sure = read(rina, f"{PAGE}/approve")
    for text in ("Terbitkan versi 1?", f"/practices/{SLUG}", "dinkes@kota.go.id"):
        assert text in sure
    answer = sent(rina, f"{PAGE}/approve", round="2")
    assert (answer.status_code, answer.location) == (303, f"/practices/{SLUG}")
    visitor = empty_library.test_client()
    assert "Warga menunggu dua jam" in read(visitor, f"/practices/{SLUG}")

    first, second = (read(rina, f"{PAGE}/{number}") for number in (1, 2))
    assert "Menurut survei loket." in first
    assert "Menurut survei loket." not in second
    assert "Tahun mulai" not in first
    assert "Tahun mulai" in second
    assert "Putaran 2" in read(sari, PAGE)
    read(sari, f"{PAGE}/3", 404)


def test_what_was_typed_is_kept_when_it_cannot_be_taken(people: People) -> None:
    _sari, _actor, rina = people
    long = "panjang " * 3000
    answer = sent(rina, f"{PAGE}/comment", path=PROBLEM, text=long)
    assert answer.status_code == 422
    assert long.strip() in _beside(answer.get_data(as_text=True), PROBLEM)
    assert sent(rina, f"{PAGE}/comment", path="tidak.ada", text="Apa ini?").status_code == 422
    empty = sent(rina, f"{PAGE}/changes", text=" ", round="1")
    assert empty.status_code == 422
    assert "Tulis apa yang perlu diubah" in empty.get_data(as_text=True)

    stale = sent(rina, f"{PAGE}/changes", text="Pendapat saya.", round="7")
    assert stale.status_code == 409
    assert "Pendapat saya." in stale.get_data(as_text=True)
    assert sent(rina, f"{PAGE}/approve", round="1").status_code == 303
    late = sent(rina, f"{PAGE}/changes", text="Terlambat saya.", round="1")
    assert late.status_code == 409
    assert "Terlambat saya." in late.get_data(as_text=True)


def test_guests_are_people_of_the_portal_and_only_comment(
    empty_library: Flask, people: People
) -> None:
    _sari, _actor, rina = people
    guru = "guru@kampus.go.id"
    active(guru)
    active("bayu@kab.go.id", Post(role=Role.OFFICER, region="35.10"))
    guest = signed_in(empty_library, guru)
    read(guest, PAGE, 404)
    for mail, reason in (
        ("bukan surel", "Tulis alamat surel"),
        ("tidak@ada.go.id", "Tidak ada akun aktif"),
        ("bayu@kab.go.id", "bukan ahli atau mentor"),
    ):
        refused = sent(rina, f"{PAGE}/invite", mail=mail)
        assert refused.status_code == 422
        assert reason in refused.get_data(as_text=True)
        assert f'value="{mail}"' in refused.get_data(as_text=True)
    assert sent(rina, f"{PAGE}/invite", mail=guru.upper()).status_code == 303
    assert sent(rina, f"{PAGE}/invite", mail=guru).status_code == 422

    page = read(guest, PAGE)
    assert "Setujui" not in page
    _say(guest, "", "Contohnya bagus.")
    assert "Contohnya bagus." in _beside(read(rina, PAGE), "")
    for action in ("take", "changes", "approve", "invite"):
        answer = sent(guest, f"{PAGE}/{action}", text="x", round="1", mail=guru)
        assert answer.status_code == 403
        assert "Hanya editor nasional" in answer.get_data(as_text=True)


@pytest.mark.usefixtures("people")
def test_who_may_not_decide_is_told_why_and_others_see_nothing(empty_library: Flask) -> None:
    posts = (EDITOR, Post(role=Role.MENTOR, region=REGION))
    dewi = entered(empty_library, "dewi@kota.go.id", *posts)[0]
    reason = "Anda memegang peran di daerah ini"
    assert reason in read(dewi, PAGE)
    assert reason in read(dewi, f"{PAGE}/approve", 403)
    answer = sent(dewi, f"{PAGE}/approve", round="1")
    assert answer.status_code == 403
    assert reason in answer.get_data(as_text=True)

    active("bayu@kab.go.id", Post(role=Role.PUBLISHER, region="35.10"))
    stranger, visitor = signed_in(empty_library, "bayu@kab.go.id"), empty_library.test_client()
    for path in (PAGE, f"{PAGE}/1", f"{PAGE}/approve", "/practices/tidak-ada/review"):
        read(stranger, path, 404)
        assert visitor.get(path).location.startswith("/sign-in?next=")
    assert sent(stranger, f"{PAGE}/comment", path="", text="Halo").status_code == 404
    assert visitor.post(f"{PAGE}/comment", data={"text": "Halo"}).status_code == 403
