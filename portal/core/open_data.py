"""Open data: each feature names the sets of public facts that anybody may take along as a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeAlias, TypeVar

from flask_babel.speaklater import LazyString


class Numbered(Protocol):
    """What has the id of its row."""

    @property
    def id(self) -> int:
        """The id."""


T = TypeVar("T", bound=Numbered)
Cell: TypeAlias = str | float | bool | date | Sequence[str] | Mapping[str, object] | None
Row: TypeAlias = Sequence[Cell]
LANGUAGES = ("id", "en")
AT_ONCE = 200  # things that are in memory


@dataclass(frozen=True)
class Licence:
    """What may be done with a set."""

    name: str
    url: str


CC_BY = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
ODBL = Licence("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/")


@dataclass(frozen=True)
class Column:
    """A column: its name for programs and in words; `language` is that of its texts, if of one."""

    name: str
    words: LazyString
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """A set of rows that are all public, each with a cell for every column.

    `batches` reads them part by part: a part is whole before the next one is asked for, since the
    transaction ends between them. `tables` are all tables from which they are made, so what is kept
    elsewhere is known to be true. `changed` tells when they last changed, where that is known.
    """

    name: str
    title: LazyString
    about: LazyString
    columns: tuple[Column, ...]
    batches: Callable[[], Iterable[Sequence[Row]]]
    count: Callable[[], int]
    tables: frozenset[str]
    changed: Callable[[], datetime | None] = lambda: None
    licence: Licence = CC_BY


_sets: dict[str, DataSet] = {}


def register(*sets: DataSet) -> None:
    """Let sets be taken along, below those that were there before."""
    _sets.update({one.name: one for one in sets})


def registered() -> Mapping[str, DataSet]:
    """Return {name: set}."""
    return _sets


def in_both(name: str, words: LazyString) -> tuple[Column, ...]:
    """Return a column for each language of a text."""
    return tuple(Column(f"{name}_{language}", words, language) for language in LANGUAGES)


def texts(text: Mapping[str, str] | None) -> tuple[Cell, ...]:
    """Return the cells of a text for `in_both`."""
    return tuple((text or {}).get(language) for language in LANGUAGES)


def part_by_part(
    read: Callable[[int, int], Sequence[T]], rows: Callable[[Sequence[T]], Sequence[Row]]
) -> Callable[[], Iterator[Sequence[Row]]]:
    """Return batches of the rows of things: `read` returns those after an id, and so many."""

    def batches() -> Iterator[Sequence[Row]]:
        last = 0
        while found := read(last, AT_ONCE):
            last = found[-1].id
            yield rows(found)

    return batches
