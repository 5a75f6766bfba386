"""What the editor is made of: steps of groups, groups of fields or rows, by paths in the record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a field takes, and so how it is shown and read."""

    LINE = "line"
    TEXT = "text"
    MARKDOWN = "markdown"
    NUMBER = "number"
    INTEGER = "integer"
    PERIOD = "period"
    DAY = "day"
    URL = "url"
    MAIL = "mail"
    CHOICE = "choice"
    CHOICES = "choices"
    CHECK = "check"
    SOURCES = "sources"
    WORDS = "words"
    FILE = "file"
    REGION = "region"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field; `path` is below its row, or in the record.

    `options` names the list to choose from, see `forms.options`, and `children` the key of what is
    chosen below. `parts` are the keys of a row that share one choice of sources. `more` folds
    away what few need; `original` is the text that a translation follows.
    """

    path: str
    kind: Kind
    label: str
    hint: str = ""
    options: str = ""
    most: int = 20_000
    words: int = 0
    between: tuple[int, int] = (0, 0)
    parts: tuple[str, ...] = ()
    children: str = ""
    original: str = ""
    tall: bool = False
    short: bool = False
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of the same fields: `path` is a list in the record."""

    path: str
    one: str
    add: str
    fields: tuple[Field, ...]
    most: int = 40


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields, or rows of them, under one heading; the first group of a step may do without."""

    title: str = ""
    hint: str = ""
    fields: tuple[Field, ...] = ()
    rows: Rows | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """A page of the editor; `lead` says what belongs here and why.

    `finish` puts in order what its fields alone do not say: given the record as it will be saved,
    and as it was.
    """

    slug: str
    title: str
    lead: str
    groups: tuple[Group, ...]
    finish: Callable[[dict[str, Any], Mapping[str, Any]], None] | None = None

    def fields(self) -> Iterator[Field]:
        """Yield the fields that stand outside rows."""
        for group in self.groups:
            yield from group.fields

    def tables(self) -> Iterator[Rows]:
        """Yield the rows of all groups."""
        yield from (group.rows for group in self.groups if group.rows)

    def holds(self, path: str) -> bool:
        """Tell whether what stands at a path of the record is written on this step."""
        starts = [table.path for table in self.tables()]
        for field in self.fields():
            starts += [field.path, field.children or field.path]
        return any(
            f"{path}.".startswith(f"{start}.") or start.startswith(f"{path}.") for start in starts
        )


def id_of(path: str) -> str:
    """Return the id on the page of what stands at a path."""
    return "f-" + path.replace(".", "-")
