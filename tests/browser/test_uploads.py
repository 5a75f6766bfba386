"""What attackers upload and the portal takes, opened by a real Chromium: it runs nothing."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page

from portal.core.db import end_transaction
from portal.core.uploads.intake import Purpose
from portal.core.uploads.types import UploadRefused
from portal.practices.queries.files import FileView
from tests.browser.bridge import ORIGIN, connect
from tests.databases import ONE_DATABASE
from tests.factories.drafts import EDITOR, SLUG, approved, saved, somebody, submitted, written
from tests.factories.drafts import PUBLISHER as OF_THE_REGION
from tests.factories.uploads import attached, honest, malicious

pytestmark = ONE_DATABASE
HONEST = ("pdf", "docx", "odt", "csv", "png")
# Everything by which a page of the portal itself could make a file of it do something.
# What downloads tells nobody when it is done, so that the others, which do, come last.
USES = """async (addresses) => {
  const use = (name, at, address) => {
    const part = document.createElement(name);
    if (name === "link") part.rel = "stylesheet";
    part[at] = address;
    document.body.append(part);
    return new Promise((done) => { part.onload = part.onerror = done; });
  };
  for (const address of addresses) {
    for (const [name, at] of [["iframe", "src"], ["object", "data"], ["embed", "src"]])
      use(name, at, address);
    for (const [name, at] of [["script", "src"], ["link", "href"], ["img", "src"]])
      await use(name, at, address);
  }
}"""


@pytest.fixture
def shown(empty_library: Flask) -> dict[str, FileView]:
    """A public practice with all that is taken, by the names of the files."""
    sari, found = somebody("sari@kota.go.id", OF_THE_REGION), {}
    written(sari)
    good = honest()
    for name, file in {**{name: good[name] for name in HONEST}, **malicious()}.items():
        found[name] = attached(sari, SLUG, file)
        try:
            found[f"{name}, an image"] = attached(sari, SLUG, file, Purpose.IMAGE)
        except UploadRefused:
            continue
    saved(
        sari,
        SLUG,
        attachments=[
            {"file": file.public_id, "title": {"id": name}}
            for name, file in found.items()
            if file.kind is Purpose.ATTACHMENT
        ],
        images=[
            {"file": file.public_id, "decorative": True}
            for file in found.values()
            if file.kind is Purpose.IMAGE
        ],
    )
    submitted(sari, SLUG)
    approved(somebody("rina@pusat.go.id", EDITOR), SLUG)
    end_transaction()
    return found


def _opened(page: Page, address: str) -> tuple[str, dict[str, str]]:
    """Go to a file as a reader would; return as what it is kept, and the head of the answer."""
    with (
        page.expect_response(ORIGIN + address) as answered,
        page.expect_download() as kept,
        pytest.raises(Error),  # nothing is shown in place
    ):
        page.goto(ORIGIN + address)
    return kept.value.suggested_filename, answered.value.all_headers()


def test_what_is_taken_is_downloaded_and_runs_nothing(
    browser: Browser, empty_library: Flask, shown: dict[str, FileView]
) -> None:
    page, ran = browser.new_page(bypass_csp=True), []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    connect(page, empty_library.test_client())
    addresses = {name: f"/files/{file.public_id}" for name, file in shown.items()}

    for name, address in addresses.items():
        kept_as, head = _opened(page, address)
        assert kept_as.rpartition(".")[2] == shown[name].name.rpartition(".")[2], name
        assert head["x-content-type-options"] == "nosniff", name
        assert head["content-security-policy"].startswith("sandbox; default-src 'none';"), name
        assert head["content-disposition"].startswith("attachment"), name
    page.goto(f"{ORIGIN}/practices/{SLUG}")
    page.evaluate(USES, list(addresses.values()))

    assert len(shown) == 13
    assert ran == []
    page.context.close()
