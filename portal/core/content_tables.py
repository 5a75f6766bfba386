"""Tables of the content folder: CSV files, their rows with their lines, and what stands twice."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from portal.core.content import Reading, read_text


def read_csv(
    reading: Reading, path: Path, columns: Sequence[str]
) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a CSV file with their lines; notes a wrong header or row."""
    text = read_text(reading, path)
    rows = csv.reader(io.StringIO(text or ""), strict=True)
    found = []
    try:
        if text is not None and next(rows, []) != list(columns):
            reading.fault(path, 1, f"the header must be {','.join(columns)}")
            return []
        for values in rows:
            if len(values) == len(columns):
                row = dict(zip(columns, (value.strip() for value in values), strict=True))
                found.append((rows.line_num, row))
            else:
                reading.fault(path, rows.line_num, f"needs {len(columns)} values")
    except csv.Error as error:
        reading.fault(path, max(rows.line_num, 1), str(error))
    return found


class Unique:
    """Notes what stands twice in the rows of a file."""

    def __init__(self, reading: Reading, path: Path) -> None:
        """Watch the rows of `path`."""
        self._reading = reading
        self._path = path
        self._lines: dict[object, int] = {}

    def note(self, line: int, what: str, value: object) -> None:
        """Note a value of the column `what`, and a fault if an earlier line has it too."""
        first = self._lines.setdefault((what, value), line)
        if first != line:
            self._reading.fault(self._path, line, f"the {what} of line {first} again")
