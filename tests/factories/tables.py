"""Cells that a spreadsheet would carry out, wherever those of some country part them."""

import re
from collections.abc import Iterator

SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
FORMULAS = (
    *(f"{sign}1+1" for sign in SIGNS),
    *(f"{blank}=1+1" for blank in ("\t", "\r", "\n", "\t\t")),
    *(f"a{parting}=cmd|' /C calc'!A0{parting}b" for parting in (";", "\t", "\r\n", "\n")),
    "-",
    ";@SUM(A1)",
    '"=1+1";=1+1',
    "@\r\n+62;-3",
)


def cells(text: str) -> Iterator[str]:
    """Yield whatever some spreadsheet may take for a cell."""
    for line in re.split(r"[\r\n]", text):
        for parting in (";", "\t"):
            yield from (cell.strip('"') for cell in line.split(parting))


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would carry out a part of a text."""
    return text.startswith(("\t", "\r", "\n")) or any(
        cell.startswith(SIGNS) for cell in cells(text)
    )
