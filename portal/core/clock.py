"""The only clock of the house."""

from datetime import UTC, date, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")
# By how much the clocks of machines may differ; what lies further ahead was written by a clock that
# went wrong and has been set back since.
SKEW = timedelta(minutes=5)


def utcnow() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # this is the clock


def today() -> date:
    """Return the day by the clock of Jakarta, by which everything of the portal has its days."""
    return utcnow().astimezone(WIB).date()
