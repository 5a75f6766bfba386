"""An officer finds what fits: the story of searching, on an invented library, in both languages."""

import html
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.services.versions import store_compilations
from portal.search import outbox
from tests.factories.practices import Words, record

FORMS = ("pelayanan", "layanan", "melayani")
BOTH, GOVERNANCE, HEALTH = 5, 12, 3
HIDDEN = "rahasia"


@dataclass(frozen=True)
class Texts:
    """What the page says in one language."""

    prefix: str
    corrected: str
    exact: str
    without: str


INDONESIAN = Texts("", "Menampilkan hasil untuk", "Cari persis “pelayannan”", "Tanpa “%s”")
ENGLISH = Texts("/en", "Showing results for", "Search for exactly “pelayannan”", "Without “%s”")


@dataclass
class Officer:
    """Somebody who reads in one language."""

    client: FlaskClient
    texts: Texts

    def search(self, **asked: str | list[str]) -> str:
        """Return the results page."""
        return self.open(f"/practices?{urlencode(asked, doseq=True)}")

    def open(self, path: str) -> str:
        """Return a page with its white space made even."""
        answer = self.client.get(self.texts.prefix + path)
        assert answer.status_code == 200
        return html.unescape(" ".join(answer.get_data(as_text=True).split()))


def slugs(page: str) -> list[str]:
    return re.findall(r'<article[^>]* data-slug="([^"]+)"', page)


def total(page: str) -> int:
    found = re.search(r'data-total="(\d+)"', page)
    assert found is not None
    return int(found[1])


def numbers(page: str) -> dict[tuple[str, str], int]:
    """Return {(facet, value): the number beside it}."""
    return {
        (facet, value): int(count)
        for facet, value, count in re.findall(
            r'data-facet="([^"]+)" data-value="([^"]+)" data-count="(\d+)"', page
        )
    }


def ticked(page: str) -> set[str]:
    return set(re.findall(r'id="f-([\w.-]+)"[^>]*\schecked', page))


def _practice(title: str, **changes: Any) -> dict[str, Any]:
    """Return an invented practice whose only telling words are those of its title."""
    rng = random.Random(title)
    made = record(rng, Words(rng, size=400), region="33.14", **changes)
    for key in ("problem", "solution", "results"):
        made["sections"][key] = {
            "id": "Kabupaten menata berkas [s1].",
            "en": "Files, put in order.",
        }
    return made | {
        "title": {"id": title, "en": title},
        "summary": {"id": "Berkas ditata.", "en": "Files were put in order."},
        "blocks": [{"kind": "proses", "title": {"id": "Langkah"}, "body": {"id": "Ditata."}}],
        "keywords": {"id": [], "en": []},
        "status": "active",
        "aspects": [],
        "services": [],
    }


def _library() -> Mapping[str, Mapping[str, Any]]:
    tags = {"dimensions": ["tata-kelola"], "sectors": ["kesehatan"]}
    made = {f"bentuk-{form}": _practice(f"Berkas {form} rapi", **tags) for form in FORMS}
    made["izin"] = _practice("Berkas PBG rapi", **tags)
    made["sisa"] = _practice("Berkas rapi", **tags)
    made |= {
        f"tata-{number}": _practice(
            f"Tata {number}", dimensions=["tata-kelola"], sectors=["non-spm"]
        )
        for number in range(GOVERNANCE - BOTH)
    }
    made |= {
        f"sehat-{number}": _practice(
            f"Sehat {number}", dimensions=["kehidupan"], sectors=["kesehatan"]
        )
        for number in range(HEALTH)
    }
    made[HIDDEN] = _practice("Berkas pelayanan yang belum terbit", **tags)
    return made


def _fill() -> None:
    with unit_of_work() as session:
        store_compilations(session, _library())
    with unit_of_work() as session:
        session.execute(
            sa.update(Practice).where(Practice.slug == HIDDEN).values(state=PracticeState.DRAFT)
        )
    outbox.rebuild()


@pytest.fixture(params=[INDONESIAN, ENGLISH], ids=["id", "en"])
def officer(
    read_only: Callable[[str, Callable[[], object]], Flask], request: pytest.FixtureRequest
) -> Officer:
    return Officer(read_only("story of searching", _fill).test_client(), request.param)


def test_every_form_of_a_word_finds_the_same_and_the_typed_one_first(officer: Officer) -> None:
    for form in FORMS:
        page = officer.search(q=form)

        assert set(slugs(page)) == {f"bentuk-{other}" for other in FORMS}
        assert slugs(page)[0] == f"bentuk-{form}"
        assert re.search(rf"<mark>{form}</mark>", page, re.IGNORECASE)


def test_a_slip_is_corrected_and_said_and_can_be_insisted_on(officer: Officer) -> None:
    page = officer.search(q="pelayannan")

    assert set(slugs(page)) == {f"bentuk-{form}" for form in FORMS}
    assert officer.texts.corrected in page
    assert officer.texts.exact in page
    way = re.search(r'href="([^"]*q=pelayannan[^"]*exact=1)"', page)
    assert way is not None
    assert total(officer.open(way[1].removeprefix(officer.texts.prefix))) == 0


def test_the_old_name_of_a_permit_finds_the_new_one(officer: Officer) -> None:
    assert slugs(officer.search(q="IMB")) == ["izin"]


def test_two_filters_give_what_they_share_and_every_number_is_true(officer: Officer) -> None:
    assert total(officer.search(dimension="tata-kelola")) == GOVERNANCE
    chosen = {"dimension": ["tata-kelola"], "sector": ["kesehatan"]}

    page = officer.search(**chosen)

    assert total(page) == BOTH
    assert {"dimension-tata-kelola", "sector-kesehatan"} <= ticked(page)
    checked = 0
    for (facet, value), count in numbers(page).items():
        if value in chosen.get(facet, []):
            continue
        more = {**chosen, facet: [*chosen.get(facet, []), value]}
        assert total(officer.search(**more)) == count, (facet, value)
        checked += 1
    assert checked > 20


def test_where_nothing_is_left_the_way_back_is_shown(officer: Officer) -> None:
    asked = {"q": "PBG", "dimension": "tata-kelola", "sector": "kesehatan", "year": "1999"}

    page = officer.search(**asked)

    assert total(page) == 0
    assert {"dimension-tata-kelola", "sector-kesehatan"} <= ticked(page)
    drop = re.search(r'class="chip" href="([^"]+)"[^>]*> ([^<]*1999[^<]*)<', page)
    assert drop is not None
    assert drop[2].strip() == officer.texts.without % "1999"
    assert slugs(officer.open(drop[1].removeprefix(officer.texts.prefix))) == ["izin"]
    assert officer.search(**asked) == page


def test_the_grid_shows_the_numbers_of_the_lists_and_no_draft(officer: Officer) -> None:
    home = officer.open("/")

    cells = re.findall(r'href="[^"]*\?dimension=([\w-]+)&sector=([\w-]+)">(\d+)<', home)

    assert {(row, column): int(count) for row, column, count in cells} == {
        ("tata-kelola", "kesehatan"): BOTH,
        ("tata-kelola", "non-spm"): GOVERNANCE - BOTH,
        ("kehidupan", "kesehatan"): HEALTH,
    }
    for row, column, count in cells:
        assert total(officer.search(dimension=row, sector=column)) == int(count)
    assert HIDDEN not in home + officer.search() + officer.search(q="belum terbit")
