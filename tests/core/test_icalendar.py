"""Calendar files, read back by the rules of RFC 5545."""

import re
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from portal.core.icalendar import Event, calendar

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters="\n"))
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=9))])
SECONDS = st.integers(0, 500_000_000).map(lambda seconds: timedelta(seconds=seconds))
MOMENTS = st.builds(lambda zone, later: datetime(2026, 1, 1, tzinfo=zone) + later, ZONES, SECONDS)


def _event(summary: str = "Sesi", starts_at: datetime | None = None) -> Event:
    return Event(
        uid="abc-1@sokoguru",
        sequence=2,
        written_at=datetime(2027, 2, 1, tzinfo=UTC),
        starts_at=starts_at or datetime(2027, 3, 1, 2, 30, tzinfo=UTC),
        length=timedelta(minutes=90),
        summary=summary,
        description="",
        url="http://127.0.0.1:8000/mentoring/abc",
    )


def _properties(text: str) -> dict[str, str]:
    """Return what a calendar holds, unfolded and without the backslashes."""
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    pairs = [line.partition(":")[::2] for line in lines]
    plain = {"n": "\n", "N": "\n"}
    return {
        name: re.sub(r"\\(.)", lambda found: plain.get(found[1], found[1]), value)
        for name, value in pairs
    }


@given(summary=TEXTS, moment=MOMENTS)
def test_whatever_is_said_comes_back_and_lines_are_short(summary: str, moment: datetime) -> None:
    text = calendar(_event(summary, moment))

    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = _properties(text)
    assert found["SUMMARY"] == "\n".join(summary.splitlines())
    started = datetime.strptime(found["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert started == moment


def test_an_event_has_what_calendars_need() -> None:
    text = calendar(_event("Sesi; satu, dua \\ tiga"))
    found = _properties(text)

    assert "SUMMARY:Sesi\\; satu\\, dua \\\\ tiga\r\n" in text
    assert (found["VERSION"], found["UID"], found["SEQUENCE"]) == ("2.0", "abc-1@sokoguru", "2")
    assert (found["DTSTART"], found["DTEND"]) == ("20270301T023000Z", "20270301T040000Z")
    assert found["DTSTAMP"] == "20270201T000000Z"
    assert found["PRODID"]
