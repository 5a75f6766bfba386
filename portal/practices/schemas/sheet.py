"""Drafts as rows of a table: the plain fields of a record, one practice a row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from portal.core import sheets
from portal.core.content import Steps, flatten
from portal.core.faults import FaultyTextError, TextFault
from portal.practices.schemas.draft import pruned
from portal.practices.schemas.record import SECTIONS, RecordSchema

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "region": ("region",),
    "title": ("title", "id"),
    "title_en": ("title", "en"),
    "short_name": ("short_name",),
    "summary": ("summary", "id"),
    "summary_en": ("summary", "en"),
    "unit": ("unit", "id"),
    "year": ("year",),
    "stage": ("stage",),
    "dimensions": ("dimensions",),
    "aspects": ("aspects",),
    "sectors": ("sectors",),
    "services": ("services",),
    "form": ("form",),
    "initiator": ("initiator",),
    **{name: ("sections", name, "id") for name in SECTIONS},
    "duration_months": ("duration_months",),
    "cost_band": ("cost", "band"),
    "cost": ("cost", "text", "id"),
    "contact_office": ("contact", "office"),
    "contact_mail": ("contact", "mail"),
    "contact_phone": ("contact", "phone"),
}
LISTS = frozenset({"dimensions", "aspects", "sectors", "services"})
MOST_ROWS = 100
_BETWEEN = re.compile(r"[\s,;|]+")


@dataclass(frozen=True)
class Row:
    """A draft that was read from a row; all its values stand on the row's line."""

    record: dict[str, Any]
    number: int

    def line(self, _steps: Steps) -> int:
        """Return the line of a value."""
        return self.number

    def name(self, steps: Steps) -> str:
        """Return the column of a value."""
        found = (column for column, place in COLUMNS.items() if _leads(place, steps))
        return next(found, ".".join(str(step) for step in steps))


def _leads(place: Steps, steps: Steps) -> bool:
    short = min(len(place), len(steps))
    return bool(short) and place[:short] == steps[:short]


def read_rows(text: str) -> tuple[list[Row], list[TextFault]]:
    """Return the drafts of a table, and what is wrong with the shape of other rows.

    The first line names the columns, in any order.

    Raises:
        FaultyTextError: if the table cannot be read as one.
    """
    lines = list(sheets.read(text))
    columns = lines[0][1] if lines else []
    if faults := list(_header_faults(columns)):
        raise FaultyTextError(*faults)
    if not 0 < len(lines) - 1 <= MOST_ROWS:
        raise FaultyTextError(TextFault(1, "", f"needs 1 to {MOST_ROWS} rows"))
    rows: list[Row] = []
    faults = []
    for number, cells in lines[1:]:
        try:
            rows.append(_row(number, columns, cells))
        except FaultyTextError as error:
            faults += error.faults
    return rows, faults


def _header_faults(columns: Sequence[str]) -> Iterator[TextFault]:
    for index, column in enumerate(columns):
        if column not in COLUMNS:
            yield TextFault(1, column, "no such column")
        elif column in columns[:index]:
            yield TextFault(1, column, "the column stands twice")
    if "title" not in columns:
        yield TextFault(1, "title", "needs this column")


def _row(number: int, columns: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(columns):
        raise FaultyTextError(TextFault(number, "", f"needs {len(columns)} values"))
    nested: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        *above, last = COLUMNS[column]
        place = nested
        for step in above:
            place = place.setdefault(step, {})
        place[last] = _BETWEEN.split(cell) if column in LISTS and cell else cell
    row = Row(pruned(nested), number)
    try:
        return Row(RecordSchema(partial=True).load(row.record), number)
    except ValidationError as error:
        raise FaultyTextError(
            *(TextFault(number, row.name(steps), why) for steps, why in flatten(error.messages))
        ) from error


def to_rows(records: Sequence[Mapping[str, Any]]) -> str:
    """Return the plain fields of records as a table with its header."""
    return sheets.written([list(COLUMNS), *(_cells(record) for record in records)])


def _cells(record: Mapping[str, Any]) -> list[str]:
    return [_cell(record, place) for place in COLUMNS.values()]


def _cell(record: Mapping[str, Any], place: Sequence[str]) -> str:
    value: Any = record
    for step in place:
        value = value.get(step, {}) if isinstance(value, Mapping) else {}
    if isinstance(value, list):
        return "; ".join(value)
    return str(value) if value != {} else ""
