"""With the data saver no image is loaded unasked, and pages weigh less, measured over the line."""

import pytest
from playwright.sync_api import Browser, Page, Response

from portal.core.uploads.intake import Purpose
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.browser.entering import inside
from tests.databases import ONE_DATABASE
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    approved,
    saved,
    somebody,
    submitted,
    written,
)
from tests.factories.uploads import File, attached, detailed

pytestmark = ONE_DATABASE

KB = 1024
MOST = 30  # KB of a practice that somebody opens first, without its images


@pytest.fixture(scope="module")
def practice(live_portal: LivePortal) -> str:
    """The address of a practice with a large image."""
    with inside(live_portal.directory):
        sari = somebody("sari.hemat@kota.go.id", PUBLISHER)
        slug = written(sari, title="Loket hemat data")
        file = File("loket.jpg", detailed(), "image/jpeg")
        image = attached(sari, slug, file, Purpose.IMAGE)
        saved(sari, slug, images=[{"file": image.public_id, "alt": {"id": "Loket antrean"}}])
        submitted(sari, slug)
        approved(somebody("rina.hemat@pusat.go.id", EDITOR), slug)
    return f"{live_portal.url}/practices/{slug}"


def _weights(page: Page, address: str) -> dict[str, int]:
    """Return what each answer of a first view weighs, scrolled to its end."""
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(address)
    page.mouse.wheel(0, 50_000)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", keep)
    return {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}


@pytest.mark.parametrize("way", ["cookie", "header"])
def test_a_light_page_loads_no_image_unasked(browser: Browser, practice: str, way: str) -> None:
    whole = browser.new_context()
    heavy = _weights(whole.new_page(), practice)
    light = browser.new_context(extra_http_headers={"Save-Data": "on"} if way == "header" else None)
    page = light.new_page()
    if way == "cookie":
        elsewhere = practice.rpartition("/")[0]  # or the image would come from the cache
        page.goto(f"{elsewhere}#isi")
        page.click("text=Nyalakan hemat data")
        assert page.url == elsewhere
    found = _weights(page, practice)

    assert any("/files/" in url for url in heavy)
    assert not [url for url in found if "/files/" in url or url.endswith(".js")]
    assert sum(found.values()) <= min(MOST * KB, sum(heavy.values()) - 7 * KB)

    with page.expect_response(lambda answer: "/files/" in answer.url) as loaded:
        page.click("text=Tampilkan gambar")
    told = page.inner_text("summary:has-text('Tampilkan gambar')")
    size = loaded.value.request.sizes()["responseBodySize"]
    assert f"({max(1, round(size / 1000))} KB)" in told
    whole.close()
    light.close()


def test_the_switch_is_for_everybody(page: Page, practice: str) -> None:
    page.goto(practice)
    found = {"off": list(violations_in_every_look(page))}
    page.keyboard.press("End")
    page.get_by_role("button", name="Nyalakan hemat data").press("Enter")
    found["on"] = list(violations_in_every_look(page))
    page.set_viewport_size({"width": 360, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Matikan hemat data").press("Enter")

    assert "data-saver" not in {cookie["name"] for cookie in page.context.cookies()}
    assert {name: faults for name, faults in found.items() if faults} == {}
