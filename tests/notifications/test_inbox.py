"""The inbox over the web: what is new, what is read, whose it is, and how mail is chosen."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core import jobs
from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.notifications.models import How, Notification
from portal.notifications.queries import preferences
from tests.factories.notifications import ring, silenced, strike
from tests.factories.people import active, faults, send, signed_in
from tests.smtp import Box

RINA = "rina@dinas.go.id"
DEWI = "dewi@dinas.go.id"


@pytest.fixture
def rina(portal: Flask) -> int:
    return active(RINA)


@pytest.fixture
def client(portal: Flask, rina: int) -> FlaskClient:
    return signed_in(portal, RINA)


def _page(client: FlaskClient, path: str = "/inbox") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _unread(page: str) -> str:
    found = re.search(r'<b class="fresh">(\d+)<', page)
    return found[1] if found else ""


def _ids() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Notification.id).order_by(Notification.id)))


def test_what_is_new_is_marked_and_counted_on_every_page(client: FlaskClient) -> None:
    assert "Belum ada kabar." in _page(client)
    ring(1)
    strike(2)
    jobs.run_once()

    page = _page(client)
    english = _page(client, "/en/inbox")

    assert _unread(page) == _unread(_page(client, "/account")) == "2"
    assert page.index("GongStruck 2") < page.index("BellRang 1"), "the newest comes first"
    assert page.count('class="new"') == 2
    assert 'href="/regions?q=1"' in page
    assert 'href="/en/regions?q=1"' in english
    assert "Datang &amp; &lt;i&gt;dengar&lt;/i&gt;." in page
    assert "private, no-store" in client.get("/inbox").headers["Cache-Control"]


def test_a_line_is_read_by_a_button_and_reading_the_page_changes_nothing(
    client: FlaskClient,
) -> None:
    ring(1, 2)
    jobs.run_once()
    assert _unread(_page(client)) == _unread(_page(client)) == "2"

    answer = send(client, f"/inbox/{_ids()[0]}/read", page="/inbox")

    assert answer.status_code == 303
    page = _page(client, answer.location)
    assert _unread(page) == "1"
    assert page.count('class="new"') == 1


def test_all_is_read_but_what_came_after_the_page(client: FlaskClient) -> None:
    ring(1, 2)
    jobs.run_once()
    newest = re.search(r'name="newest" value="(\d+)"', _page(client))
    assert newest is not None
    ring(3)
    jobs.run_once()

    send(client, "/inbox/read", page="/inbox", newest=newest[1])
    assert _unread(_page(client)) == "1"
    for odd in ("", "x", "-1", "9" * 40):
        assert send(client, "/inbox/read", page="/inbox", newest=odd).status_code == 303
    assert _unread(_page(client)) == "1"


def test_nobody_reads_or_marks_the_inbox_of_another(
    client: FlaskClient, portal: Flask, rina: int
) -> None:
    ring(1)
    jobs.run_once()
    dewi = active(DEWI)
    other = signed_in(portal, DEWI)

    assert "BellRang" not in _page(other)
    assert _unread(_page(other)) == ""
    for number in (*_ids(), 99999):
        assert send(other, f"/inbox/{number}/read", page="/inbox").status_code == 404
    send(other, "/inbox/read", page="/inbox", newest=str(max(_ids())))
    assert _unread(_page(client)) == "1"
    assert portal.test_client().get("/inbox").status_code == 303
    assert portal.test_client().post("/inbox/read").status_code == 403
    assert preferences(dewi) == preferences(rina)


def test_what_its_owner_may_no_longer_see_is_not_told(client: FlaskClient) -> None:
    ring(1)
    jobs.run_once()
    silenced.add(1)

    page = _page(client)

    assert "BellRang" not in page
    assert "Isinya tidak lagi terbuka untuk Anda." in page


def test_an_inbox_has_pages(client: FlaskClient) -> None:
    strike(*range(45))
    jobs.run_once()

    pages = [_page(client, f"/inbox?page={number}") for number in (1, 2, 3)]

    titles = [re.findall(r"GongStruck (\d+)", page) for page in pages]
    assert [len(found) for found in titles] == [20, 20, 5]
    assert len({number for found in titles for number in found}) == 45
    assert "Halaman 2 dari 3" in pages[1]
    assert 'href="/inbox?page=3"' in pages[1]
    assert [client.get(f"/inbox?page={odd}").status_code for odd in ("0", "4", "x", "9" * 30)] == [
        404
    ] * 4
    back = send(client, f"/inbox/{_ids()[0]}/read?page=3", page="/inbox")
    assert back.location.endswith("/inbox?page=3")


def test_how_mail_comes_is_chosen_kind_by_kind(client: FlaskClient, rina: int, box: Box) -> None:
    page = _page(client, "/inbox/settings")
    assert '<option selected value="now">Surel segera' in page
    assert '<option selected value="daily">Rangkuman harian' in page
    assert "07.00 WIB" in page

    saved = send(client, "/inbox/settings", page="/inbox/settings", bell="never", gong="now")
    assert "Pilihan Anda sudah disimpan." in _page(client, saved.location)
    assert preferences(rina) == {"bell": How.NEVER, "gong": How.NOW}
    jobs.run_once()
    box.taken.clear()
    ring(1)
    strike(2)
    jobs.run_once()
    assert [taken.message["Subject"].split()[0] for taken in box.taken] == ["GongStruck"]

    refused = send(client, "/en/inbox/settings", page="/inbox/settings", bell="hourly", gong="now")
    assert refused.status_code == 422
    assert faults(refused.get_data(as_text=True)) == ["Lonceng: Choose one of the list."]
    assert preferences(rina) == {"bell": How.NEVER, "gong": How.NOW}


def test_a_page_is_shown_also_where_nothing_can_be_counted(client: FlaskClient) -> None:
    with unit_of_work() as session:
        session.execute(sa.text("DROP TABLE notification"))

    assert "Kotak masuk" in _page(client, "/account")


def test_who_bounces_is_told_and_can_say_that_the_address_is_right(
    client: FlaskClient, box: Box
) -> None:
    jobs.run_once()
    box.at_recipient = lambda _to: "550 5.1.1 <rina> unknown"
    ring(1)
    jobs.run_once()
    box.at_recipient = lambda _to: None
    box.taken.clear()

    assert "Surel ke alamat Anda ditolak" in _page(client)
    assert "550 5.1.1 &lt;rina&gt; unknown" in _page(client, "/inbox/settings")
    answer = send(client, "/inbox/address", page="/inbox/settings")
    page = _page(client, answer.location)

    assert "kami kirim lagi ke alamat ini" in page
    assert "550" not in page
    ring(2)
    jobs.run_once()
    assert len(box.taken) == 1
