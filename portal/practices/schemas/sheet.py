"""Drafts as rows of a table, one practice a row: in our own columns, or in a national shape."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from portal.core import sheets
from portal.core.content import Steps, flatten
from portal.core.faults import FaultyTextError, TextFault
from portal.practices.schemas.columns import Cell, Column, Shape, Unclear
from portal.practices.schemas.draft import pruned
from portal.practices.schemas.national import NATIONAL
from portal.practices.schemas.record import SECTIONS, RecordSchema

OWN = Shape(
    code="sokoguru",
    title="title",
    strict=True,
    columns=(
        Column("region", ("region",)),
        Column("title", ("title", "id")),
        Column("title_en", ("title", "en")),
        Column("short_name", ("short_name",)),
        Column("summary", ("summary", "id")),
        Column("summary_en", ("summary", "en")),
        Column("unit", ("unit", "id")),
        Column("year", ("year",)),
        Column("stage", ("stage",)),
        Column("dimensions", ("dimensions",), Cell.CODES),
        Column("aspects", ("aspects",), Cell.CODES),
        Column("sectors", ("sectors",), Cell.CODES),
        Column("services", ("services",), Cell.CODES),
        Column("form", ("form",)),
        Column("initiator", ("initiator",)),
        *(Column(name, ("sections", name, "id")) for name in SECTIONS),
        Column("duration_months", ("duration_months",)),
        Column("cost_band", ("cost", "band")),
        Column("cost", ("cost", "text", "id")),
        Column("contact_office", ("contact", "office")),
        Column("contact_mail", ("contact", "mail")),
        Column("contact_phone", ("contact", "phone")),
    ),
)
MOST_ROWS = 100


@dataclass(frozen=True)
class Row:
    """What was read from a row, and what is wrong with it; all its values stand on its line."""

    shape: Shape
    number: int
    record: dict[str, Any]
    faults: tuple[TextFault, ...] = ()

    def line(self, _steps: Steps) -> int:
        """Return the line of a value."""
        return self.number

    def name(self, steps: Steps) -> str:
        """Return the column of a value."""
        found = (column.name for column in self.shape.columns if _leads(column.place, steps))
        return next(found, ".".join(str(step) for step in steps))


@dataclass(frozen=True)
class Table:
    """The rows of a table; `passed_over` are headings of which nothing is taken in."""

    shape: Shape
    rows: list[Row]
    passed_over: list[str]


def _leads(place: Steps, steps: Steps) -> bool:
    short = min(len(place), len(steps))
    return bool(short) and place[:short] == steps[:short]


def read_table(text: str) -> Table:
    """Return the rows of a table; its first line names the columns, in any order.

    Raises:
        FaultyTextError: if it cannot be read as a table of a known shape.
    """
    lines = list(sheets.read(text.removeprefix("\ufeff")))
    headings = lines[0][1] if lines else []
    shape = _shape_of(headings)
    columns = [shape.column(heading) for heading in headings]
    if faults := list(_header_faults(shape, headings, columns)):
        raise FaultyTextError(*faults)
    if not 0 < len(lines) - 1 <= MOST_ROWS:
        raise FaultyTextError(TextFault(1, "", f"needs 1 to {MOST_ROWS} rows"))
    rows = [_row(shape, columns, number, cells) for number, cells in lines[1:]]
    lost = [
        heading
        for heading, column in zip(headings, columns, strict=True)
        if heading and not (column and column.place)
    ]
    return Table(shape, rows, lost)


def _shape_of(headings: Sequence[str]) -> Shape:
    for shape in NATIONAL:
        if any(column and column.name == shape.title for column in map(shape.column, headings)):
            return shape
    return OWN


def _header_faults(
    shape: Shape, headings: Sequence[str], columns: Sequence[Column | None]
) -> Iterator[TextFault]:
    for index, (heading, column) in enumerate(zip(headings, columns, strict=True)):
        if column is None and shape.strict:
            yield TextFault(1, heading, "no such column")
        elif column is not None and column in columns[:index]:
            yield TextFault(1, heading, "the column stands twice")
    if shape.title not in {column.name for column in columns if column}:
        yield TextFault(1, shape.title, "needs this column")


def _row(shape: Shape, columns: Sequence[Column | None], number: int, cells: Sequence[str]) -> Row:
    if len(cells) != len(columns):
        fault = TextFault(number, "", f"needs {len(columns)} values")
        return Row(shape, number, {}, (fault,))
    nested: dict[str, Any] = {}
    faults = []
    for column, cell in zip(columns, cells, strict=True):
        if column is None or not column.place:
            continue
        try:
            _put(nested, column.place, column.read(cell))
        except Unclear as unclear:
            faults.append(TextFault(number, column.name, str(unclear)))
    row = Row(shape, number, pruned(nested))
    try:
        record = RecordSchema(partial=True).load(row.record)
    except ValidationError as error:
        found = flatten(error.messages)
        faults += [TextFault(number, row.name(steps), why) for steps, why in found]
        record = row.record
    return Row(shape, number, record, tuple(faults))


def _put(nested: dict[str, Any], place: Steps, value: Any) -> None:
    *above, last = place
    for step in above:
        nested = nested.setdefault(str(step), {})
    before = nested.get(str(last))
    nested[str(last)] = f"{before}\n\n{value}" if before and value else before or value


def to_rows(records: Sequence[Mapping[str, Any]], shape: Shape = OWN) -> str:
    """Return records as a table of a shape with its header, as spreadsheets read it."""
    header = [column.name for column in shape.columns]
    rows = ([column.write(record) for column in shape.columns] for record in records)
    return "\ufeff" + sheets.written([header, *rows])  # they know UTF-8 by this
