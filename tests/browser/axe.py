"""What axe finds on a page that is open, in every look that it has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run(document, {resultTypes: ['violations']})"
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
WIDTHS = (360, 1280)


def violations(page: Page) -> list[str]:
    """Return what axe finds in the page as it stands; its context must bypass the policy."""
    page.evaluate(AXE)
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in page.evaluate(RUN)["violations"]
        for node in rule["nodes"]
    ]


def violations_in_every_look(page: Page) -> Iterator[str]:
    """Yield what axe finds light and dark, narrow and wide, and sideways scrolling at 320 px."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            yield from (f"{scheme}, {width} px: {found}" for found in violations(page))
    page.set_viewport_size({"width": 320, "height": 700})
    if page.evaluate("document.scrollingElement.scrollWidth") > 320:
        yield "scrolls sideways at 320 px"
