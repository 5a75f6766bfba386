"""A practice in the shapes of national programmes: every column filled or empty, and back again."""

import csv
import io

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.practices.schemas.columns import Cell, Column
from portal.practices.schemas.national import IID, KIPP, NATIONAL
from portal.practices.schemas.record import RecordSchema
from portal.practices.schemas.sheet import read_table, to_rows

SLUG = "banyuwangi-festival"
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


def _row(reader: FlaskClient, code: str) -> dict[str, str]:
    answer = reader.get(f"/practices/{SLUG}/export-{code}.csv")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert f'filename="{SLUG}.{code}.csv"' in answer.headers["Content-Disposition"]
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    return row


def test_a_practice_fills_every_column_that_it_has_something_for(reader: FlaskClient) -> None:
    record = reader.get(f"/api/v1/practices/{SLUG}").get_json()["record"]
    iid, kipp = _row(reader, "iid"), _row(reader, "kipp")

    assert list(iid) == [column.name for column in IID.columns]
    assert list(kipp) == [column.name for column in KIPP.columns]
    assert iid["Nama Inovasi Daerah"] == kipp["Judul Inovasi"] == record["title"]["id"]
    assert iid["Tahapan Inovasi"] == "Penerapan"
    assert iid["Waktu Penerapan Inovasi Daerah"] == str(record["year"])
    assert iid["Bentuk Inovasi Daerah"] == kipp["Tautan Video"] == ""
    assert kipp["Ringkasan"] == record["summary"]["id"]
    assert kipp["Signifikansi"] == iid["Hasil Inovasi"]
    problem = record["sections"]["problem"]["id"]
    assert "[s1]" in problem
    assert kipp["Latar Belakang dan Tujuan"].split()[:5] == problem.split()[:5]
    assert not any("[s" in cell for cell in (*iid.values(), *kipp.values()))
    page = reader.get(f"/practices/{SLUG}").get_data(as_text=True)
    for code in ("iid", "kipp"):
        assert f'href="/practices/{SLUG}/export-{code}.csv"' in page
        assert reader.get(f"/practices/tidak-ada/export-{code}.csv").status_code == 404


def test_every_place_of_a_column_is_one_that_a_record_has() -> None:
    fields = RecordSchema().fields
    for column in (column for shape in NATIONAL for column in shape.columns if column.place):
        assert column.place[0] in fields, column.name
        assert (column.cell in {Cell.TERM, Cell.TERMS}) is bool(column.scheme), column.name


def _value(column: Column) -> st.SearchStrategy[object]:
    if column.cell is Cell.YEAR:
        return st.integers(1945, 2026)
    chosen = {
        "practice-stage": ["inisiatif", "uji-coba"],
        "initiator": ["kepala-daerah", "dprd", "opd"],
        "practice-form": ["digital", "non-digital", "campuran"],
        "urusan": ["kesehatan", "sosial", "trantibumlinmas"],
    }.get(column.scheme)
    if chosen is None:
        return TEXT
    one = st.sampled_from(chosen)
    return st.lists(one, min_size=1, unique=True) if column.cell is Cell.TERMS else one


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it is only read
@given(st.data())
def test_what_goes_out_comes_in_again(reader: FlaskClient, data: st.DataObject) -> None:
    for shape in NATIONAL:
        record: dict[str, object] = {}
        for column in shape.columns:
            named = column.place == ("title", "id")
            if not column.place or column.adds or not (named or data.draw(st.booleans())):
                continue
            place = record
            for step in column.place[:-1]:
                place = place.setdefault(str(step), {})  # type: ignore[assignment]  # JSON
            place[str(column.place[-1])] = data.draw(_value(column))
        with reader.application.app_context():
            (row,) = read_table(to_rows([record], shape)).rows

        assert row.faults == ()
        assert row.record == record
