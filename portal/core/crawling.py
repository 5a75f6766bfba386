"""What crawlers are told: each feature names its public pages, whoever lists them asks here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

_KEY = "public_pages"


@dataclass(frozen=True)
class PublicPage:
    """A page worth finding: its path without a language, and when what it says last changed."""

    path: str
    changed: datetime | None = None


Source = Callable[[], Iterable[PublicPage]]


def list_pages(app: Flask, source: Source) -> None:
    """Let `source`, called within a request, name public pages; nothing else may be among them."""
    app.extensions.setdefault(_KEY, []).append(source)


def public_pages() -> Iterator[PublicPage]:
    """Yield the public pages of all features."""
    sources: list[Source] = current_app.extensions.get(_KEY, [])
    for source in sources:
        yield from source()
