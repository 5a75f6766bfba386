"""Days and times of day as forms carry them."""

import re
from datetime import date, datetime, time

from wtforms import Field
from wtforms.validators import StopValidation

from portal.core.formats import reader_zone
from portal.core.i18n import _


def day_of(typed: str) -> date:
    """Return the day that was typed as `YYYY-MM-DD`.

    Raises:
        ValueError: if it is none.
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed, re.ASCII):
        raise ValueError(typed)
    return date.fromisoformat(typed)


def time_of(typed: str) -> time:
    """Return the time of day that was typed as `HH:MM` or `HH.MM`.

    Raises:
        ValueError: if it is none.
    """
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", typed, re.ASCII)
    if found is None:
        raise ValueError(typed)
    return time(int(found[1]), int(found[2]))


def moment_of(day: str, clock: str) -> datetime:
    """Return the moment of a day and a time by the reader's clock.

    Raises:
        ValueError: if they are none.
    """
    return datetime.combine(day_of(day), time_of(clock), reader_zone())


def is_day(_form: object, field: Field) -> None:
    """Refuse what is no day."""
    try:
        day_of(field.data)
    except ValueError as error:
        raise StopValidation(_("Tulis tanggal seperti 2027-01-31.")) from error


def is_time(_form: object, field: Field) -> None:
    """Refuse what is no time of day."""
    try:
        time_of(field.data)
    except ValueError as error:
        raise StopValidation(_("Tulis jam seperti 09:30.")) from error
