"""Writing in a real browser: saved by itself, previewed, without script, by keyboard alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.services import drafts, reviews
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.conftest import make_app
from tests.databases import ONE_DATABASE, Database, copied
from tests.factories.drafts import (
    COMPLETE,
    PUBLISHER,
    SLUG,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import PASSWORD
from tests.servers import environ_of, flask_running, free_port

pytestmark = ONE_DATABASE

EDIT = f"/practices/{SLUG}/edit"
LOCKED = "puskesmas-terkirim"
STEPS = (
    "problem blocks results resources partners law conditions failures faq classification contact "
    "files evidence sources translation"
).split()
LONG = "Kami " + "dan seterusnya " * 15 + "selesai."


def _two_texts(page: Page) -> Iterator[str]:
    """Send a form that came too late, and look at the page with both texts."""
    page.goto(f"{EDIT}/problem")
    page.get_by_label("Perangkat daerah").fill("Dinas Kesehatan Kota")
    page.evaluate("document.querySelector('[name=token]').value = 1")
    page.evaluate("document.getElementById('tulisan').submit()")
    expect(page.locator("[data-differs]")).to_have_count(1)
    yield from violations_in_every_look(page)


@dataclass(frozen=True)
class Desk:
    """A served portal with a draft, and the cookies of its two writers."""

    portal: LivePortal
    browser: Browser

    def context(self, name: str, **options: object) -> BrowserContext:
        """Return a browser in which somebody has signed in."""
        context = self.browser.new_context(base_url=self.portal.url, **options)  # type: ignore[arg-type]  # passed on
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("Surel").fill(f"{name}@kota.go.id")
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url("**/account")
        page.close()
        return context


@pytest.fixture(scope="session")
def desk(
    unwritten: Path,
    database: Database,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desk]:
    """A region's draft with a second writer, served as in production."""
    target = tmp_path_factory.mktemp("desk") / "data"
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with copied(database, unwritten, target) as directory:
        with make_app(directory).app_context():
            _fill()
        environ = environ_of(directory, PORTAL_BASE_URL=url, PORTAL_WORKERS="1")
        with flask_running(["serve", "--port", str(port)], environ=environ) as server:
            server.wait_until_serving()
            yield Desk(LivePortal(url, directory), browser)


def _fill() -> None:
    sari: Actor = somebody("sari@kota.go.id", PUBLISHER)
    somebody("hadi@kota.go.id", PUBLISHER)
    written(sari)
    with unit_of_work() as session:
        reviews.comment(session, sari, practice_of(SLUG), "summary.id", "Singkat sekali.")
    assert written(sari, title="Puskesmas terkirim") == LOCKED
    submitted(sari, LOCKED)


@pytest.fixture
def sari(desk: Desk) -> Iterator[Page]:
    """A page of the first writer."""
    context = desk.context("sari")
    yield context.new_page()
    context.close()


def _saved(page: Page) -> None:
    state = page.locator("[data-state=saved]")
    expect(state).to_have_text(re.compile(r"Tersimpan \d\d\.\d\d"))


def test_what_is_typed_is_saved_by_itself(sari: Page, desk: Desk) -> None:
    sari.goto(f"{EDIT}/failures")
    with sari.expect_response(lambda answer: answer.request.method == "POST") as first:
        sari.get_by_label("Apa yang tidak berhasil").fill(f"Loket lama. {LONG}")
    assert first.value.json()["token"] > 2
    _saved(sari)

    sari.get_by_role("button", name="Pratinjau").click()
    expect(sari.locator("#pratinjau .prose").first).to_contain_text("Loket lama.")
    expect(sari.locator("#pratinjau")).to_contain_text("Kalimat panjang (32 kata)")
    sari.get_by_label("Apa yang tidak berhasil").fill("Loket **baru**.")
    expect(sari.locator("#pratinjau strong")).to_have_text("baru")
    _saved(sari)

    elsewhere = desk.context("sari").new_page()
    elsewhere.goto(f"{EDIT}/failures")
    expect(elsewhere.get_by_label("Apa yang tidak berhasil")).to_have_value("Loket **baru**.")
    elsewhere.context.close()


def test_rows_change_without_reloads_and_the_toolbar_marks_text(sari: Page) -> None:
    sari.goto(f"{EDIT}/blocks")
    sari.evaluate("window.here = true")
    sari.get_by_role("button", name="Tambah blok").click()
    row = sari.locator("[data-row]").nth(2)
    expect(row.get_by_label("Jenis")).to_be_focused()
    row.get_by_label("Jenis").select_option("sdm")
    row.get_by_label("Judul blok").fill("Petugas")
    body = row.get_by_label("Apa yang dilakukan")
    body.fill("terlatih")
    body.select_text()
    row.get_by_role("button", name="Tebal").click()
    expect(body).to_have_value("**terlatih**")
    row.get_by_role("button", name="Naikkan").click()
    expect(sari.locator("[data-row] > legend")).to_have_text(["Blok 1", "Blok 2", "Blok 3"])
    _saved(sari)
    assert sari.evaluate("window.here")

    sari.reload()
    titles = sari.locator("[data-row]").get_by_label("Judul blok")
    assert [titles.nth(index).input_value() for index in range(3)] == [
        "Halaman antrean",
        "Petugas",
        "Peraturan wali kota",
    ]
    sari.locator("[data-row]").nth(1).get_by_role("button", name="Hapus").click()
    expect(sari.locator("[data-row]")).to_have_count(2)
    sari.get_by_role("button", name="Simpan dan lanjut").click()
    sari.wait_for_url(f"**{EDIT}/results")


def test_a_stale_autosave_changes_nothing_says_so_and_leads_to_both_texts(
    sari: Page, desk: Desk
) -> None:
    hadi = desk.context("hadi").new_page()
    for page in (sari, hadi):
        page.goto(f"{EDIT}/conditions")
    field = "Syarat agar berhasil di tempat lain"
    hadi.get_by_label(field).fill("Petugas loket tiga orang.")
    _saved(hadi)

    sari.get_by_label(field).fill("Petugas loket dua orang.")
    state = sari.locator("[data-state]")
    expect(state).to_contain_text("Rekan Anda sudah menyimpan")
    expect(state.get_by_role("link")).to_have_attribute("href", f"{EDIT}/conditions")
    hadi.reload()
    expect(hadi.get_by_label(field)).to_have_value("Petugas loket tiga orang.")

    sari.get_by_role("button", name="Simpan", exact=True).click()
    expect(sari.get_by_role("heading", level=1)).to_have_text("Rekan Anda menyimpan lebih dulu")
    expect(sari.locator("[data-differs] ins")).to_contain_text("dua")
    expect(sari.locator("[data-differs] del")).to_contain_text("tiga")
    sari.get_by_role("button", name="Pakai tulisan saya").click()
    sari.wait_for_url(f"**{EDIT}/conditions#simpan")
    expect(sari.get_by_label(field)).to_have_value("Petugas loket dua orang.")
    hadi.context.close()


def test_nothing_is_lost_while_the_connection_is_away(sari: Page) -> None:
    sari.goto(f"{EDIT}/contact")
    sari.context.set_offline(True)
    sari.get_by_label("Telepon").fill("031-5030000")
    expect(sari.locator("[data-state]")).to_contain_text("sambungan terputus")
    context = sari.context
    sari.close()
    context.set_offline(False)
    sari = context.new_page()
    sari.goto(f"{EDIT}/contact")
    expect(sari.get_by_label("Telepon")).to_have_value("")

    sari.get_by_role("button", name="Simpan tulisan itu").click()

    sari.wait_for_url(f"**{EDIT}/contact#simpan")
    expect(sari.get_by_label("Telepon")).to_have_value("031-5030000")
    expect(sari.locator("[data-left]")).to_be_hidden()


def test_everything_works_without_script(desk: Desk) -> None:
    context = desk.context("hadi", java_script_enabled=False)
    page = context.new_page()
    page.goto(EDIT)
    page.get_by_role("link", name="Mitra").click()
    page.get_by_label("Jenis mitra").select_option("akademisi")
    page.get_by_label("Nama", exact=True).fill("Universitas")
    page.get_by_role("button", name="Tambah mitra").click()
    page.locator("[data-row]").nth(1).get_by_label("Nama", exact=True).fill("Kader")
    page.get_by_role("button", name=re.compile("Naikkan")).click()
    names = page.get_by_label("Nama", exact=True)
    assert [names.nth(index).input_value() for index in range(2)] == ["Kader", "Universitas"]
    page.get_by_role("button", name=re.compile("Hapus")).nth(0).click()
    expect(page.locator("[data-row]")).to_have_count(1)

    page.goto(f"{EDIT}/results")
    page.get_by_label("Angka awal").fill("banyak")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.locator("#faults")).to_contain_text("Tulis angka saja")
    page.locator("#faults a").click()
    expect(page.get_by_label("Angka awal")).to_have_value("banyak")
    page.get_by_label("Angka awal").fill("90")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.wait_for_url(f"**{EDIT}/resources")
    context.close()


def test_the_keyboard_alone_begins_and_writes_a_practice(sari: Page) -> None:
    sari.goto("/practices/new")
    sari.get_by_label("Judul").focus()
    sari.keyboard.type("Posyandu keliling")
    sari.keyboard.press("Enter")
    sari.wait_for_url("**/practices/posyandu-keliling/edit/problem")
    sari.get_by_label("Ringkasan").focus()
    sari.keyboard.type("Kader datang ke rumah lansia.")
    expect(sari.locator(".words")).to_contain_text("5 kata")
    sari.keyboard.press("Tab")
    _saved(sari)
    sari.get_by_role("button", name="Simpan dan lanjut").focus()
    sari.keyboard.press("Enter")
    sari.wait_for_url("**/posyandu-keliling/edit/blocks")
    sari.get_by_role("link", name="Ikhtisar draf").focus()
    sari.keyboard.press("Enter")
    sari.get_by_role("button", name="Kirim untuk diperiksa").focus()
    sari.keyboard.press("Enter")
    first = sari.locator("#faults a").first
    expect(first).to_have_text("Pilih tahapnya.")
    first.focus()
    sari.keyboard.press("Enter")
    sari.wait_for_url("**/problem?missing=1#f-stage")
    expect(sari.get_by_label("Tahap")).to_be_in_viewport()


def test_axe_finds_nothing_on_any_step_in_any_state(desk: Desk) -> None:
    context = desk.context("sari", bypass_csp=True)
    page = context.new_page()
    wrong: dict[str, list[str]] = {}
    for path in (
        "/practices/new",
        EDIT,
        f"{EDIT}/history",
        *(f"{EDIT}/{step}" for step in STEPS),
        f"{EDIT}/evidence?add=evidence",
        f"/en{EDIT}/blocks?missing=1",
        f"/practices/{LOCKED}/edit/blocks",
    ):
        page.goto(path)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        wrong[path] = list(violations_in_every_look(page))

    page.goto(f"{EDIT}/results")
    page.get_by_label("Angka awal").fill("banyak")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("[data-told]")).to_contain_text("Tulis angka saja")
    way = page.locator("[data-state] a")
    expect(way).to_have_attribute("href", "#f-indicators-0-baseline-value")
    wrong["a fault told by script"] = list(violations_in_every_look(page))
    page.get_by_role("button", name="Pratinjau").click()
    page.evaluate("document.getElementById('tulisan').submit()")
    expect(page.locator("#faults")).to_be_visible()
    wrong["faults"] = list(violations_in_every_look(page))
    wrong["two texts"] = list(_two_texts(page))

    assert {path: found for path, found in wrong.items() if found} == {}, json.dumps(
        wrong, indent=1
    )
    context.close()


def test_the_record_is_what_the_browsers_wrote(desk: Desk) -> None:
    with make_app(desk.portal.directory).app_context(), unit_of_work() as session:
        record = drafts.draft_of(session, practice_of(SLUG)).record

    assert record["title"] == {"id": "Antrean puskesmas satu pintu"}
    assert record["sources"] == COMPLETE["sources"]
