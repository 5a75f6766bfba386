"""What the page of open data shows."""

from dataclasses import dataclass
from datetime import datetime

from portal.core.open_data import Column, Licence


@dataclass(frozen=True)
class File:
    """A set in a form."""

    label: str
    url: str
    media_type: str


@dataclass(frozen=True)
class Shown:
    """A set as the page shows it; `changed` is None where nobody knows."""

    name: str
    title: str
    about: str
    count: int
    changed: datetime | None
    licence: Licence
    columns: tuple[Column, ...]
    files: list[File]
