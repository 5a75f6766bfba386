"""Rows as files, written part by part: CSV (RFC 4180, UTF-8) and JSON, compressed if wanted."""

import csv
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from portal.core.compression import LEVEL
from portal.core.open_data import Cell, DataSet, Row
from portal.core.sheets import safe

BETWEEN = "|"  # the parts of a list in a cell of CSV
GZIP = 31  # what zlib calls its largest window with gzip's head


def csv_of(dataset: DataSet) -> Iterator[str]:
    """Yield a set as CSV, its first line the names of the columns."""
    yield _lines([[column.name for column in dataset.columns]])
    for rows in dataset.batches():
        yield _lines([_flat(cell) for cell in row] for row in rows)


def json_of(dataset: DataSet) -> Iterator[str]:
    """Yield a set as a JSON array with an object for each row."""
    names = [column.name for column in dataset.columns]
    opening = "[\n"
    for rows in dataset.batches():
        if rows:
            yield opening + ",\n".join(_object(names, row) for row in rows)
            opening = ",\n"
    yield "[\n]\n" if opening == "[\n" else "\n]\n"


def compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield bytes as gzip, each part as soon as it is known."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    for part in parts:
        yield packer.compress(part)
    yield packer.flush()


def _lines(rows: Iterable[Iterable[object]]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows(rows)
    return target.getvalue()


def _flat(cell: Cell) -> object:
    """Return a cell as CSV has it: a text that no spreadsheet takes for a formula, or a number."""
    plain = _plain(cell)
    if isinstance(plain, bool):
        return str(plain).lower()
    if isinstance(plain, Mapping):
        return safe(_json(plain))
    if isinstance(plain, list):
        return safe(BETWEEN.join(plain))
    return safe(plain) if isinstance(plain, str) else plain


def _plain(cell: Cell) -> str | float | bool | list[str] | Mapping[str, object] | None:
    """Return a cell as JSON has it."""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Sequence) and not isinstance(cell, str):
        return list(cell)
    return cell


def _object(names: Sequence[str], row: Row) -> str:
    return _json(dict(zip(names, map(_plain, row), strict=True)))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
