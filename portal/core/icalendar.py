"""Calendar files of RFC 5545: one event, its times in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MAX_OCTETS = 75
MIMETYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event; `uid` stays the same when it is moved, and `sequence` grows."""

    uid: str
    sequence: int
    written_at: datetime
    starts_at: datetime
    length: timedelta
    summary: str
    description: str
    url: str


def calendar(event: Event) -> str:
    """Return an event as a calendar file."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sokoguru//Sokoguru//ID",
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.written_at)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.starts_at + event.length)}",
        f"SUMMARY:{_escaped(event.summary)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        f"URL:{event.url}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    r"""Return a text as the value of a property: \ ; , and ends of lines with a backslash."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each but the first after a space."""
    pieces, room = [""], MAX_OCTETS
    for character in line:
        octets = len(character.encode())
        if octets > room:
            pieces.append("")
            room = MAX_OCTETS - 1  # the space counts
        pieces[-1] += character
        room -= octets
    return "\r\n ".join(pieces)
