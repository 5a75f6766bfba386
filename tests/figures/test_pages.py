"""Figures as readers see them: short where little has happened, linked, with files and reports."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import today
from portal.core.uow import unit_of_work
from portal.needs.models import Channel
from portal.practices.services import life
from tests.factories.adoptions import KESAMBI, LONTAR, OWNER, RANDU
from tests.factories.clock import at
from tests.factories.drafts import SLUG, practice_of
from tests.factories.happened import NOW, Scene, happened
from tests.factories.pages import text_of
from tests.factories.searches import searched

SECTION = re.compile(r'<h2 id="([\w-]+)">')
FACT = re.compile(r"<dt>([^<]+)</dt> <dd> <b>([\d.,]+)</b>")
NOTHING = (
    "practices regions taking-part adoptions stages outcomes champions answers freshness funnel"
).split()


@pytest.fixture
def scene(empty_library: Flask) -> Scene:
    return happened(empty_library)


def _rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def _values(client: FlaskClient, path: str) -> dict[str, list[str]]:
    """Return {code or label: the numbers} of a table."""
    return {
        next(iter(row.values())): list(row.values())[2 if "code" in row else 1 :]
        for row in _rows(client, path)
    }


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_young_portal_says_in_a_sentence_what_there_is_nothing_of(
    reader: FlaskClient, prefix: str
) -> None:
    page = text_of(reader, f"{prefix}/figures")
    main = page[page.index("<main") : page.index("</main>")]

    none = "No adoption has been recorded yet." if prefix else "Belum ada penerapan yang tercatat."
    assert main.count(none) == 1
    assert SECTION.findall(main) == [
        "practices",
        "regions",
        "taking-part",
        "freshness",
        "leaks",
        "tahunan",
    ]
    assert "<svg" not in main  # of one quarter there is nothing to draw
    assert ">0<" not in main
    assert len(FACT.findall(main)) == 2
    year = text_of(reader, f"{prefix}/figures/{today().year}")
    assert SECTION.findall(year)[:3] == ["changes", "practices", "dimensions"]
    assert year.count(none) == 1


def test_what_has_happened_is_counted_in_its_quarter_and_stage(scene: Scene) -> None:
    client = scene.app.test_client()
    with at(NOW):
        page = text_of(client, "/figures")

        assert dict(FACT.findall(page)) == {
            "Praktik yang berjalan": "1",
            "Daerah terlibat": "4",
            "Penerapan": "3",
            "Hasil terverifikasi": "1",
            "Daerah champion": "1",
        }
        assert SECTION.findall(page)[: len(NOTHING) - 1] == NOTHING[:-1]
        assert _values(client, "/figures/practices.csv") == {
            "Triwulan 2 2030": ["1", "1"],
            **{f"Triwulan {n} {y}": ["0", "1"] for y, n in ((2030, 3), (2030, 4))},
            **{f"Triwulan {n} 2031": ["0", "1"] for n in range(1, 5)},
        }
        assert _values(client, "/figures/adoptions.csv") == {
            "Triwulan 3 2030": ["1", "0"],
            "Triwulan 4 2030": ["0", "0"],
            "Triwulan 1 2031": ["1", "1"],
            "Triwulan 2 2031": ["1", "0"],
            "Triwulan 3 2031": ["0", "0"],
            "Triwulan 4 2031": ["0", "0"],
        }
        stages = _values(client, "/figures/stages.csv")
        assert stages == {"interested": ["1"], "verified": ["1"], "dropped": ["1"]}
        assert _values(client, "/figures/outcomes.csv") == {"partial": ["1"]}
        assert list(_values(client, "/figures/champions.csv")) == [
            f"Triwulan {n} 2031" for n in (2, 3, 4)
        ]
        assert _values(client, "/figures/taking-part.csv") == {
            "published": ["1"],
            "adopted": ["3"],
            "asked": ["1"],
            "answered": ["1"],
            "any": ["4"],
        }
        assert _values(client, "/figures/answers.csv") == {
            "Triwulan 4 2031": ["1", "1", "100", "4.0"]
        }


def test_the_nation_is_the_sum_of_its_provinces_and_they_of_their_regions(scene: Scene) -> None:
    client = scene.app.test_client()
    with at(NOW):
        nation = _values(client, "/figures/regions.csv")
        province = _values(client, "/figures/regions/35/regions.csv")

        assert nation == {"35": ["4", "1", "3", "1"]}
        assert province == {
            LONTAR: ["1", "0", "1", "1"],
            RANDU: ["1", "0", "1", "0"],
            KESAMBI: ["1", "0", "1", "0"],
            OWNER: ["1", "1", "0", "0"],
        }
        sums = [sum(map(int, column)) for column in zip(*province.values(), strict=True)]
        assert sums == [int(value) for value in nation["35"]]
        stages = [_values(client, f"/figures/regions/{code}/stages.csv") for code in province]
        assert sum(int(count) for found in stages for (count,) in found.values()) == 3


def test_a_large_library_adds_up(crowded_app: Flask) -> None:
    client = crowded_app.test_client()

    places = _values(client, "/figures/regions.csv")
    (last,) = list(_values(client, "/figures/practices.csv").values())[-1:]
    fresh = _values(client, "/figures/freshness.csv")

    assert sum(int(row[1]) for row in places.values()) == int(last[1]) > 70
    assert sum(int(row[0]) for row in fresh.values()) == int(last[1])


def test_regions_and_their_figures_lead_to_each_other(scene: Scene) -> None:
    client = scene.app.test_client()
    with at(NOW):
        assert f'href="/figures/regions/{LONTAR}"' in text_of(client, f"/regions/{LONTAR}")
        page = text_of(client, f"/figures/regions/{LONTAR}")
        assert f'href="/regions/{LONTAR}"' in page
        assert 'href="/figures/regions/35"' in page
        assert 'href="/figures"' in page[: page.index("<footer")]
        assert f'href="/figures/regions/{LONTAR}"' in text_of(client, "/figures/regions/35")
        assert 'href="/figures/regions/35"' in text_of(client, "/figures")
        assert 'href="/figures"' in text_of(client, "/")
        for link in set(re.findall(r'href="(/figures[^"#]*)"', page)):
            assert client.get(link).status_code == 200, link


def test_of_a_region_nobody_learns_with_whom_it_goes_along(scene: Scene) -> None:
    client = scene.app.test_client()
    for code in (LONTAR, "35"):
        assert "leaks" not in SECTION.findall(text_of(client, f"/figures/regions/{code}"))
        assert client.get(f"/figures/regions/{code}/funnel.csv").status_code == 404


def test_what_may_not_be_read_is_not_counted(scene: Scene) -> None:
    client = scene.app.test_client()
    with at(NOW):
        with unit_of_work() as session:
            life.suspend(session, scene.editor, practice_of(SLUG), "Diperiksa dulu.")

        page = text_of(client, "/figures")

        assert "Belum ada praktik yang terbit." in page
        assert "Belum ada penerapan yang tercatat." in page
        assert _rows(client, "/figures/funnel.csv") == []


def test_searches_are_told_from_five_on_and_leaks_lead_somewhere(scene: Scene) -> None:
    client = scene.app.test_client()
    with at(NOW):
        searched(4, "ekonomi", "sosial", opened=4)
        searched(5, "ekonomi", "kesehatan", opened=1)
        searched(9, "lingkungan", "kesehatan", channel=Channel.API)

        funnel = _values(client, "/figures/funnel.csv")
        page = text_of(client, "/figures")

        assert funnel == {
            "tata-kelola/kesehatan": ["", "", "1", "0", "2", "1"],
            "ekonomi/kesehatan": ["5", "1", "0", "0", "0", "0"],
        }
        leaks = page[page.index('id="leaks"') :]
        assert "Mencari 5, membaca 1: hilang 80%." in leaks
        assert "/needs?dimension=ekonomi&amp;sector=kesehatan" in leaks
        assert leaks.count("hilang ") == 1


def test_a_year_is_reported_beside_the_one_before(scene: Scene) -> None:
    client = scene.app.test_client()
    with at(NOW):
        page = text_of(client, "/figures/2031")

        assert "Tahun ini belum selesai; dihitung sampai 20 November 2031." in page
        assert _values(client, "/figures/2031/changes.csv") == {
            "Praktik yang terbit": ["1", "0"],
            "Penerapan yang dimulai": ["1", "2"],
            "Hasil terverifikasi": ["0", "1"],
            "Daerah yang menerbitkan praktik": ["1", "0"],
            "Daerah yang mulai menerapkan": ["1", "2"],
            "Daerah yang bertanya": ["0", "1"],
            "Daerah yang menjawab": ["0", "1"],
            "Daerah champion": ["0", "1"],
        }
        assert _values(client, "/figures/2030/stages.csv") == {"interested": ["1"]}
        assert _values(client, "/figures/2030/dimensions.csv") == {"tata-kelola": ["1"]}
        assert _values(client, "/figures/2030/sectors.csv") == {"kesehatan": ["1"]}
        english = text_of(client, "/en/figures/2030")
        assert "Report of the year 2030" in english
        assert "Counted on November 20, 2031." in english
        assert 'href="/en/figures/2031"' in english
        for link in set(re.findall(r'href="(/figures[^"#]*)"', page)):
            assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    "path",
    [
        "/figures/abc",
        "/figures/0000",
        "/figures/1999",
        "/figures/9999",
        "/figures/none.csv",
        "/figures/1999/practices.csv",
        "/figures/regions/98",
        "/figures/regions/98/practices.csv",
        "/figures/regions/35.10/none.csv",
        "/figures/regions/35.10/regions.csv",
    ],
)
def test_what_is_not_there_is_not_found(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404
    assert reader.get(f"/en{path}").status_code == 404


def test_a_former_code_leads_to_the_one_of_today(reader: FlaskClient) -> None:
    answer = reader.get("/en/figures/regions/91.01")

    assert (answer.status_code, answer.location) == (301, "/en/figures/regions/93.01")
