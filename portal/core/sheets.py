"""Tables for spreadsheets: cells that no programme takes for a formula, and read back as written.

What begins like a formula goes out with an apostrophe before it, which spreadsheets show as text;
coming in, that apostrophe is dropped again. A cell begins where it does in the file, and where
spreadsheets of other countries part cells: by semicolons, which they take for what commas are here.
Behind a comma none begins, since a cell with one stands in quotes: "Rp10.000,-" stays as it is.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from portal.core.faults import FaultyTextError, TextFault

QUOTE = "'"
DELIMITERS = (",", ";", "\t")
_SIGNS = "=+@\uff1d\uff0b\uff0d\uff20-"  # wide ones too, which some spreadsheets read as plain
_BEGINS = (  # {} is what has been put before it
    rf"\A(?={{}}(?:[\t\r\n]|\"*[{_SIGNS}]))|(?<=[;\t\r\n])(?={{}}\"*[{_SIGNS}])"
)
_FORMULA = re.compile(_BEGINS.format("", ""))
_QUOTED = re.compile(rf"(?:{_BEGINS.format(QUOTE, QUOTE)}){QUOTE}")


def written(rows: Iterable[Iterable[str]]) -> str:
    """Return rows of texts as CSV."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return target.getvalue()


def safe(cell: str) -> str:
    """Return a cell as it may stand in a file."""
    return _FORMULA.sub(QUOTE, cell)


def plain(cell: str) -> str:
    """Return what a cell of a file says."""
    return _QUOTED.sub("", cell)


def delimiter_of(text: str) -> str:
    """Return what parts the cells: a comma, or what the spreadsheets of some countries take."""
    first = text.partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def read(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line on which it begins, cells) of every row of a file that is not empty.

    Raises:
        FaultyTextError: if it is no CSV.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    first = 1
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield first, [plain(cell).strip() for cell in cells]
            first = rows.line_num + 1
    except csv.Error as error:
        raise FaultyTextError(TextFault(first, "", "is not CSV")) from error
