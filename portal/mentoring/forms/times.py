"""Times of day as forms carry them."""

import re
from datetime import datetime, time

from wtforms import Field
from wtforms.validators import StopValidation

from portal.core.formats import day_of, reader_zone
from portal.core.i18n import _


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


def is_time(_form: object, field: Field) -> None:
    """Refuse what is no time of day."""
    try:
        time_of(field.data)
    except ValueError as error:
        raise StopValidation(_("Tulis jam seperti 09:30.")) from error
