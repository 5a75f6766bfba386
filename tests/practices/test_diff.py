"""Versions: listed, told apart part by part and word by word, taken up again."""

import re
from typing import Any

import pytest
from flask import Flask

from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.services import drafts
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    SLUG,
    Post,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.reviewing import entered, read, sent

FIRST, SECOND = COMPLETE["blocks"]
WAIT = COMPLETE["indicators"][0]
CHANGES: dict[str, Any] = {
    "summary": {"id": "Warga mengambil nomor antrean puskesmas dari kantor."},
    "blocks": [
        {"kind": "data", "title": {"id": "Data kunjungan"}, "body": {"id": "Dihitung tiap hari."}},
        {**FIRST, "body": {"id": "Warga memilih hari kedatangan."}},
        SECOND,
    ],
    "indicators": [
        {**WAIT, "name": {"id": "Keluhan"}, "unit": {"id": "aduan"}},
        {**WAIT, "actual": {"value": 30, "period": "2026", "sources": ["s1"]}},
    ],
}
PART = re.compile(r'<section class="compared".*?</section>', re.DOTALL)


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _revise(actor: Any, changes: dict[str, Any]) -> None:
    with unit_of_work() as session:
        practice = practice_of(SLUG)
        token = drafts.revise(session, actor, practice).token
        drafts.save(session, actor, practice, changes, token=token)
    submitted(actor, SLUG)


def test_two_versions_are_told_apart_and_an_old_one_taken_up_again(empty_library: Flask) -> None:
    sari, actor = entered(empty_library, "sari@kota.go.id", PUBLISHER)
    editor = somebody("rina@pusat.go.id", EDITOR)
    written(actor)
    submitted(actor, SLUG)
    approved(editor, SLUG)
    _revise(actor, CHANGES)
    notice = "Revisi menunggu editor"
    visitor = empty_library.test_client()
    assert notice in read(sari, f"/practices/{SLUG}")
    assert notice not in read(visitor, f"/practices/{SLUG}")
    review = read(sari, f"/practices/{SLUG}/review")
    assert "Berubah sejak versi 1" in review
    assert "isian berubah sejak" in review
    approved(editor, SLUG)

    page = read(visitor, f"/practices/{SLUG}/diff/1/2")
    assert re.search(r"<del>.*?rumah\.</del>", page)
    assert re.search(r"<ins>.*?kantor\.</ins>", page)
    parts = [_plain(part) for part in PART.findall(page)]
    assert [part.split()[0:2] for part in parts] == [
        ["Judul", "dan"],
        ["Blok", "1:"],
        ["Blok", "2:"],
        ["Blok", "3:"],
        ["Hasil", "Indikator"],
    ]
    assert "baru" in parts[1]
    assert "dulu blok 1" in parts[2]
    assert "dulu blok 2" in parts[3]
    assert "Keluhan (aduan)" in parts[4]
    assert "Loket wajib melayani" not in page
    assert "Loket wajib melayani" in read(visitor, f"/practices/{SLUG}/diff/1/2?all=1")
    back = read(visitor, f"/practices/{SLUG}/diff/2/1")
    assert re.search(r"<ins>.*?rumah\.</ins>", back)
    assert "Tidak ada isian yang berbeda." in read(visitor, f"/practices/{SLUG}/diff/2/2")
    read(visitor, f"/practices/{SLUG}/diff/1/3", 404)

    listed = read(visitor, f"/practices/{SLUG}/versions")
    assert listed.index("Versi 2") < listed.index("Versi 1")
    assert f"/practices/{SLUG}/diff/1/2" in listed
    assert "sebagai draf baru" not in listed
    assert f"/practices/{SLUG}/diff/1/2" in read(visitor, f"/practices/{SLUG}/v1")
    assert "sebagai draf baru" in read(sari, f"/practices/{SLUG}/versions")
    assert sent(sari, f"/practices/{SLUG}/v1/restore").status_code == 303
    assert "dari rumah." in read(sari, f"/practices/{SLUG}/review")
    again = sent(sari, f"/practices/{SLUG}/v1/restore")
    assert again.status_code == 409
    assert "sedang direvisi" in again.get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PUBLISHER])
def test_only_its_writers_take_a_version_up_again(empty_library: Flask, role: Role) -> None:
    actor = somebody("sari@kota.go.id", PUBLISHER)
    written(actor)
    submitted(actor, SLUG)
    approved(somebody("rina@pusat.go.id", EDITOR), SLUG)
    stranger, _other = entered(empty_library, "bayu@kab.go.id", Post(role=role, region="35.10"))

    assert sent(stranger, f"/practices/{SLUG}/v1/restore").status_code == 403
    assert sent(stranger, "/practices/tidak-ada/v1/restore").status_code in {403, 404}
