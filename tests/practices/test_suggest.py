"""What is suggested while somebody types: fitting, true, bounded, and never hidden things."""

import re
from html import unescape
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.search.prefixes import Corrector, Prefixes, typed_words
from tests.factories.practices import publish

OPTION = re.compile(
    r'<li role="option" aria-selected="false" data-url="([^"]+)">\s*'
    r'<span\s*(?:lang="\w+")?\s*>(.*?)</span>\s*<span class="meta">(.*?)</span>',
    re.DOTALL,
)
TOTAL = re.compile(r'data-total="(\d+)"')


class _Shown(NamedTuple):
    url: str
    label: str
    note: str

    @property
    def count(self) -> int | None:
        number = re.search(r"· ([\d.]+) pra", self.note)
        return int(number[1]) if number else None


def _suggested(client: FlaskClient, typed: str, prefix: str = "") -> list[_Shown]:
    answer = client.get(f"{prefix}/practices/suggest", query_string={"q": typed})
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    found = [_Shown(*map(unescape, match)) for match in OPTION.findall(text)]
    assert len(found) == text.count('role="option"') <= 8
    assert bool(found) == bool(text.strip())
    return found


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("pendid", "/sectors/pendidikan"),
        ("educ", "/sectors/pendidikan"),
        ("lingkung", "/dimensions/lingkungan"),
        ("tangsel", "/regions/36.74"),
        ("kota band", "/regions/32.73"),
        ("Kabupaten Banyuw", "/regions/35.10"),
        ("jawa tim", "/practices?province=35"),
        ("smart kamp", "/practices/banyuwangi-smart-kampung"),
        ("GEUNA", "/practices/sabang-geunaseh"),
        ("pariwis", "/practices?urusan=pariwisata"),
    ],
)
def test_what_begins_like_it_stands_first(reader: FlaskClient, typed: str, url: str) -> None:
    assert _suggested(reader, typed)[0].url == url


def test_words_may_come_in_any_order_and_from_the_region(reader: FlaskClient) -> None:
    for typed in ("kampung smart", "banyuwangi smart", "smart bany"):
        urls = [shown.url for shown in _suggested(reader, typed)]
        assert "/practices/banyuwangi-smart-kampung" in urls


def test_a_slip_is_forgiven_where_nothing_fits(reader: FlaskClient) -> None:
    assert _suggested(reader, "stuntng") == _suggested(reader, "stunting") != []


@pytest.mark.parametrize("typed", ["pe", "ba", "ko", "an", "k s", "lay", "jogja", "kes", "ling"])
def test_each_number_is_the_total_of_its_page(reader: FlaskClient, typed: str) -> None:
    for shown in _suggested(reader, typed):
        page = reader.get(shown.url)
        assert page.status_code == 200
        if shown.count is not None:
            total = TOTAL.search(page.get_data(as_text=True))
            assert total is not None
            assert int(total[1]) == shown.count, shown


def test_numbers_follow_what_is_published(app: Flask) -> None:
    def count(typed: str, url: str) -> int:
        with app.app_context():  # as in a server, a context for each request
            suggested = _suggested(app.test_client(), typed)
        (found,) = [shown.count for shown in suggested if shown.url == url]
        return found or 0

    places = [("samosir", "/regions/12.17"), ("sumatera utara", "/practices?province=12")]
    before = [count(*place) for place in places]

    publish(2, region="12.17", status="active")

    assert [count(*place) for place in places] == [number + 2 for number in before]


def test_kinds_are_mixed(reader: FlaskClient) -> None:
    urls = [shown.url for shown in _suggested(reader, "sa")]

    assert len(urls) == len(set(urls)) == 8
    kinds = [re.sub(r"[/?].*", "", url.removeprefix("/")) for url in urls]
    assert {"regions", "practices"} <= set(kinds)
    assert any(re.match(r"/(sectors|dimensions)/|/practices\?", url) for url in urls)
    assert sum(bool(re.match(r"/practices/[a-z]", url)) for url in urls) >= 3


def test_each_language_has_its_words(reader: FlaskClient) -> None:
    english = _suggested(reader, "educ", prefix="/en")[0]

    assert english.url == "/en/sectors/pendidikan"
    assert english.label == "Education"
    assert re.fullmatch(r"SPM sector · \d+ practices?", english.note)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "a", "x" * 200, "qqqq", "%%", "'\"<>", "-", "*" * 40, "日本"],
)
def test_what_fits_nothing_suggests_nothing(reader: FlaskClient, typed: str) -> None:
    assert _suggested(reader, typed) == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("?q=ba&q=zz", 200), ("?q=" + "x" * 201, 400), ("?q=%00", 400)],
)
def test_odd_requests_are_answered(reader: FlaskClient, query: str, status: int) -> None:
    assert reader.get(f"/practices/suggest{query}").status_code == status


def test_titles_are_escaped(empty_library: Flask) -> None:
    title = 'Zamrud "<script>alert(1)</script>'
    publish(1, status="active", title={"id": title, "en": title})

    text = empty_library.test_client().get("/practices/suggest?q=zamr").get_data(as_text=True)

    assert "<script" not in text
    assert title in unescape(text)


def test_answers_may_be_kept_for_a_while_and_set_no_cookie(reader: FlaskClient) -> None:
    answer = reader.get("/practices/suggest?q=sam")

    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_a_key_stroke_asks_the_database_only_whether_anything_changed(library: Flask) -> None:
    client = library.test_client()
    client.get("/practices/suggest?q=sampah")
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    with library.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    client.get("/practices/suggest?q=stuntng")
    sa.event.remove(engine, "before_cursor_execute", note)

    *beginning, question = asked
    assert all(said.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION")) for said in beginning)
    assert question.endswith("FROM generation")


@pytest.mark.parametrize("state", set(PracticeState) - {"published"})
def test_what_is_not_in_the_results_is_not_suggested(app: Flask, state: PracticeState) -> None:
    def answer() -> str:
        with app.app_context():
            return app.test_client().get("/practices/suggest?q=redkar").get_data(as_text=True)

    assert "/practices/tangsel-redkar" in answer()

    with unit_of_work() as session:
        session.query(Practice).filter_by(slug="tangsel-redkar").one().state = state

    assert "tangsel-redkar" not in answer()


def test_names_that_begin_with_all_of_it_go_before_others() -> None:
    prefixes = Prefixes([["besar jalan"], ["jalan besar"], ["jalan", "lintas jalan besar"]])

    assert prefixes.find(typed_words("jalan b"), 8) == [1, 0, 2]
    assert prefixes.find(typed_words("jalan"), 2) == [1, 2]
    assert prefixes.find(typed_words("besar l"), 8) == [2]
    assert prefixes.find([], 8) == []


def test_only_unknown_words_are_corrected() -> None:
    corrector = Corrector(Prefixes([["sampah kota"]]), Prefixes([["kampung"]]))

    assert corrector.correct(["sampsh", "kot"]) == ["sampah", "kot"]
    assert corrector.correct(["xyzzy"]) == ["xyzzy"]
