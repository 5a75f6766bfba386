"""The calendar below `content/calendar/`: the days on which offices are closed."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.content import Part, Reading
from portal.core.content_tables import Unique, read_csv
from portal.core.db import db
from portal.core.formats import day_of
from portal.threads.models.holding import Holiday

FILE = Path("calendar") / "holidays.csv"
COLUMNS = ("day", "text_id", "text_en", "source")
Row = dict[str, str]


def read(reading: Reading) -> list[Row]:
    """Return the holidays; each day stands once, with its names and the decree it comes from."""
    path = reading.root / FILE
    unique = Unique(reading, path)
    rows: list[Row] = []
    for line, row in read_csv(reading, path, COLUMNS):
        unique.note(line, "day", row["day"])
        if missing := [column for column in COLUMNS if not row[column]]:
            reading.fault(path, line, f"needs {', '.join(missing)}")
        elif not _is_day(row["day"]):
            reading.fault(path, line, "the day must be like 2026-08-17")
        else:
            rows.append(row)
    return rows


def _is_day(text: str) -> bool:
    try:
        day_of(text)
    except ValueError:
        return False
    return True


def write(session: Session, rows: Sequence[Row]) -> int:
    """Bring the calendar to what the file says, and return how many days changed."""
    known = {holiday.day: holiday for holiday in session.scalars(sa.select(Holiday))}
    changed = 0
    for row in rows:
        day = date.fromisoformat(row["day"])
        label = {"id": row["text_id"], "en": row["text_en"]}
        holiday = known.pop(day, None) or Holiday(day=day)
        if (holiday.label, holiday.source) != (label, row["source"]):
            holiday.label, holiday.source = label, row["source"]
            session.add(holiday)
            changed += 1
    for gone in known.values():
        session.delete(gone)
    return changed + len(known)


def export(root: Path) -> None:
    """Write the calendar below `root`."""
    path = root / FILE
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in db.session.scalars(sa.select(Holiday).order_by(Holiday.day)):
            writer.writerow((row.day, row.label["id"], row.label["en"], row.source))


PART = Part("calendar", read=read, write=write, export=export)
