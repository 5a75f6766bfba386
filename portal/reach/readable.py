"""Practices in documents that are read far from the portal: from a disk, on paper, in a chat."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from flask import request, url_for
from markupsafe import Markup

from portal.core.addresses import absolute
from portal.core.clock import WIB
from portal.core.i18n import localized
from portal.core.permissions import ANONYMOUS
from portal.practices.queries import PracticeView
from portal.practices.views.detail import page_of
from portal.practices.views.detail_shapes import PracticePage

KIT = Path(__file__).parent / "kit"  # what documents bring along of their own
_LOCAL = re.compile(r'(?<=href=")/(?:en/)?(?!/)')


@dataclass(frozen=True, kw_only=True)
class Readable:
    """A practice as its document shows it; `url` is its page at the portal."""

    practice: PracticePage
    compiled_by_editors: bool
    unverified: bool
    published_on: date | None
    url: str


@cache
def kit(name: str) -> str:
    """Return a file of the kit."""
    return (KIT / name).read_text(encoding="utf-8")


@cache
def inline_style() -> Markup:
    """Return the styles for a document that stands alone."""
    css = re.sub(r"\s*\n\s*", " ", kit("style.css"))
    return Markup(f"<style>{css}</style>")  # noqa: S704  # a file of ours


def readable(view: PracticeView, locale: str) -> Readable:
    """Return a practice as strangers see it; whoever asks lets texts be in `locale`."""
    published = view.published_at
    return Readable(
        practice=page_of(view, ANONYMOUS),
        compiled_by_editors=view.by_editors,
        unverified=view.unverified,
        published_on=published.astimezone(WIB).date() if published else None,
        url=outside(url_for("practices.detail", slug=view.slug), locale),
    )


def outside(path: str, locale: str) -> str:
    """Return the whole address of a page of the portal in a language."""
    return absolute(localized(path.removeprefix(request.script_root), locale))


def whole(html: str, locale: str) -> str:
    """Let the links of a document that lead into the portal be whole, and in its language."""
    return _LOCAL.sub(absolute(localized("/", locale)), html)
