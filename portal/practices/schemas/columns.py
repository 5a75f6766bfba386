"""Columns of tables of practices: what a cell says, and where that stands in a record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.core.content import Steps
from portal.core.text import CITATION
from portal.vocabularies.queries import TermView, catalogue

_BETWEEN_CODES = re.compile(r"[\s,;|]+")
_BETWEEN_TERMS = re.compile(r"\s*[;|\n]\s*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CITED = re.compile(rf"\s*{CITATION.pattern}")  # of sources, which a table does not bring along
_NO_LETTER = re.compile(r"[\W_]+")


class Cell(StrEnum):
    """How a cell says its value."""

    TEXT = "text"
    CODES = "codes"
    TERM = "term"
    TERMS = "terms"
    YEAR = "year"


class Unclear(Exception):
    """A cell whose value cannot be told; the message is a reason in plain English."""


@dataclass(frozen=True)
class Column:
    """A column; `place` is where its value stands in a record, () if a record has no such thing.

    `scheme` is the vocabulary of its terms. A column that `adds` brings more of a text that another
    column has too, and is empty when it goes out.
    """

    name: str
    place: Steps = ()
    cell: Cell = Cell.TEXT
    scheme: str = ""
    adds: bool = False

    def read(self, cell: str) -> Any:
        """Return what a cell says.

        Raises:
            Unclear: if it is not one year.
        """
        if not cell:
            return cell
        if self.cell is Cell.CODES:
            return _BETWEEN_CODES.split(cell)
        if self.cell is Cell.TERM:
            return _code(self.scheme, cell)
        if self.cell is Cell.TERMS:
            return [_code(self.scheme, part) for part in _BETWEEN_TERMS.split(cell) if part]
        return _year(cell) if self.cell is Cell.YEAR else cell

    def write(self, record: Mapping[str, Any]) -> str:
        """Return the cell for a record, "" where it says nothing."""
        value = None if self.adds or not self.place else _at(record, self.place)
        if value is None:
            return ""
        if self.cell is Cell.TERM:
            return _label(self.scheme, value)
        if self.cell is Cell.TERMS:
            return "; ".join(_label(self.scheme, code) for code in value)
        if isinstance(value, list):
            return "; ".join(value)
        return _CITED.sub("", str(value))


@dataclass(frozen=True)
class Shape:
    """A kind of table; `title` is the column without which it is none.

    A `strict` one has no other columns; of others what is not known is passed over.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    strict: bool = False

    def column(self, heading: str) -> Column | None:
        """Return the column of a heading, which may be written otherwise in case and signs."""
        if self.strict:
            return next((column for column in self.columns if column.name == heading), None)
        wanted = _letters(heading)
        return next((column for column in self.columns if _letters(column.name) == wanted), None)


def _at(record: Mapping[str, Any], place: Steps) -> Any:
    value: Any = record
    for step in place:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _year(cell: str) -> str:
    years = set(_YEAR.findall(cell))
    if len(years) != 1:
        raise Unclear("must be a year, or a date with one")
    return str(years.pop())


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


def _terms(scheme: str) -> Mapping[str, TermView]:
    found = catalogue().get(scheme)
    return found.terms if found else {}


def _code(scheme: str, text: str) -> str:
    """Return the code of the term that a text names, or the text itself if there is none."""
    wanted = _letters(text)
    for code, term in _terms(scheme).items():
        names = [code, *term.label.values(), *(alt for alts in term.alt.values() for alt in alts)]
        if wanted in map(_letters, names):
            return code
    return text


def _label(scheme: str, code: str) -> str:
    term = _terms(scheme).get(code)
    return term.label["id"] if term else code
