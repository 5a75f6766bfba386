"""A pack opens from a disk: its list is there, its search works, no script complains."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from portal.practices.forms import read_search
from portal.reach import pack
from tests.databases import ONE_DATABASE
from tests.factories.packs import opened

pytestmark = ONE_DATABASE


@pytest.fixture
def folder(library: Flask, tmp_path: Path) -> Path:
    """The pack of the whole starter library, unpacked."""
    with library.test_request_context("/practices/pack"):
        return opened(pack.made(pack.asked_of(read_search({}))), tmp_path)


def test_a_pack_is_searched_from_a_disk(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto((folder / "index.html").as_uri())
    shown = page.locator("#praktik > li:visible")
    total = page.locator("#praktik > li").count()
    expect(shown).to_have_count(total)
    page.get_by_role("searchbox").fill("kompos sampah")
    expect(page.get_by_role("status")).to_contain_text("praktik cocok")
    assert 0 < shown.count() < total
    expect(shown.first).to_contain_text("Surabaya")
    page.get_by_role("searchbox").fill("pengomposan")
    expect(shown.first).to_contain_text("kompos")
    page.get_by_role("searchbox").fill("helikopterku")
    expect(page.get_by_role("status")).to_have_text("Tidak ada praktik yang cocok. Coba kata lain.")
    expect(shown).to_have_count(0)
    page.get_by_role("searchbox").fill("")
    expect(shown).to_have_count(total)

    page.get_by_role("link", name="English").click()
    page.get_by_role("searchbox").fill("waste")
    page.get_by_role("button", name="Search").click()
    shown.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="All practices in this pack").click()
    expect(page.get_by_role("searchbox")).to_be_visible()

    assert said == []
    assert {url.partition(":")[0] for url in asked} == {"file"}
    page.close()


def test_without_script_a_pack_is_a_plain_list(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto((folder / "index.html").as_uri())

    assert page.locator("#praktik > li").count() > 60
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator("#praktik a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()
