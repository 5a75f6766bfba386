"""The results page: what it shows, keeps and offers."""

import re

import pytest
from flask.testing import FlaskClient

from tests.databases import Database


def _page(reader: FlaskClient, address: str) -> str:
    return " ".join(reader.get(address).get_data(as_text=True).split())


def _slugs(page: str) -> list[str]:
    return re.findall(r'data-slug="([^"]+)"', page)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("anak pendek kurang gizi", "sabang-geunaseh"),
        ("jalan rusak lapor ke mana", "siak-unit-reaksi-cepat-jalan"),
        ("PAUD", "polewali-mandar-sipbm"),
        ("e-goverment", "tangerang-live-berbagi-aplikasi"),
        ("one stop service", "sragen-uptpk"),
    ],
)
def test_everyday_words_find_what_is_meant(
    reader: FlaskClient, database: Database, typed: str, first: str
) -> None:
    page = reader.get("/practices", query_string={"q": typed}).get_data(as_text=True)

    # In PostgreSQL's index scores are rounded, and three are about education alike.
    near = 2 if database.name == "sqlite" else 3
    assert first in _slugs(page)[:near]


def test_matches_are_marked_in_title_and_snippet(reader: FlaskClient) -> None:
    page = _page(reader, "/practices?q=kompos")

    title = re.search(r'<h2 class="title">(.*?)</h2>', page)
    snippet = re.search(r'<p class="snippet">(.*?)</p>', page)
    assert title is not None
    assert "<mark>kompos</mark>" in title[1]
    assert snippet is not None
    assert "<mark>" in snippet[1]


def test_a_correction_is_told_with_a_way_back(reader: FlaskClient) -> None:
    page = _page(reader, "/practices?q=komposs&dimension=lingkungan")

    assert "Menampilkan hasil untuk <strong>kompos</strong>" in page
    assert 'href="/practices?q=komposs&amp;dimension=lingkungan&amp;exact=1"' in page
    exact = _page(reader, "/practices?q=komposs&exact=1")
    assert 'data-total="0"' in exact
    assert 'href="/practices?q=komposs"' in exact
    assert "<strong>kompos</strong>" in exact


def test_chosen_values_stay_and_can_be_taken_back_at_zero(reader: FlaskClient) -> None:
    page = _page(reader, "/practices?year=1999&dimension=citra&q=kompos")

    assert 'data-total="0"' in page
    assert 'data-facet="year" data-value="1999" data-count="0"' in page
    assert 'href="/practices?q=kompos&amp;dimension=citra"' in page
    assert 'href="/practices?q=kompos&amp;year=1999"' in page


def test_the_empty_page_says_what_to_drop_and_what_that_gives(reader: FlaskClient) -> None:
    page = _page(reader, "/practices?q=kompos&dimension=citra")
    without = re.search(r'href="/practices\?q=kompos" data-swap>.*?<strong>(\d+) hasil', page)

    assert without is not None
    total = reader.get("/api/v1/practices?q=kompos").get_json()["total"]
    assert int(without[1]) == total > 0
    assert "Yang paling dekat" in page


def test_children_are_listed_below_a_ticked_parent(reader: FlaskClient) -> None:
    plain = _page(reader, "/practices")
    ticked = _page(reader, "/practices?dimension=tata-kelola&province=34")

    assert 'data-facet="aspect"' not in plain
    assert 'data-facet="aspect" data-value="pelayanan-publik"' in ticked
    assert 'data-facet="region" data-value="34.01"' in ticked
    assert 'data-facet="region" data-value="35.10"' not in ticked


@pytest.mark.parametrize("sort", ["newest", "evidence"])
def test_the_order_is_kept_by_the_address(reader: FlaskClient, sort: str) -> None:
    page = _page(reader, f"/practices?sort={sort}&per_page=3")

    assert f'value="{sort}" selected' in page
    assert f"/practices?sort={sort}&amp;page=2&amp;per_page=3" in page


def test_pages_follow_each_other_without_gap(reader: FlaskClient) -> None:
    whole = _slugs(_page(reader, "/practices?per_page=100"))
    last = -(-len(whole) // 5)

    pages = [
        _slugs(_page(reader, f"/practices?per_page=5&page={page}")) for page in range(1, last + 1)
    ]

    assert [slug for page in pages for slug in page] == whole
    assert len(whole) > 5


def test_a_page_beyond_the_last_is_empty_and_honest(reader: FlaskClient) -> None:
    page = _page(reader, "/practices?page=50")

    assert _slugs(page) == []
    assert "Ke halaman pertama" in page


def test_the_best_evidence_stands_first(reader: FlaskClient) -> None:
    items = reader.get("/api/v1/practices?sort=evidence&per_page=100").get_json()["items"]
    levels = [item["evidence"] for item in items]

    assert levels == sorted(levels, reverse=True)


def test_a_result_shows_the_newest_badges_of_its_region_and_how_many_more(
    reader: FlaskClient,
) -> None:
    page = _page(reader, "/en/practices?region=33.14")

    assert _slugs(page) == ["sragen-uptpk"]
    assert re.findall(r'class="stamp">([^<]+)<', page) == ["IGA 2022", "UNPSA 2015"]
    assert '+1<span class="vh"> more' in page


def test_a_result_of_a_region_without_badges_shows_none(reader: FlaskClient) -> None:
    page = _page(reader, "/practices?region=34.01")

    assert _slugs(page)
    assert "stamp" not in page
