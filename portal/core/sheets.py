"""Tables for spreadsheets: cells that no programme takes for a formula, and read back as written.

A cell that begins like a formula goes out with an apostrophe before it, which spreadsheets show as
text; coming in, that apostrophe is dropped again.
"""

import csv
import io
from collections.abc import Iterable

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
QUOTE = "'"
DELIMITERS = (",", ";", "\t")


def written(rows: Iterable[Iterable[str]]) -> str:
    """Return rows of texts as CSV."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return target.getvalue()


def safe(cell: str) -> str:
    """Return a cell as it may stand in a file."""
    return QUOTE + cell if cell.startswith(FORMULAS) else cell


def plain(cell: str) -> str:
    """Return what a cell of a file says."""
    return cell[1:] if cell.startswith(tuple(QUOTE + sign for sign in FORMULAS)) else cell


def delimiter_of(text: str) -> str:
    """Return what parts the cells: a comma, or what the spreadsheets of some countries take."""
    first = text.partition("\n")[0]
    return max(DELIMITERS, key=first.count)
