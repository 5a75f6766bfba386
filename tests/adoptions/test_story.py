"""A region adopts a practice by the pages: begun, planned, moved, reported, confirmed, verified."""

import re
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.adoptions.models import Adoption, Stage
from portal.core.audit import AuditEvent
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.search import outbox
from tests.factories.adoptions import LONTAR, RANDU, begun, confirmed, reported, stage_of
from tests.factories.drafts import SLUG, TITLE
from tests.factories.pages import text_of
from tests.factories.people import faults, send

START = f"/practices/{SLUG}/adopt"
TREE = f"/practices/{SLUG}/adoptions"
Browser = Callable[[str], FlaskClient]


def _key() -> str:
    with unit_of_work() as session:
        return session.scalars(sa.select(Adoption.public_id).order_by(Adoption.id.desc())).first()


def _audited() -> list[str]:
    with unit_of_work() as session:
        rows = session.scalars(
            sa.select(AuditEvent.action)
            .where(AuditEvent.kind == "adoption")
            .order_by(AuditEvent.seq)
        )
        return [action.removeprefix("adoption:") for action in rows]


def test_from_interest_to_a_verified_outcome(app: Flask, browser: Browser) -> None:
    bayu, visitor = browser("bayu"), app.test_client()
    assert "Belum ada daerah" in text_of(visitor, f"/practices/{SLUG}")
    assert "Kota Surabaya, daerah asalnya" in text_of(bayu, START)
    begin = {"region": LONTAR, "source": "", "note": "Antrean kami juga panjang."}
    done = send(bayu, START, START, **begin)
    key = _key()
    page = f"/adoptions/{key}"
    assert (done.status_code, done.location) == (303, f"{page}?done=started")
    assert send(bayu, START, START, **begin).status_code == 409
    assert "1 mulai" in text_of(visitor, f"/practices/{SLUG}")

    step = f"{page}/step"
    skipped = send(bayu, f"{page}/move", step, to="committed")
    assert (skipped.status_code, stage_of(key)) == (409, Stage.INTERESTED)
    assert send(bayu, f"{page}/move", step).status_code == 422
    for to in ("exploring", "committed"):
        answer = send(bayu, f"{page}/move", step, to=to, **{"move-note": f"Catatan {to}"})
        assert answer.status_code == 303

    _planned(bayu, page)
    shown = text_of(visitor, page)
    for text in ("Diubah: 1", "Ditinggalkan: 1", "Ditambahkan: 1", "Kader antrean"):
        assert text in shown

    for to in ("adapting", "piloting", "operating"):
        assert send(bayu, f"{page}/move", step, to=to).status_code == 303
    without = send(bayu, f"{page}/report", step, **{"report-report": "Turun."})
    assert (without.status_code, stage_of(key)) == (422, Stage.OPERATING)
    assert "Turun." in without.get_data(as_text=True)
    _measured(bayu, page)
    assert send(bayu, f"{page}/report", step, **{"report-report": "Turun."}).status_code == 303
    shown = text_of(visitor, page)
    assert "Turun 60 (46%)" in shown
    assert "Belum terverifikasi: menunggu konfirmasi Kota Surabaya." in shown
    assert _audited()[-2:] == ["indicators", "moved"]


def _planned(bayu: FlaskClient, page: str) -> None:
    sent = {"b1-choice": "changed", "b1-note": " ", "b2-choice": "dropped", "b2-note": "Sudah ada."}
    bare = send(bayu, f"{page}/blocks", f"{page}/blocks", **sent)
    assert (bare.status_code, len(faults(bare.get_data(as_text=True)))) == (422, 1)
    assert "Sudah ada." in bare.get_data(as_text=True)
    sent |= {"b1-note": "Loket tetap ada.", "a0-title": "Kader antrean", "a0-note": "Di desa."}
    assert send(bayu, f"{page}/blocks", f"{page}/blocks", **sent).status_code == 303


def _measured(bayu: FlaskClient, page: str) -> None:
    figures = {"m0-baseline": "banyak", "m0-target": "80", "m0-actual": "70"}
    wrong = send(bayu, f"{page}/indicators", f"{page}/indicators", **figures)
    assert (wrong.status_code, len(faults(wrong.get_data(as_text=True)))) == (422, 2)
    figures |= {"m0-baseline": "130", "m0-source": "Laporan loket", "m0-actual_period": "2027"}
    assert send(bayu, f"{page}/indicators", f"{page}/indicators", **figures).status_code == 303


def test_two_sides_verify_and_only_then_the_evidence_rises(
    app: Flask, browser: Browser, who: Callable[[str], Actor]
) -> None:
    key = begun(who("bayu"))
    reported(who("bayu"), key)
    page, bayu, visitor = f"/adoptions/{key}", browser("bayu"), app.test_client()
    sari, rina = browser("sari"), browser("rina")
    assert "menunggu konfirmasi daerah Anda" in text_of(sari, "/desk")
    assert bayu.get(f"{page}/verdict").status_code == 403
    verdict = f"{page}/verdict"
    early = send(rina, f"{page}/verify", verdict)
    assert (early.status_code, stage_of(key)) == (409, Stage.REPORTED)
    empty = send(sari, f"{page}/confirm", verdict)
    assert (empty.status_code, len(faults(empty.get_data(as_text=True)))) == (422, 2)
    says = {"confirm-outcome": "success", "confirm-note": "Kami berkunjung."}
    assert send(sari, f"{page}/confirm", verdict, **says).status_code == 303
    assert send(sari, f"{page}/confirm", verdict, **says).status_code == 409
    assert "menunggu editor nasional" in text_of(visitor, page)
    assert "Bukti 2 dari 4" in text_of(visitor, f"/practices/{SLUG}")

    assert "menunggu verifikasi" in text_of(rina, "/desk")
    assert send(rina, f"{page}/verify", verdict).status_code == 303
    assert "Terverifikasi: berhasil" in text_of(visitor, page)
    assert "Bukti 4 dari 4" in text_of(visitor, f"/practices/{SLUG}")
    assert f'data-slug="{SLUG}"' in text_of(visitor, "/practices?evidence=4")
    assert outbox.drift() == []
    assert "1 terverifikasi" in text_of(visitor, f"/practices/{SLUG}")
    assert _audited()[-2:] == ["confirmed", "verified"]
    for path in (page, TREE, "/adoptions", "/adoptions/why-not"):
        assert "%(" not in text_of(visitor, f"/en{path}")


def test_what_came_of_it_can_be_sent_back(browser: Browser, who: Callable[[str], Actor]) -> None:
    key = begun(who("bayu"))
    reported(who("bayu"), key)
    confirmed(who("sari"), key)
    page, rina, bayu = f"/adoptions/{key}", browser("rina"), browser("bayu")
    verdict = f"{page}/verdict"
    indicators = f"{page}/indicators"
    assert send(bayu, indicators, indicators, **{"m0-target": "1"}).status_code == 409

    assert send(rina, f"{page}/return", verdict).status_code == 422
    asked = {"send_back-note": "Angka 2027 dari mana?"}
    assert send(rina, f"{page}/return", verdict, **asked).status_code == 303

    shown = text_of(bayu, page)
    assert "Editor meminta hasilnya diperiksa lagi" in shown
    assert "menunggu konfirmasi Kota Surabaya" in shown
    figures = {"m0-baseline": "131", "m0-actual": "71", "m0-source": "Laporan 2027"}
    assert send(bayu, indicators, indicators, **figures).status_code == 303
    assert "131" in text_of(bayu, page)


def test_a_second_generation_a_dropped_one_and_the_tree(
    app: Flask, browser: Browser, who: Callable[[str], Actor]
) -> None:
    first = begun(who("bayu"), to=Stage.PILOTING)
    randu, kesambi, visitor = browser("randu"), browser("kesambi"), app.test_client()
    assert "Kab. Banyuwangi: Uji coba" in text_of(randu, START)
    assert send(randu, START, START, region=RANDU, source=first).status_code == 303
    second = _key()
    assert "generasi 2" in text_of(visitor, f"/adoptions/{second}")

    send(kesambi, START, START, region="35.11", source="")
    third = f"/adoptions/{_key()}"
    bare = send(kesambi, f"{third}/drop", f"{third}/step", **{"drop-reason": "bosan"})
    assert (bare.status_code, len(faults(bare.get_data(as_text=True)))) == (422, 2)
    why = {"drop-reason": "anggaran", "drop-text": "Dana dialihkan ke jalan."}
    assert send(kesambi, f"{third}/drop", f"{third}/step", **why).status_code == 303

    practice = text_of(visitor, f"/practices/{SLUG}")
    assert "3 mulai, 2 berjalan, 1 berhenti (anggaran)" in practice
    tree = text_of(visitor, TREE)
    listed = tree[tree.index('id="h-daftar"') :].partition("</section>")[0]
    names = re.findall(r'<li><a href="[^"]+">([^<]+)</a>', listed)
    assert names == ["Kota Surabaya", "Kab. Banyuwangi", "Kab. Jember", "Kab. Bondowoso"]
    assert listed.count("<ul>") == listed.count("</ul>") == 3
    assert tree.count('<use href="#s-box" />') == 4
    assert "Berhenti: Anggaran" in tree
    reasons = text_of(visitor, f"/adoptions/why-not?practice={SLUG}")
    assert "Anggaran (1 penerapan)" in reasons
    assert TITLE in reasons
    assert "anggaran (1)" in text_of(visitor, "/adoptions/why-not?dimension=tata-kelola")
    assert TITLE not in text_of(visitor, "/adoptions/why-not?dimension=lingkungan")

    assert send(kesambi, f"{third}/resume", f"{third}/step").status_code == 303
    assert send(kesambi, f"{third}/resume", third).status_code == 409
    shown = text_of(visitor, third)
    assert "Dana dialihkan ke jalan." in shown
    assert "Menjajaki" in shown
