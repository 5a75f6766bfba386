"""An officer on a phone, without script: recommended, compared, checked, begun, with a due date."""

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.core.db import end_transaction
from tests.browser.axe import violations
from tests.browser.bridge import ORIGIN, connect
from tests.databases import ONE_DATABASE
from tests.factories.drafts import SLUG
from tests.factories.gaps import gaps_and_practices
from tests.factories.people import signed_in_with_code

pytestmark = ONE_DATABASE
BAYU = "bayu@uji.go.id"


def _page(browser: Browser, app: Flask, *, script: bool) -> Page:
    context = browser.new_context(bypass_csp=True, java_script_enabled=script)
    page = context.new_page()
    page.set_default_timeout(8000)
    page.set_viewport_size({"width": 360, "height": 800})
    client = signed_in_with_code(app, BAYU)
    end_transaction()
    connect(page, client)
    return page


def test_from_gap_to_plan_on_a_phone(browser: Browser, empty_library: Flask) -> None:
    gaps_and_practices()
    page = _page(browser, empty_library, script=False)
    page.goto(f"{ORIGIN}/practices")
    page.get_by_role("link", name="Untuk Anda").click()
    first = page.locator("article").first
    expect(first).to_have_attribute("data-score", "0,285")
    first.locator("summary").click()
    expect(first.get_by_role("row").filter(has_text="Kekurangan yang diisi")).to_contain_text("0,4")

    page.get_by_role("link", name="Bandingkan yang teratas").click()
    expect(page.locator("h1")).to_contain_text("andingk")
    page.go_back()
    first.get_by_role("link", name="Periksa kecocokan").click()
    needs = page.locator(".needed > li")
    expect(needs.nth(0)).to_contain_text("Belum terpenuhi")
    expect(needs.nth(1)).to_contain_text("Belum diketahui")
    expect(needs.nth(2)).to_contain_text("Terpenuhi")
    needs.nth(2).get_by_label("Belum terpenuhi").check()
    page.get_by_role("button", name="Mulai rencana").click()
    expect(page.locator(".adoption-tasks li")).to_have_count(3)
    page.get_by_role("link", name="Tugas dan dokumen").click()
    task = page.locator(".adoption-tasks li").filter(has_text="Koneksi stabil")
    task.get_by_label("Tenggat").fill("2031-01-31")
    task.get_by_role("button", name="Simpan tenggat").click()
    expect(task).to_contain_text("tenggat 31 Januari 2031")
    task.get_by_role("button", name="Tandai selesai").click()
    expect(task).to_contain_text("selesai")
    papers = page.url.removeprefix(ORIGIN).partition("?")[0]
    page.context.close()

    page = _page(browser, empty_library, script=True)
    looks = (("light", 360), ("dark", 1280), ("dark", 360), ("light", 1280))
    paths = ("/for-you", f"/en/practices/{SLUG}/check", "/practices?q=antrean", papers)
    for path, (scheme, width) in zip(paths, looks, strict=True):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(ORIGIN + path)
        assert violations(page) == [], path
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, path
    page.context.close()
