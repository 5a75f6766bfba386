"""Tables of practices: looked at row by row, and taken in whole or not at all."""

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.services import erasing
from portal.core import clock
from portal.core.db import db, reading
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft
from portal.practices.models.imports import ImportTable
from portal.practices.services import tables
from portal.practices.services.tables import MOST_KEPT
from tests.factories.drafts import PUBLISHER, REGION, somebody
from tests.factories.people import signed_in, token_on

PAGE = "/practices/import"
IID = (
    "No;nama inovasi daerah;Tahapan Inovasi;Inisiator Inovasi Daerah;Jenis Inovasi;"
    "Urusan Inovasi Daerah;Waktu Penerapan Inovasi Daerah;Tujuan Inovasi Daerah;"
    "Rancang Bangun dan Pokok Perubahan;Hasil Inovasi\r\n"
)
GOOD = (
    "1;Antrean;Uji Coba;Perangkat Daerah;Non Digital;Kesehatan;12/03/2024;Tidak menunggu;"
    '"Baris satu\r\nbaris dua";"\'=1+1"\r\n'
)
BAD = f"2;{'x' * 101};besok;ASN;Digital;Kesehatan;2023-2024;;;\r\n"


@pytest.fixture
def sari(empty_library: Flask) -> FlaskClient:
    """The browser of a publisher."""
    somebody("sari@kota.go.id", PUBLISHER)
    return signed_in(empty_library, "sari@kota.go.id")


def _send(browser: FlaskClient, body: str | bytes, **more: str) -> TestResponse:
    content = body.encode() if isinstance(body, str) else body
    data = {
        "csrf_token": token_on(browser, PAGE),
        "region": REGION,
        "file": (io.BytesIO(content), "praktik.csv"),
        **more,
    }
    return browser.post(PAGE, data=data, content_type="multipart/form-data")


def _take(browser: FlaskClient, page: str, *left_out: object, once: str = "") -> TestResponse:
    data = {
        "csrf_token": token_on(browser),
        "left_out": [str(line) for line in left_out],
        "once": once,
    }
    return browser.post(page, data=data)


def _records() -> list[dict[str, object]]:
    with reading():
        return list(db.session.scalars(sa.select(Draft.record).order_by(Draft.id)))


def _faults(page: str) -> dict[str, list[str]]:
    """Return {line: columns with a fault} of a table on its page."""
    return {
        line: re.findall(r"<code>([^<]*)</code>", rest)
        for line, rest in re.findall(r'id="baris-(\d+)">(.*?)</article>', page, re.DOTALL)
        if "Salah:" in rest
    }


def test_a_row_of_a_national_form_becomes_a_draft_after_a_look(sari: FlaskClient) -> None:
    sent = _send(sari, "\ufeff" + IID + GOOD)
    page = sari.get(sent.headers["Location"]).get_data(as_text=True)

    assert _records() == []
    assert "Indeks Inovasi Daerah (IID)" in page
    assert re.search(r"Kolom yang tidak dibawa:\s+No\.", page)
    assert _faults(page) == {}
    assert "Antrean" in page
    assert "Tidak menunggu" in page

    done = _take(sari, sent.headers["Location"])
    shown = sari.get(done.headers["Location"]).get_data(as_text=True)

    assert "1 draf sudah disimpan" in shown
    assert _records() == [
        {
            "region": REGION,
            "compiled_by": "region",
            "status": "active",
            "title": {"id": "Antrean"},
            "stage": "uji-coba",
            "initiator": "opd",
            "form": "non-digital",
            "urusan": ["kesehatan"],
            "year": 2024,
            "summary": {"id": "Tidak menunggu"},
            "sections": {
                "solution": {"id": "Baris satu\r\nbaris dua"},
                "results": {"id": "=1+1"},
            },
        }
    ]
    assert sari.get(sent.headers["Location"]).status_code == 404


def test_two_columns_of_a_form_join_in_one_text(sari: FlaskClient) -> None:
    table = (
        "Judul Inovasi,Kebaruan/Nilai Tambah,IMPLEMENTASI INOVASI,Adaptabilitas,Tautan Video\n"
        "Antrean,Baru di provinsi ini.,Dimulai di dua kelurahan.,Perlu listrik.,https://x.id/v\n"
    )
    sent = _send(sari, table)

    assert "Tautan Video" in sari.get(sent.headers["Location"]).get_data(as_text=True)
    assert _take(sari, sent.headers["Location"]).status_code == 303
    (saved,) = _records()
    assert saved["sections"] == {
        "solution": {"id": "Baru di provinsi ini.\n\nDimulai di dua kelurahan."},
        "conditions": {"id": "Perlu listrik."},
    }


def test_a_bad_row_keeps_all_out_until_it_is_taken_out(sari: FlaskClient) -> None:
    sent = _send(sari, IID + GOOD + BAD)
    address = sent.headers["Location"]
    page = sari.get(address).get_data(as_text=True)

    assert _faults(page) == {
        "4": ["Nama Inovasi Daerah", "Waktu Penerapan Inovasi Daerah"],
    }
    refused = _take(sari, address)
    assert refused.status_code == 422
    assert "belum ada yang disimpan" in refused.get_data(as_text=True)
    nothing = _take(sari, address, 2, 4)
    assert nothing.status_code == 422
    assert "Sisakan sedikitnya satu baris" in nothing.get_data(as_text=True)
    assert _records() == []

    assert _take(sari, address, 4, "x", "9" * 5000).status_code == 303
    assert [saved["title"] for saved in _records()] == [{"id": "Antrean"}]


def test_what_does_not_fit_is_told_beside_its_column(sari: FlaskClient) -> None:
    table = (
        "title,year,stage,sectors,cost_band,region,contact_mail\n"
        f"Satu,2024,penerapan,kesehatan,,{REGION},dinas@kota.go.id\n"
        "Dua,lama,penerapan,,,,x\n"
        "Tiga,2024,besok,air,murah,,\n"
        ",2024,,,,,\n"
        "Lima,2024,,,,35.10,\n"
        "Enam,2024\n"
    )
    page = sari.get(_send(sari, table).headers["Location"]).get_data(as_text=True)

    assert _faults(page) == {
        "3": ["year", "contact_mail"],
        "4": ["stage", "sectors", "cost_band"],
        "5": ["title"],
        "6": ["region"],
        "7": [],
    }


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(sari: FlaskClient, coding: str, between: str) -> None:
    text = f"title{between}problem\r\nRaport{between}“Café” 50 €\r\n"
    sent = _send(sari, text.encode(coding))

    assert _take(sari, sent.headers["Location"]).status_code == 303
    (saved,) = _records()
    assert saved["sections"] == {"problem": {"id": "“Café” 50 €"}}


def test_sent_twice_a_table_is_taken_in_once(sari: FlaskClient) -> None:
    sent = [_send(sari, IID + GOOD, once="satu").headers["Location"] for _time in range(2)]
    assert sent[0] == sent[1]

    taken = [_take(sari, sent[0], once="dua").headers["Location"] for _time in range(2)]
    assert taken[0] == taken[1]
    assert len(_records()) == 1


def test_a_table_is_its_uploaders_alone(empty_library: Flask, sari: FlaskClient) -> None:
    address = _send(sari, IID + GOOD).headers["Location"]
    somebody("joko@kota.go.id", PUBLISHER)
    colleague = signed_in(empty_library, "joko@kota.go.id")

    assert colleague.get(address).status_code == 404
    assert _take(colleague, address).status_code == 404
    assert empty_library.test_client().get(address).status_code == 303
    assert sari.get(f"{PAGE}/abcdefgh2345").status_code == 404
    assert _records() == []


def test_few_tables_are_kept_and_only_for_a_day(
    sari: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [
        _send(sari, f"title\nNaskah {number}\n").headers["Location"]
        for number in range(MOST_KEPT + 1)
    ]
    assert [sari.get(address).status_code for address in sent] == [404, *[200] * MOST_KEPT]

    with unit_of_work() as session:
        session.execute(
            sa.update(ImportTable).values(created_at=clock.utcnow() - timedelta(days=2))
        )
    assert sari.get(sent[-1]).status_code == 404
    tables.forget_old()
    with reading():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportTable)) == 0


def test_an_erased_person_leaves_no_table(empty_library: Flask, sari: FlaskClient) -> None:
    _send(sari, IID + GOOD)
    with reading():
        owner = db.session.scalars(sa.select(ImportTable.person_id)).one()
    erasing.erase_by_command(owner)

    with reading():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportTable)) == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Practice)) == 0
