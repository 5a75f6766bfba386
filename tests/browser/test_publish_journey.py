"""From the first word to the second version: a real browser without script, both languages."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, expect

from portal.accounts.queries import person_by_mail
from portal.core import jobs
from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.core.permissions import Actor, Role
from portal.core.uploads.intake import Purpose
from portal.practices.forms.fields import id_of
from portal.search import outbox
from tests.browser.bridge import ORIGIN
from tests.browser.writers import Seat, Writer, seats
from tests.databases import ONE_DATABASE
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    TITLE,
    Post,
    actor_of,
    written,
)
from tests.factories.people import active, mails
from tests.factories.uploads import File, attached, picture

pytestmark = ONE_DATABASE
PATH = f"/practices/{SLUG}"
SOURCE = "Laporan loket 2026"
# What a practice needs besides blocks, results and pictures: step by step, as somebody types it.
TYPED = {
    "problem": {
        "summary.id": "Warga mengambil nomor antrean puskesmas dari rumah.",
        "stage": "penerapan",
        "sections.problem.id": "Warga menunggu dua jam sebelum diperiksa.",
    },
    "resources": {"cost.band": "100-juta-1-miliar"},
    "conditions": {"sections.conditions.id": "Puskesmas punya petugas loket."},
    "failures": {"sections.failures.id": "Pesan singkat berbayar terlalu mahal."},
    "classification": {"dimensions": "tata-kelola", "sectors": "kesehatan"},
    "contact": {"contact.office": "Dinas Kesehatan", "contact.mail": "dinkes@kota.go.id"},
}
MEASURED = {
    "name.id": "Waktu tunggu",
    "unit.id": "menit",
    "direction": "down",
    "baseline.value": "120",
    "baseline.period": "2024",
    "target.value": "60",
    "actual.value": "45",
    "actual.period": "2026",
}


@pytest.fixture(params=["", "/en"], ids=["id", "en"])
def at(empty_library: Flask, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Seat]:
    """How to sit down at the browser of somebody of the story."""
    active("sari@kota.go.id", PUBLISHER)
    active("joko@kota.go.id", PUBLISHER)
    admin = Post(role=Role.REGION_ADMIN, region=REGION)
    active("hadi@kota.go.id", admin, EDITOR, totp=True)
    active("bayu@kab.go.id", Post(role=Role.OFFICER, region="35.10"))
    active("rina@pusat.go.id", EDITOR, totp=True)
    outbox.rebuild()
    with seats(empty_library, browser, request.param) as sit:
        yield sit


def _sari() -> Actor:
    with reading():
        person = person_by_mail("sari@kota.go.id")
        assert person is not None
        return actor_of(person.id)


def _begin(sari: Writer) -> None:
    """Begin the practice as its writer would, with two blocks of software only."""
    sari.open("/practices/new")
    sari.page.fill("#title", TITLE)
    sari.page.locator("main form button").click()
    expect(sari.page.locator("main .eyebrow").first).to_contain_text(TITLE)
    for step, typed in TYPED.items():
        sari.write(f"{PATH}/edit/{step}", typed)
    sari.open(f"{PATH}/edit/blocks")
    for index, title in enumerate(("Halaman antrean", "Layar loket")):
        if not sari.page.locator(f"#{id_of(f'blocks.{index}.kind')}").count():
            sari.add("blocks")
        sari.type(f"blocks.{index}.kind", "aplikasi")
        sari.type(f"blocks.{index}.title.id", title)
        sari.type(f"blocks.{index}.body.id", "Warga memilih jam kedatangan.")
    sari.press("stay")


def _picture(sari: Writer) -> None:
    """Upload a picture, and choose it without saying what it shows."""
    attached(_sari(), SLUG, File("loket.jpg", picture()), Purpose.IMAGE)
    sari.open(f"{PATH}/edit/files")
    if not sari.page.locator(f"#{id_of('images.0.file')}").count():
        sari.add("images")
    sari.page.locator(f"#{id_of('images.0.file')}").select_option(index=1)
    sari.press("stay")


def _measure(sari: Writer) -> None:
    """Add the indicator, with a source named where it is needed."""
    sari.open(f"{PATH}/edit/results")
    if not sari.page.locator(f"#{id_of('indicators.0.direction')}").count():
        sari.add("indicators")
    for path, value in MEASURED.items():
        sari.type(f"indicators.0.{path}", value)
    sari.press("stay")


def _complete(sari: Writer) -> None:
    """Mend the three things that were missing."""
    sari.open(f"{PATH}/edit/blocks")
    sari.add("blocks")
    for path, value in {"kind": "regulasi", "title.id": "Aturan", "body.id": "Loket."}.items():
        sari.type(f"blocks.2.{path}", value)
    sari.press("stay")
    _measure(sari)
    sari.write(f"{PATH}/edit/files", {"images.0.alt.id": "Warga di depan layar loket"})


def _submit(sari: Writer) -> None:
    sari.open(f"{PATH}/edit")
    sari.send(f"{PATH}/submit")


def _approve(rina: Writer) -> None:
    assert rina.open(f"{PATH}/review/approve") == 200
    rina.send(f"{PATH}/review/approve")


def _visible(writer: Writer) -> str:
    return writer.page.locator("main").inner_text()


def test_a_practice_is_written_reviewed_and_published(at: Seat) -> None:
    sari, rina, bayu, hadi = (
        at(mail)
        for mail in ("sari@kota.go.id", "rina@pusat.go.id", "bayu@kab.go.id", "hadi@kota.go.id")
    )
    _begin(sari)
    _picture(sari)
    elsewhere = at("sari@kota.go.id")
    elsewhere.open(f"{PATH}/edit/blocks")
    expect(elsewhere.page.locator(f"#{id_of('blocks.1.title.id')}")).to_have_value("Layar loket")

    _submit(sari)
    missing = sari.page.locator("#faults a")
    expect(missing).to_have_count(3)
    for address in [link.get_attribute("href") for link in missing.all()]:
        page, _hash, field = str(address).partition("#")
        sari.page.goto(ORIGIN + page)
        expect(sari.page.locator(f"#{field}")).to_have_count(1)
    assert rina.open(f"{PATH}/review") == 404

    _complete(sari)
    _submit(sari)
    jobs.run_once()
    assert [to for to, subject, _text in mails() if TITLE in subject] == ["rina@pusat.go.id"]
    rina.open("/inbox")
    expect(rina.page.locator("main").get_by_text(re.compile(TITLE))).to_have_count(1)
    for path in (PATH, f"{PATH}/review", f"{PATH}/edit"):
        assert bayu.open(path) in {403, 404}
    assert bayu.open(PATH) == 404

    rina.open(f"{PATH}/review")
    path = "indicators.0"
    box = rina.page.locator("form", has=rina.page.locator(f'input[name=path][value="{path}"]'))
    box.locator("xpath=ancestor::details").locator("summary").first.click()
    box.locator("textarea").fill("Dari laporan mana?")
    box.locator("button").click()
    rina.send(f"{PATH}/review/changes")

    sari.open(f"{PATH}/edit/results")
    row = sari.page.locator(f"#{id_of(path)}")
    expect(row).to_contain_text("Dari laporan mana?")
    sari.page.fill(f"#{id_of(f'{path}.sources')}-new", SOURCE)
    sari.press("stay")
    _submit(sari)
    _approve(rina)

    jobs.run_once()
    assert bayu.open(PATH) == 200
    assert SOURCE in _visible(bayu)
    rung = bayu.page.locator("#bukti [aria-current=step], [aria-current=step]").first
    expect(rung).to_contain_text("2")
    bayu.open("/practices?q=antre")
    expect(bayu.page.locator(f"article[data-slug={SLUG}]")).to_have_count(1)
    assert _chain() == ["submit", "request_changes", "submit", "approve"]

    sari.open(PATH)
    sari.send(f"{PATH}/revise")
    _submit(sari)
    assert hadi.open(f"{PATH}/review/approve") == 403


def _chain() -> list[str]:
    """Return the steps of the review that stand on the audit chain."""
    with reading():
        names = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    told = [name.removeprefix("practice:") for name in names]
    return [name for name in told if name in {"submit", "request_changes", "approve"}]


def test_two_writers_lose_nothing_and_versions_stay_as_they_were(at: Seat) -> None:
    sari, joko, rina, reader = (
        at(mail) for mail in ("sari@kota.go.id", "joko@kota.go.id", "rina@pusat.go.id", "")
    )
    written(_sari())
    _submit(sari)
    _approve(rina)
    reader.open(f"{PATH}/v1")
    first = _frozen(reader)
    sari.open(PATH)
    sari.send(f"{PATH}/revise")

    for writer in (sari, joko):
        writer.open(f"{PATH}/edit/results")
    joko.type("indicators.0.actual.value", "40")
    joko.press("stay")
    sari.type("indicators.0.actual.value", "35")
    sari.type("indicators.0.unit.id", "menit per orang")
    sari.press("stay")
    differing = sari.page.locator("[data-differs]")
    expect(differing).to_have_count(2)
    assert {"40", "35"} <= set(re.findall(r"\d+", " ".join(differing.all_inner_texts())))
    sari.page.locator('button[form=tulisan][value="stay"]').click()
    sari.open(f"{PATH}/edit/results")
    expect(sari.page.locator(f"#{id_of('indicators.0.actual.value')}")).to_have_value("35")
    _submit(sari)
    _approve(rina)

    assert reader.open(f"{PATH}/v1") == 200
    assert _frozen(reader) == first
    expect(reader.page.locator(f'.notices a[href$="{PATH}"]')).to_have_count(1)
    reader.open(f"{PATH}/diff/1/2")
    changed = _visible(reader)
    assert "Waktu tunggu" in changed
    assert "menit per orang" in changed or "per orang" in changed
    assert {"45", "35"} <= set(re.findall(r"\d+", changed))
    assert "Peraturan wali kota" not in changed, "what stayed is not told"


def _frozen(reader: Writer) -> str:
    """Return what a version says, without what is said of it."""
    parts = reader.page.locator("main section[id]:not(#riwayat, #kutip)").all_inner_texts()
    return "\n".join(parts)
