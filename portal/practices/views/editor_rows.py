"""Buttons that change rows without script: the typed rows added to, removed, moved."""

from dataclasses import dataclass

from portal.practices.forms.fields import id_of
from portal.practices.forms.sheets import Sheet

MOVES = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Pressed:
    """What a button asks for: where to go on, and the rows that need one more."""

    name: str
    anchor: str = ""
    adding: str = ""


def press(sheet: Sheet, action: str) -> Pressed:
    """Do with the rows of a sheet what `action` says, such as `up:blocks.2`."""
    name, _colon, target = action.partition(":")
    path, _dot, key = target.partition(".")
    rows = sheet.rows.get(path)
    if rows is None:
        return Pressed(name)
    if name == "add":
        filled = sum(not row.is_blank for row in rows)
        return Pressed("rows", id_of(f"{path}.{filled}"), path)
    at = next((index for index, row in enumerate(rows) if row.key == key), None)
    if at is None:
        return Pressed("rows", id_of(path))
    if name == "remove":
        del rows[at]
        return Pressed("rows", id_of(path))
    to = at + MOVES.get(name, 0)
    if 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))
    return Pressed("rows", id_of(f"{path}.{min(max(to, 0), len(rows) - 1)}"))
