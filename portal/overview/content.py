"""The pages of plain text below `content/pages/`: `<slug>.<language>.md`, a heading and a body."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.content import Part, Reading, read_text
from portal.core.db import db
from portal.core.foreign_links import look_through
from portal.core.i18n import LOCALES
from portal.core.text import PAGE_TAGS, RENDERER_VERSION, TextRefusedError, render
from portal.overview.models import Page

FOLDER = "pages"
_FILE = re.compile(r"# ([^\n]+)\n+(.+)", re.DOTALL)
Texts = dict[str, tuple[str, str]]


def read(reading: Reading) -> dict[str, Texts]:
    """Return {slug: {language: (title, body)}}; a page needs both languages."""
    folder = reading.root / FOLDER
    pages: dict[str, Texts] = {}
    for path in sorted(folder.glob("*.id.md")):
        slug = path.name.removesuffix(".id.md")
        for locale in LOCALES:
            file = folder / f"{slug}.{locale}.md"
            text = read_text(reading, file)
            if text is None:
                continue
            match = _FILE.fullmatch(text.strip())
            if match is None:
                reading.fault(file, 1, "must begin with a heading and go on with text")
                continue
            try:
                render(match.group(2), tags=PAGE_TAGS)
            except TextRefusedError as error:
                reading.fault(file, 1, str(error))
            pages.setdefault(slug, {})[locale] = (match.group(1), match.group(2))
    return pages


def write(session: Session, pages: Mapping[str, Texts]) -> int:
    """Add and change pages, and return how many changed."""
    known = {page.slug: page for page in session.scalars(sa.select(Page))}
    changed = 0
    for slug, texts in pages.items():
        page = known.get(slug) or Page(slug=slug)
        title = {locale: text[0] for locale, text in texts.items()}
        body = {locale: text[1] for locale, text in texts.items()}
        html = {locale: str(render(text, tags=PAGE_TAGS)) for locale, text in body.items()}
        if (page.title, page.body, page.html) == (title, body, html):
            continue
        page.title, page.body, page.html, page.renderer = title, body, html, RENDERER_VERSION
        session.add(page)
        changed += 1
    return changed


def export(root: Path) -> None:
    """Write all pages below `root`."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    for page in db.session.scalars(sa.select(Page)):
        for locale in LOCALES:
            text = f"# {page.title[locale]}\n\n{page.body[locale]}\n"
            (folder / f"{page.slug}.{locale}.md").write_text(text, encoding="utf-8")


def _texts_of(page: Page) -> Iterator[tuple[str, str]]:
    for locale, html in page.html.items():
        yield page.body.get(locale, ""), html


look_through(Page, _texts_of)
PART = Part("pages", read=read, write=write, export=export)
