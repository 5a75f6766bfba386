"""The fields of a step drawn from what is typed on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.practices.forms.fields import Field, Group, Kind, Rows, Step, id_of
from portal.practices.forms.labels import labels_of
from portal.practices.forms.options import Option, options_of
from portal.practices.forms.sheets import NEW, Row, Sheet, Values, book_of
from portal.practices.queries.reviews import Comment
from portal.practices.views.editor_shapes import (
    Choice,
    FaultView,
    FieldView,
    GroupView,
    RowsView,
    RowView,
)

BLANK = "new"  # the key of the row from which others are made
CHOOSING = {Kind.CHOICE, Kind.CHOICES, Kind.FILE}
Offered = Mapping[str, Sequence[Option]]


@dataclass(frozen=True)
class Notes:
    """What is to be said beside the fields, by paths in the record."""

    faults: Sequence[tuple[str, str]] = ()
    gaps: Sequence[tuple[str, str]] = ()
    remarks: Sequence[Comment] = ()
    warnings: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Drawer:
    """Draws the fields of one step."""

    def __init__(self, step: Step, record: Mapping[str, Any], notes: Notes, files: Offered) -> None:
        """Prepare for a step of a record; `files` are the uploaded ones by their kind."""
        self._step = step
        self._record = record
        self._notes = notes
        self._sources = book_of(record).names()
        self._options = dict(files)

    def groups(self, sheet: Sheet, *, adding: str = "") -> list[GroupView]:
        """Return the groups with what is typed; the rows at `adding` get one more, blank."""
        return [self._group(group, sheet, adding) for group in self._step.groups]

    def _group(self, group: Group, sheet: Sheet, adding: str) -> GroupView:
        table = group.rows
        return GroupView(
            title=str(group.title),
            hint=str(group.hint),
            fields=[self._field(known, sheet.values, "") for known in group.fields],
            rows=self._rows(table, sheet.rows[table.path], adding=table.path == adding)
            if table
            else None,
        )

    def _rows(self, table: Rows, typed: Sequence[Row], *, adding: bool) -> RowsView:
        rows = [*typed, *([Row(None, {})] if adding or not typed else [])]
        inside = tuple(f"{table.path}.{index}" for index in range(len(rows)))
        return RowsView(
            id=id_of(table.path),
            path=table.path,
            one=str(table.one),
            add=str(table.add),
            most=table.most,
            rows=[self._row(table, row, str(index), len(rows)) for index, row in enumerate(rows)],
            blank=self._row(table, Row(None, {}), BLANK, len(rows)),
            fault=self._said(self._notes.faults, table.path),
            gap=self._said(self._notes.gaps, table.path),
            remarks=[
                remark
                for remark in self._notes.remarks
                if _is_at(remark.path, table.path)
                and not any(_is_at(remark.path, start) for start in inside)
            ],
        )

    def _row(self, table: Rows, row: Row, key: str, count: int) -> RowView:
        start = f"{table.path}.{key}"
        number = int(key) + 1 if key.isdecimal() else count + 1
        fields = [self._field(known, row.values, f"{start}.") for known in table.fields]
        shown = {remark.id for view in fields for remark in view.remarks}
        return RowView(
            id=id_of(start),
            key=key,
            number=number,
            was="" if row.was is None else str(row.was),
            fields=fields,
            is_first=number == 1,
            is_last=number == count,
            gap=self._said(self._notes.gaps, start),
            remarks=[
                remark
                for remark in self._notes.remarks
                if _is_at(remark.path, start) and remark.id not in shown
            ],
        )

    def _field(self, known: Field, values: Values, start: str) -> FieldView:
        path = start + known.path
        typed = values.get(known.path, [])
        return FieldView(
            id=id_of(path),
            name=path,
            kind=known.kind.value,
            label=str(known.label),
            hint=str(known.hint),
            text=typed[0] if typed and known.kind not in CHOOSING else "",
            picks=typed if known.kind in CHOOSING | {Kind.SOURCES} else (),
            choices=self._choices(known, values),
            children=start + known.children if known.children else "",
            new_title=next(iter(values.get(known.path + NEW, [])), ""),
            words=known.words,
            tall=known.tall,
            short=known.short,
            more=known.more,
            fault=self._said(self._notes.faults, path),
            gap=self._said(self._notes.gaps, path),
            original=known.original,
            remarks=[
                remark
                for remark in self._notes.remarks
                if _is_at(remark.path, path) or remark.path == path.removesuffix(".id")
            ],
            warnings=self._notes.warnings.get(path, ()),
        )

    def _choices(self, known: Field, values: Values) -> list[Choice]:
        typed = values.get(known.path, [])
        if known.kind is Kind.SOURCES:
            return [Choice(key, name, "", key in typed) for key, name in self._sources.items()]
        if not known.options:
            return []
        if known.options not in self._options:
            self._options[known.options] = options_of(known.options, self._record)
        below = values.get(known.children, []) if known.children else []
        return [
            Choice(
                option.value,
                option.label,
                option.hint,
                option.value in typed,
                [
                    Choice(child.value, child.label, child.hint, child.value in below)
                    for child in option.children
                ]
                if known.children
                else [],
            )
            for option in self._options[known.options]
        ]

    def _said(self, notes: Sequence[tuple[str, str]], path: str) -> str:
        return next((text for at, text in notes if at == path), "")


def placed(step: Step, sheet: Sheet, faults: Sequence[tuple[str, str]]) -> list[FaultView]:
    """Return the faults with the label and id of their fields, in the order of the page."""
    labels = labels_of(step, sheet)
    order = {path: index for index, path in enumerate(labels)}
    found = sorted(
        ((nearest(path, labels), text) for path, text in faults),
        key=lambda fault: order.get(fault[0], len(order)),
    )
    return [FaultView(id_of(path), labels.get(path, ""), text) for path, text in found]


def nearest(path: str, known: Mapping[str, str]) -> str:
    """Return the path itself, or what stands on the page inside it, or else around it."""
    inside = (at for at in known if at.startswith(f"{path}."))
    if path not in known and (found := next(inside, None)):
        return found
    while path not in known and "." in path:
        path = path.rpartition(".")[0]
    return path


def _is_at(path: str, start: str) -> bool:
    return path == start or path.startswith(f"{start}.")
