"""Champion regions: the map, the list, the filter and the region's page say what the data says."""

import re
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.practices.queries import KIND
from portal.regions.queries import RegionView, directory
from portal.search.registry import table

PLACE = re.compile(r'<p class="who"> <a href="/(?:en/)?regions/([\d.]+)">')


def _page(reader: FlaskClient, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


@pytest.fixture
def champions(library: Flask) -> tuple[RegionView, ...]:
    with library.app_context():
        return directory().champions()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_list_has_every_champion_with_every_source(
    reader: FlaskClient, champions: tuple[RegionView, ...], prefix: str
) -> None:
    page = _page(reader, f"{prefix}/champions")

    assert PLACE.findall(page) == [region.code for region in champions]
    assert f'data-total="{len(champions)}"' in page
    linked = Counter(re.findall(r'href="([^"]+)" rel="external noopener"', page))
    urls = Counter(
        badge.url.replace("&", "&amp;") for region in champions for badge in region.badges
    )
    assert linked == urls


def test_each_number_of_a_kind_is_what_choosing_it_shows(reader: FlaskClient) -> None:
    offered = re.findall(r'data-kind="([\w-]*)" data-count="(\d+)"', _page(reader, "/champions"))

    assert len(offered) > 5
    for kind, count in offered:
        shown = _page(reader, f"/champions?kind={kind}")
        assert len(PLACE.findall(shown)) == int(count)
        assert f'data-total="{count}"' in shown


def test_a_chosen_kind_shows_only_its_evidence(reader: FlaskClient) -> None:
    page = _page(reader, "/en/champions?kind=ascn")

    assert set(re.findall(r'class="stamp">([^<]+)<', page)) == {"ASCN 2018", "ASCN 2024"}
    assert 'href="/en/champions?kind=ascn" aria-current="true"' in page
    assert "April 2018" in page


def test_the_map_counts_the_champions_of_each_province(
    reader: FlaskClient, champions: tuple[RegionView, ...]
) -> None:
    page = _page(reader, "/champions")
    wanted = Counter(region.province_code for region in champions)

    tiles = re.findall(
        r'href="(?:#p|/regions/)(\d\d)" title="[^"]+">.*?<b>(\d+)<span class="vh"> daerah', page
    )
    assert len(tiles) == 38
    assert {code: int(count) for code, count in tiles if count != "0"} == wanted
    assert {code for code, _count in tiles if f'id="p{code}"' in page} == set(wanted)


def test_the_number_of_practices_is_where_it_leads(
    library: Flask, reader: FlaskClient, champions: tuple[RegionView, ...]
) -> None:
    page = _page(reader, "/champions")
    with library.app_context():
        wanted = {
            region.code: table(KIND).count(region=region.code, status="active")
            for region in champions
        }

    linked = re.findall(r'href="/practices\?region=([\d.]+)">(\d+) praktik', page)
    assert {code: int(count) for code, count in linked} == {
        code: count for code, count in wanted.items() if count
    }


@pytest.mark.parametrize("kind", ["juara", "IGA", "a" * 300])
def test_an_unknown_kind_is_refused_in_words(reader: FlaskClient, kind: str) -> None:
    answer = reader.get(f"/en/champions?kind={kind}")

    assert answer.status_code == 400
    assert "Unknown kind of evidence" in answer.get_data(as_text=True)


def test_a_region_shows_its_badges_with_date_kind_and_source(reader: FlaskClient) -> None:
    page = _page(reader, "/en/regions/33.14")

    assert "No law certifies a champion" in page
    assert re.findall(r'class="stamp">([^<]+)<', page)[-3:] == [
        "IGA 2022",
        "UNPSA 2015",
        "KIPP 2014",
    ]
    assert "Innovative Government Award (IGA), December 23, 2022." in page
    assert "Inovasi Publik Indonesia Raih Penghargaan PBB</a>, Tempo" in page


def test_a_region_without_badges_speaks_of_none(reader: FlaskClient) -> None:
    assert 'id="bukti"' not in _page(reader, "/regions/34.01")


@pytest.mark.parametrize("address", ["/", "/regions", "/regions/33.14"])
def test_the_champions_are_linked(reader: FlaskClient, address: str) -> None:
    page = _page(reader, address)
    main = page[page.index("<main") : page.index("</main>")]

    assert 'href="/champions"' in main
