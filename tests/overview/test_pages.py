"""Home, the regions and the pages of plain text."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.practices.queries import KIND
from portal.search.registry import table
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM, scheme


def _page(reader: FlaskClient, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_grid_links_each_cell_to_its_practices(
    library: Flask, reader: FlaskClient, prefix: str
) -> None:
    page = _page(reader, f"{prefix}/")
    with library.app_context():
        rows = [term.code for term in scheme(MATURITY).top()]
        columns = [*(term.code for term in scheme(SPM).top()), NON_SPM]
        counts = {
            (row, column): table(KIND).count(dimension=row, sector=column, status="active")
            for row in rows
            for column in columns
        }

    linked = re.findall(rf'href="{prefix}/practices\?dimension=([\w-]+)&amp;sector=([\w-]+)"', page)
    assert set(linked) == {cell for cell, count in counts.items() if count}
    assert len(counts) == 42


def test_the_map_has_all_provinces(reader: FlaskClient) -> None:
    page = _page(reader, "/")

    assert len(set(re.findall(r'href="/regions/(\d\d)"', page))) == 38


def test_a_cell_leads_to_as_many_practices_as_it_says(library: Flask, reader: FlaskClient) -> None:
    with library.app_context():
        count = table(KIND).count(dimension="kehidupan", sector="kesehatan", status="active")

    page = _page(reader, "/practices?dimension=kehidupan&sector=kesehatan")

    assert count
    assert f'data-total="{count}"' in page or re.search(rf"data-total[^>]*>\s*{count}\b", page)


def test_regions_are_searched_by_everyday_names(reader: FlaskClient) -> None:
    page = _page(reader, "/regions?q=tangsel")

    assert 'href="/regions/36.74"' in page
    assert "Kota Tangerang Selatan" in page


def test_a_search_without_result_says_so(reader: FlaskClient) -> None:
    assert "No region has that name or code" in _page(reader, "/en/regions?q=xyzzy")


def test_a_region_shows_its_kind_parent_names_and_practices(reader: FlaskClient) -> None:
    page = _page(reader, "/regions/35.10")

    assert "<h1" in page
    assert "Kab. Banyuwangi" in page
    assert 'href="/regions/35"' in page
    assert 'data-slug="banyuwangi-smart-kampung"' in page


def test_a_province_lists_its_regions(reader: FlaskClient) -> None:
    page = _page(reader, "/regions/34")

    assert {"34.01", "34.02", "34.03", "34.04", "34.71"} <= set(
        re.findall(r'href="/regions/([\d.]+)"', page)
    )


def test_a_region_without_practices_says_so(library: Flask, reader: FlaskClient) -> None:
    with library.app_context():
        assert table(KIND).count(region="11.01") == 0

    assert "no practice from" in _page(reader, "/en/regions/11.01")


def test_a_page_of_plain_text_has_its_own_title(reader: FlaskClient) -> None:
    page = _page(reader, "/pages/about")

    (title,) = re.findall(r"<title>(.*?)</title>", page)
    assert len(title) < 60
    assert title.endswith("· Sokoguru")


@pytest.mark.parametrize(
    ("facet", "path", "slug"),
    [("dimension", "dimensions", "kehidupan"), ("sector", "sectors", "kesehatan")],
)
def test_a_topic_counts_what_its_links_give(
    library: Flask, reader: FlaskClient, facet: str, path: str, slug: str
) -> None:
    with library.app_context():
        total = table(KIND).count(**{facet: slug}, status="active")
    page = _page(reader, f"/{path}/{slug}")

    assert f'data-total="{total}"' in page
    links = re.findall(r'<a href="(/practices\?[^"]+)">[^<]+</a> <span class="badge">(\d+)<', page)
    assert len(links) > 5
    for address, count in links:
        assert f'data-total="{count}"' in _page(reader, address.replace("&amp;", "&")), address


def test_what_lies_outside_spm_has_a_page_and_an_unknown_topic_none(reader: FlaskClient) -> None:
    assert "Outside the SPM" in _page(reader, "/en/sectors/non-spm")
    assert reader.get("/sectors/pariwisata").status_code == 404
    assert reader.get("/dimensions/pelayanan-publik").status_code == 404


def test_an_empty_library_invites_for_each_dimension_and_sector(empty_library: Flask) -> None:
    reader = empty_library.test_client()

    page = _page(reader, "/")

    invited = re.findall(r'href="/(dimensions|sectors)/([\w-]+)">[^<]+</a>: belum ada', page)
    assert len(invited) == 13
    assert "akan menjadi yang pertama" in _page(reader, "/sectors/kesehatan")


@pytest.mark.parametrize("slug", ["help", "glossary", "house-rules", "privacy", "accessibility"])
def test_pages_of_plain_text_have_an_outline_in_both_languages(
    reader: FlaskClient, slug: str
) -> None:
    outlines = [
        _page(reader, f"{prefix}/pages/{slug}").split("</footer>")[0].count("<h2>")
        for prefix in ("", "/en")
    ]

    assert outlines[0] == outlines[1] > 4
    assert f'href="/pages/{slug}"' in _page(reader, "/")
