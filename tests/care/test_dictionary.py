"""The dictionary: what editors say of it holds at once, everywhere, and can be tried and undone."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from config import ROOT
from portal.core import content
from portal.core.audit import AuditEvent
from portal.core.db import db, end_transaction, reading
from portal.search import outbox
from portal.search.models import SearchChange
from tests.care.conftest import Desk

NEW = "/needs/synonyms/new"
ADDED = {"head": "Xqz", "alike": "stunting, kerdil sejak lahir", "act": "save"}
PAGE = "/needs/synonyms/xqz"


def _changes() -> int:
    with reading():
        return db.session.scalar(sa.select(sa.func.count()).select_from(SearchChange)) or 0


def test_a_group_that_an_editor_adds_finds_at_once_and_is_undone_by_one_button(desk: Desk) -> None:
    assert desk.found("xqz") == []

    assert desk.send(NEW, **ADDED) == f"{PAGE}?done=saved"

    assert desk.found("xqz")
    assert set(desk.found("xqz")) <= set(desk.found("stunting"))
    assert "Xqz" in desk.read("/needs/synonyms?q=xqz")
    assert "Ditambah editor" in desk.read("/needs/synonyms?q=xqz")
    with reading():
        told = db.session.scalars(
            sa.select(AuditEvent).where(AuditEvent.action == "search:care")
        ).one()
        assert told.kind == "search_change"

    desk.undo(PAGE)

    assert desk.found("xqz") == []
    assert "Grup ini dihapus editor" not in desk.read("/needs/synonyms?q=stunting")
    desk.undo(PAGE)  # what was undone is undone
    assert desk.found("xqz")
    assert _changes() == 3


def test_another_worker_agrees_without_a_rebuild(
    desk: Desk, other_worker: Callable[[], Flask]
) -> None:
    worker = other_worker()
    there = worker.test_client()
    assert b'data-slug="' not in there.get("/practices?q=xqz").data

    desk.send(NEW, **ADDED)

    assert b'data-slug="' in there.get("/practices?q=xqz").data


def test_an_expression_of_several_words_finds_in_any_index_that_is_there(desk: Desk) -> None:
    desk.send(NEW, head="Xqz", alike="bank sampah", narrower="bus bayar botol", act="save")

    assert "surabaya-green-and-clean-kompos" in desk.found("xqz")
    with desk.app.app_context():
        assert outbox.engine().status().healthy


def test_what_is_tried_shows_both_answers_and_saves_nothing(desk: Desk) -> None:
    page = desk.send(NEW, status=200, **ADDED | {"act": "try", "query": "xqz"})

    before, after = page.split("<h4>Sesudah</h4>")
    assert "0 hasil" in before
    assert 'href="/practices/' in after
    assert "Belum disimpan" in page
    assert 'value="Xqz"' in page
    assert "stunting, kerdil sejak lahir" in page
    assert _changes() == 0
    assert desk.found("xqz") == []


def test_what_a_change_does_to_the_golden_set_is_told(desk: Desk) -> None:
    page = desk.send("/needs/synonyms/pengaduan", status=200, act="try-drop", query="lapor")

    part = page.split("Pencarian yang harus berhasil")[1].split("Pencarian tujuh hari terakhir")[0]
    count = part.split(" dari ")[0].split()[-1]
    assert f"{count} dari {count} dibandingkan" in part
    assert int(count) > 80
    assert "<details" in part
    assert "peringkat" in part


def test_what_the_files_say_can_be_changed_dropped_and_had_again(desk: Desk) -> None:
    page = "/needs/synonyms/damkar"
    was = desk.found("damkar")
    assert was

    desk.send(page, act="save", seen=desk.seen(page), alike="xqz", narrower="", english="")
    assert "Di berkas portal tertulis lain" in desk.read(page)
    assert desk.found("damkar") != was
    assert desk.send(page, act="drop", seen=desk.seen(page)) == f"{page}?done=dropped"
    assert "Dihapus editor" in desk.read("/needs/synonyms?q=damkar")
    assert "Grup ini dihapus editor" in desk.read(page)

    desk.undo(page, 1)  # as before the first of two

    assert desk.found("damkar") == was
    assert "Di berkas portal tertulis lain" not in desk.read(page)


def test_what_another_editor_said_meanwhile_is_not_overwritten(desk: Desk) -> None:
    page = "/needs/synonyms/damkar"
    seen = desk.seen(page)
    desk.send(page, act="save", seen=seen, alike="gulkarmat")

    answer = desk.send(page, status=409, act="save", seen=seen, alike="pasukan api")

    assert "Editor lain mengubahnya lebih dulu" in answer
    assert "pasukan api" in answer, "what was typed is kept"
    assert _changes() == 1
    assert "Tidak ada yang berubah" in desk.send(
        page, status=422, act="save", seen=desk.seen(page), alike="gulkarmat"
    )


def test_a_form_that_is_sent_twice_makes_one_change(desk: Desk) -> None:
    for _time in range(2):
        desk.send(NEW, once="sama", **ADDED)

    assert _changes() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"head": ""}, "Isian ini wajib"),
        ({"head": "!!!"}, "tidak memuat huruf atau angka"),
        ({"head": "dan"}, "hanya kata umum"),
        ({"head": "a = b"}, "tanda yang tidak boleh dipakai"),
        ({"alike": "satu dua tiga empat lima enam tujuh"}, "lebih dari 6 kata"),
        ({"alike": ""}, "paling sedikit satu kata lain"),
        ({"alike": "a" * 601}, "paling panjang 600 karakter"),
        ({"head": "damkar"}, "sudah ada"),
        ({"query": "x" * 201}, "paling panjang 200 karakter"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(
    desk: Desk, typed: dict[str, str], told: str
) -> None:
    page = desk.send(NEW, status=422, **ADDED | typed)

    assert told in page
    assert 'id="faults"' in page
    assert next(iter(typed.values())) in page
    assert _changes() == 0


def test_groups_that_never_were_are_not_found(desk: Desk) -> None:
    desk.read("/needs/synonyms/tidak-ada", status=404)
    desk.read("/needs/synonyms?page=99", status=404)
    desk.send("/needs/changes/99/undo", status=404, seen="0")


def test_a_load_keeps_what_editors_said_and_an_export_has_it(desk: Desk, tmp_path: Path) -> None:
    desk.send(NEW, **ADDED)
    end_transaction()

    content.load(ROOT / "content")
    content.export(tmp_path / "out")

    lines = (tmp_path / "out" / "search" / "synonyms.txt").read_text().splitlines()
    assert "Xqz = stunting, kerdil sejak lahir" in lines
    assert len(lines) > 300
    assert desk.found("xqz")


def test_faults_of_the_files_are_named(empty_app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "content" / "search"
    folder.mkdir(parents=True)
    (folder / "synonyms.txt").write_text("abc = def\nabc = ghi\n!! = x\nalone =\n")
    (folder / "golden.yaml").write_text("everyday:\n  sampah: {x: 4}\n  air: []\n")

    found = [str(fault) for fault in content.read(tmp_path / "content").problems]

    for told in (
        "search/synonyms.txt:2: 'abc' has a group already, on line 1",
        "search/synonyms.txt:3: '!!': an expression without a word",
        "search/synonyms.txt:4: 'alone': a group of one expression",
        "search/golden.yaml:2: everyday.sampah: the grades are 1, 2 and 3",
        "search/golden.yaml:3: everyday.air: must be a mapping of practices to grades",
    ):
        assert told in found
