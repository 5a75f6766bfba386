"""What is typed on a step: read from a record, read from a form, and written back to a record."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.core.i18n import _
from portal.practices.forms.choosing import chosen_sources, chosen_with_children, put_sources
from portal.practices.forms.fields import Field, Kind, Rows, Step
from portal.practices.forms.values import Misfit, Record, shown, taken
from portal.practices.schemas.citations import SourceBook
from portal.practices.schemas.paths import set_at, value_at
from portal.practices.schemas.rules import cited_sources
from portal.regions.queries import directory

MOST_ROWS = 300
NEW = ".new"
Values = dict[str, list[str]]


@dataclass
class Row:
    """A row as typed; `was` is where it stood in the record that the page was made of.

    `key` is what the form calls it.
    """

    was: int | None
    values: Values
    key: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is typed in it."""
        return not any(text.strip() for texts in self.values.values() for text in texts)


@dataclass
class Sheet:
    """All that is typed on a step: by the paths of its fields, and rows by the paths of lists."""

    values: Values = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


@dataclass
class Written:
    """The top-level keys of the record that a sheet changes, and the faults by their paths."""

    changes: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def book_of(record: Record) -> SourceBook:
    """Return the sources of a record; its own office publishes what is added."""
    region = directory().by_code.get(record.get("region", ""))
    name = value_at(record, "unit.id") or (region.long_name if region else "")
    return SourceBook(record.get("sources", []), name)


def sheet_of(step: Step, record: Record) -> Sheet:
    """Return what the fields of a step show of a record."""
    book, sheet = book_of(record), Sheet()
    for known in step.fields():
        sheet.values |= _shown(known, record, book)
    for table in step.tables():
        sheet.rows[table.path] = [
            Row(
                index,
                {key: text for one in table.fields for key, text in _shown(one, row, book).items()},
            )
            for index, row in enumerate(record.get(table.path, []))
        ]
    return sheet


def _shown(known: Field, record: Record, book: SourceBook) -> Values:
    if known.parts:
        used = [value_at(record, f"{part}.sources") or [] for part in known.parts]
        return {known.path: list(dict.fromkeys(source for part in used for source in part))}
    found = {known.path: shown(known, value_at(record, known.path), book)}
    if known.children:
        found[known.children] = list(record.get(known.children, []))
    return found


def typed_sheet(step: Step, form: "MultiDict[str, str]") -> Sheet:
    """Return what a form says; rows come in the order in which it names them."""
    sheet = Sheet()
    for known in step.fields():
        sheet.values |= _typed(known, form, "")
    for table in step.tables():
        sheet.rows[table.path] = [_typed_row(table, form, key) for key in _keys(table, form)]
    return sheet


def _keys(table: Rows, form: "MultiDict[str, str]") -> list[str]:
    start = f"{table.path}."
    names = (name.removeprefix(start) for name in form if name.startswith(start))
    keys = dict.fromkeys(key for key, dot, _rest in (name.partition(".") for name in names) if dot)
    return [key for key in keys if key.isascii() and key.isalnum()][:MOST_ROWS]


def _typed_row(table: Rows, form: "MultiDict[str, str]", key: str) -> Row:
    start = f"{table.path}.{key}."
    values: Values = {}
    for known in table.fields:
        values |= _typed(known, form, start)
    was = form.get(f"{start}was", "")
    return Row(int(was[:4]) if was.isascii() and was.isdecimal() else None, values, key)


def _typed(known: Field, form: "MultiDict[str, str]", start: str) -> Values:
    names = [known.path]
    if known.kind is Kind.SOURCES:
        names.append(known.path + NEW)
    if known.children:
        names.append(known.children)
    return {name: [text for text in form.getlist(start + name) if text] for name in names}


def written(step: Step, sheet: Sheet, *, base: Record, current: Record) -> Written:
    """Return what a sheet makes of the record `current`; blank rows of the sheet are dropped.

    What its fields do not show is kept: of rows, as it is in `base`, to which `was` refers.
    """
    return _Writer(step, base, current).write(sheet)


@dataclass(frozen=True)
class Holder:
    """The record or a row: as it is made, as it was, and its part of paths."""

    now: dict[str, Any]
    before: Record
    start: str


class _Writer:
    def __init__(self, step: Step, base: Record, current: Record) -> None:
        self.step = step
        self.base = base
        self.current = current
        self.work: dict[str, Any] = deepcopy(dict(current))
        self.book = book_of(current)
        self.result = Written()

    def write(self, sheet: Sheet) -> Written:
        touched: dict[str, None] = {}
        whole = Holder(self.work, self.current, "")
        for known in self.step.fields():
            self._put(known, sheet.values, whole)
            touched |= dict.fromkeys(path.split(".")[0] for path in _paths(known))
        for table in self.step.tables():
            sheet.rows[table.path] = [row for row in sheet.rows[table.path] if not row.is_blank]
            self._rows(table, sheet.rows[table.path])
            touched[table.path] = None
        if self.step.finish:
            self.step.finish(self.work, self.current)
        if "sources" in touched:
            self._own_sources()
        elif self.book.grown:
            self.work["sources"] = self.book.sources
            touched["sources"] = None
        self.result.changes = {key: self.work.get(key) for key in touched}
        return self.result

    def _put(self, known: Field, values: Values, holder: Holder) -> None:
        typed = values.get(known.path, [])
        try:
            if known.kind is Kind.SOURCES:
                titles = values.get(known.path + NEW, [])
                chosen = chosen_sources(typed, titles, self.book)
                put_sources(holder.now, known, chosen, holder.before)
            elif known.children:
                below = values.get(known.children, [])
                found = chosen_with_children(known, typed, below, self.current)
                holder.now[known.path], holder.now[known.children] = found
            else:
                set_at(holder.now, known.path, taken(known, typed, self.current, self.book))
        except Misfit as misfit:
            self.result.faults.append((holder.start + known.path, str(misfit)))

    def _rows(self, table: Rows, rows: list[Row]) -> None:
        before, items = self.base.get(table.path, []), []
        for index, row in enumerate(rows):
            kept = row.was is not None and row.was < len(before)
            was = before[row.was] if kept else {}
            item = Holder(deepcopy(was), was, f"{table.path}.{index}.")
            for known in table.fields:
                self._put(known, row.values, item)
            items.append(item.now)
        if len(items) > table.most:
            text = _(
                "Paling banyak %(most)s; sekarang %(count)s.", most=table.most, count=len(items)
            )
            self.result.faults.append((table.path, text))
        self.work[table.path] = items

    def _own_sources(self) -> None:
        """Give new sources an id, and refuse to lose one that something rests on."""
        rows = self.work["sources"]
        for index, row in enumerate(rows):
            if not row.get("title"):
                self.result.faults.append((f"sources.{index}.title", _("Beri judul sumber ini.")))
            if "id" not in row:
                row["id"] = self.book.next_id()
                self.book.note(row)
        ids = {row["id"] for row in rows}
        cited = {source for _steps, source in cited_sources(self.work)}
        for source, name in self.book.names().items():
            if source in cited - ids:
                text = _("Sumber “%(title)s” masih dipakai di bagian lain.", title=name)
                self.result.faults.append(("sources", text))


def _paths(known: Field) -> Iterator[str]:
    yield known.path
    if known.children:
        yield known.children
