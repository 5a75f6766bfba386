"""What was searched for, as editors read it, and what a night's look keeps of changes."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts.services.memberships import Post
from portal.care.queries.effects import effect_of
from portal.care.services import nightly
from portal.core.clock import today
from portal.core.db import end_transaction, reading
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.needs.models import Channel, SearchEvent
from portal.search.guidance import current_guidance
from tests.care.conftest import Desk
from tests.factories.clock import at
from tests.factories.people import active, signed_in


def _log(query: str, stems: str, *, hits: int, clicked: int | None = None, ago: int = 0) -> None:
    with unit_of_work() as session:
        session.add(
            SearchEvent(
                day=today() - timedelta(days=ago),
                session="0" * 16,
                kind="practice",
                channel=Channel.PAGE,
                language="id",
                query=query,
                stems=stems,
                filters={},
                hits=hits,
                clicked=clicked,
            )
        )


@pytest.fixture
def logged(desk: Desk) -> Desk:
    """Some searches of today, and one of last month."""
    end_transaction()
    for clicked in (1, 3, None):
        _log("bank sampah", "bank sampah", hits=5, clicked=clicked)
    _log("sampah bank", "bank sampah", hits=5, clicked=14)
    _log("=xqz", "xqz", hits=0)
    _log("lama sekali", "lama", hits=0, ago=20)
    end_transaction()
    return desk


def test_editors_read_what_was_searched_for_and_what_was_opened(logged: Desk) -> None:
    page = logged.read("/needs/searches")

    assert "5 pencarian praktik" in page
    assert "1 tanpa hasil" in page
    assert "3 yang hasilnya dibuka" in page
    assert page.index("bank sampah") < page.index("=xqz"), "the most frequent first"
    assert "lama sekali" not in page
    assert "lama sekali" in logged.read("/needs/searches?days=30")
    assert "33 persen" in page
    assert 'href="/needs/synonyms/new?query=%3Dxqz"' in page
    logged.read("/needs/searches?days=8", status=400)


def test_the_table_is_safe_for_spreadsheets(logged: Desk) -> None:
    answer = logged.editor.get("/needs/searches.csv?days=7")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.content_type == "text/csv; charset=utf-8"
    assert rows[1] == ["bank sampah", "4", "0", "3", "6.0"]
    assert rows[2][0] == "'=xqz"


def test_nobody_else_reads_it(desk: Desk) -> None:
    active("bayu@kab.go.id", Post(role=Role.OFFICER, region="35.10"))
    officer = signed_in(desk.app, "bayu@kab.go.id")

    for path in ("/needs/searches", "/needs/searches.csv", "/needs/synonyms", "/needs/pins"):
        assert officer.get(path).status_code == 403
        assert desk.app.test_client().get(path).status_code == 303
    assert "Perawatan pencarian" not in officer.get("/").get_data(as_text=True)
    assert "Perawatan pencarian" in desk.read("/")


def test_a_change_is_compared_with_the_last_week_too(logged: Desk) -> None:
    page = logged.send("/needs/synonyms/new", status=200, head="Xqz", alike="stunting", act="try")

    week = page.split("Pencarian tujuh hari terakhir")[1]
    assert "3 dari 3 dibandingkan" in week
    assert "“=xqz”" in week
    assert "0 menjadi" in week
    assert "lama sekali" not in week


def test_without_time_the_page_says_how_many_were_compared(app: Flask) -> None:
    with reading():
        now = current_guidance()
        effect = effect_of(now, now.saying("xqz = stunting", topic="xqz"), seconds=-1.0)

    assert effect.golden.compared == 0
    assert effect.golden.of > 80


def test_a_night_after_a_change_its_effect_is_kept_once(logged: Desk) -> None:
    with at("2027-01-08T10:00+07:00"):
        logged.come_again()
        _log("xqz", "xqz", hits=0)
        end_transaction()
        logged.send("/needs/synonyms/new", head="Xqz", alike="stunting", act="save")
        nightly.look()
        assert "Pengaruh perubahan" not in logged.read("/needs/synonyms"), "the day is not over"

    with at("2027-01-09T10:00+07:00"):
        for _time in range(2):
            nightly.look()
        logged.come_again()
        page = logged.read("/needs/synonyms")
        assert "Pengaruh perubahan 8 Januari 2027" in page
        assert "1 perubahan pada hari itu" in page
        assert "“xqz”" in page

    with at("2027-01-10T10:00+07:00"):
        nightly.look()
        logged.come_again()
        assert "Pengaruh perubahan 8 Januari 2027" in logged.read("/needs/synonyms"), "nothing new"
