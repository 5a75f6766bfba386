"""Practices side by side: what the table says, what it admits, and what it refuses."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import db
from portal.core.permissions import ANONYMOUS
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.queries import get_visible, public_views
from tests.factories.practices import publish

FOUR = (
    "surabaya-command-center-112",
    "tangsel-redkar",
    "balikpapan-wasteco-gas-metana",
    "banyuwangi-smart-kampung",
)
MOST_BYTES = 60 * 1024


def _address(*slugs: str, prefix: str = "") -> str:
    return f"{prefix}/practices/compare?" + "&".join(f"slug={slug}" for slug in slugs)


def _page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def _columns(page: str) -> list[str]:
    return re.findall(r'<a class="name" href="/(?:en/)?practices/([^"]+)"', page)


def _row(page: str, name: str) -> list[str]:
    """Return what a row says of each practice, as plain text."""
    row = re.search(rf'<tr class="row-{name}".*?</tr>', page)
    assert row is not None, name
    cells = re.findall(r"<td.*?</td>", row[0])
    cells = [re.sub(r'<span class="who".*?</span>', "", cell) for cell in cells]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def test_four_stand_side_by_side_in_the_order_asked(reader: FlaskClient) -> None:
    page = _page(reader, _address(*FOUR))

    assert _columns(page) == list(FOUR)
    assert _row(page, "region")[1] == "Kota Tangerang Selatan, Banten"
    assert _row(page, "kind") == ["Kota", "Kota", "Kota", "Kabupaten"]
    assert _row(page, "started") == ["2016", "2023", "2018", "2016"]
    assert "Masyarakat cerdas" in _row(page, "dimensions")[1]
    assert _row(page, "sectors")[1] == "Trantibumlinmas"
    assert _row(page, "stage")[0] == "Penerapan"
    assert set(_row(page, "status")) == {"Tercatat berjalan"}
    assert "Pemerintah" in _row(page, "partners")[0]


def test_figures_go_from_first_to_last_with_their_sources(
    library: Flask, reader: FlaskClient
) -> None:
    page = _page(reader, _address("balikpapan-wasteco-gas-metana", "banyuwangi-smart-kampung"))

    told = _row(page, "indicators")
    assert "Sambungan gas: 20 → 380 sambungan (Agustus 2023)" in told[0]
    assert "sumber lain: 51" in told[1]
    links = re.findall(r'href="/practices/([a-z-]+)#source-(s\d+)"', page)
    with library.app_context():
        for slug, source in links:
            known = get_visible(ANONYMOUS, slug).record["sources"]
            assert source in {row["id"] for row in known}
    assert links


def test_what_must_be_there_first_is_said_first(reader: FlaskClient) -> None:
    page = _page(reader, _address("tangsel-redkar", "magelang-desa-bersaudara"))

    for told in _row(page, "prerequisites"):
        assert told.startswith("Wajib: ")
        assert "Wajib: " not in told.partition("Membantu: ")[2]


def test_the_reason_for_the_level_of_evidence_stands_with_it(reader: FlaskClient) -> None:
    told = _row(_page(reader, _address(*FOUR)), "evidence")

    assert told[0].startswith("Bukti 2 dari 4: Terukur: Ada indikator dengan nilai awal")
    assert told[1].startswith("Bukti 1 dari 4: Terdokumentasi: Ada aturan")


def test_what_is_unknown_is_called_unknown(reader: FlaskClient) -> None:
    page = _page(reader, _address(*FOUR))

    assert _row(page, "people")[1:] == ["Belum dicatat"] * 3
    assert _row(page, "people")[0] != "Belum dicatat"
    lacking = re.search(r"Belum dicatat pada semua praktik di atas: ([^<]+)\.", page)
    assert lacking is not None
    assert "Sampai hasil pertama" in lacking[1]
    assert 'class="row-months"' not in page


def test_each_can_be_taken_out_by_a_link(reader: FlaskClient) -> None:
    page = _page(reader, _address(*FOUR))
    links = re.findall(r'class="drop" href="([^"]+)"', page)

    left = [_columns(_page(reader, link.replace("&amp;", "&"))) for link in links]

    assert left == [[other for other in FOUR if other != slug] for slug in FOUR]


def test_one_that_stopped_is_compared_with_its_reason(app: Flask) -> None:
    stopped = {"reason": "anggaran", "text": {"id": "Anggaran habis pada 2022."}}
    (slug,) = publish(1, status="stopped", stopped=stopped)

    told = _row(_page(app.test_client(), _address(slug, "tangsel-redkar")), "status")

    assert told == ["Sudah berhenti Anggaran habis pada 2022.", "Tercatat berjalan"]


@pytest.mark.parametrize(
    ("asked", "shown", "told"),
    [
        ((), [], "Pilih 2 sampai 4 praktik"),
        (("",), [], "Pilih 2 sampai 4 praktik"),
        (("tangsel-redkar",), ["tangsel-redkar"], "Baru satu praktik"),
        (
            ("tangsel-redkar", "tidak-ada"),
            ["tangsel-redkar"],
            "Tidak ada praktik yang beralamat “tidak-ada”",
        ),
        (
            ("tangsel-redkar", "sragen-uptpk", "tangsel-redkar"),
            ["tangsel-redkar", "sragen-uptpk"],
            "disebut lebih dari sekali",
        ),
        (
            (*FOUR, "sragen-uptpk"),
            list(FOUR),
            "Paling banyak 4 praktik dibandingkan sekaligus",
        ),
        (("%3Cscript%3E", "..%2F"), [], "&lt;script&gt;"),
        (("x" * 4000,), [], "x" * 60 + "”"),
    ],
)
def test_what_cannot_be_compared_is_said_and_the_rest_is_shown(
    reader: FlaskClient, asked: tuple[str, ...], shown: list[str], told: str
) -> None:
    page = _page(reader, _address(*asked))

    assert _columns(page) == shown
    assert told in page


def test_the_one_too_many_is_named(reader: FlaskClient) -> None:
    page = _page(reader, _address(*FOUR, "sragen-uptpk"))

    assert re.search(r"Belum ditampilkan: “[^”]*Sragen[^”]*”\.", page)


def test_a_flood_of_slugs_is_a_short_page(reader: FlaskClient) -> None:
    page = _page(reader, _address(*(f"tidak-ada-{number}" for number in range(190))))

    assert page.count("Tidak ada praktik yang beralamat") == 20
    assert "Paling banyak 4 praktik" in page


def test_what_is_not_published_does_not_exist(app: Flask) -> None:
    (slug,) = publish(1)
    with unit_of_work() as session:
        practice = session.scalars(sa.select(Practice).where(Practice.slug == slug)).one()
        practice.state = PracticeState.WITHDRAWN
    db.session.remove()

    page = _page(app.test_client(), _address(slug, "tangsel-redkar"))

    assert _columns(page) == ["tangsel-redkar"]
    assert f"Tidak ada praktik yang beralamat “{slug}”" in page


def test_with_room_left_a_similar_one_is_a_press_away(reader: FlaskClient) -> None:
    page = _page(reader, _address("tangsel-redkar"))
    link = re.search(r'href="([^"]+)">Kota Surabaya: Command Center', page)
    assert link is not None

    added = _page(reader, link[1].replace("&amp;", "&"))

    assert _columns(added) == ["tangsel-redkar", "surabaya-command-center-112"]
    assert "Tambah yang mirip" not in _page(reader, _address(*FOUR))


def test_a_reader_of_english_sees_english(reader: FlaskClient) -> None:
    page = _page(reader, _address(*FOUR, prefix="/en"))

    assert _columns(page) == list(FOUR)
    assert _row(page, "kind")[3] == "Regency"
    assert _row(page, "people")[1] == "Not yet recorded"


def test_words_in_another_language_than_the_page_say_so(app: Flask) -> None:
    people = {"text": {"id": "Dua petugas."}, "sources": ["s1"]}
    (slug,) = publish(1, people=people)
    client = app.test_client()

    english, indonesian = (
        _page(client, _address(slug, prefix=prefix)).split("<tbody")[1] for prefix in ("/en", "")
    )

    assert re.search(r'<li lang="id"> ?Dua petugas\.', english)
    assert re.search(r"<li ?> ?Dua petugas\.", indonesian)


def test_any_four_of_the_library_weigh_little(library: Flask, reader: FlaskClient) -> None:
    with library.app_context():
        slugs = [view.slug for view in public_views()]

    for first in range(0, len(slugs), 4):
        answer = reader.get(_address(*slugs[first : first + 4]))

        assert answer.status_code == 200
        assert len(answer.data) <= MOST_BYTES


def test_a_long_text_is_cut_at_a_sentence_and_leads_to_the_rest(app: Flask) -> None:
    sentence = "Warga tidak diberi tahu sebelum alat dipasang. "
    text = {"id": "- " + sentence * 40}
    sections: dict[str, Any] = {
        name: {"id": "Kata. [s1]", "en": "Word. [s1]"}
        for name in ("problem", "solution", "results")
    }
    (slug,) = publish(1, sections=sections | {"failures": text})

    told = _row(_page(app.test_client(), _address(slug, "tangsel-redkar")), "failures")[0]

    assert told.startswith("Warga tidak")
    assert told.endswith("dipasang. Selengkapnya")
    assert len(told) < 300
