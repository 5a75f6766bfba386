"""How values look on the page: bilingual texts, numbers and dates in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask, g, has_app_context

from portal.core.clock import WIB, utcnow
from portal.core.i18n import current_locale

KILOBYTE, MEGABYTE = 1000, 1_000_000
# None of them has summer time.
ZONES = {
    "WIB": WIB,
    "WITA": timezone(timedelta(hours=8), "WITA"),
    "WIT": timezone(timedelta(hours=9), "WIT"),
}
# What parts decimals and what groups thousands, and a number with such groups.
SEPARATORS = {"id": (",", "."), "en": (".", ",")}
_GROUPED = {
    "id": re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d{1,6})?", re.ASCII),
    "en": re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?", re.ASCII),
}
_PLAIN = re.compile(r"-?\d{1,15}(?:[.,]\d{1,6})?", re.ASCII)


class Words(str):
    """A text that knows its language."""

    __slots__ = ("lang",)
    lang: str


def words(text: Mapping[str, str] | None, locale: str | None = None) -> Words:
    """Return a bilingual text in `locale`, in Indonesian where it has no other; "" for None."""
    locale = locale or current_locale()
    lang = locale if text and locale in text else "id"
    found = Words(text[lang] if text else "")
    found.lang = lang
    return found


def number(value: float, decimals: int = 2) -> str:
    """Return a number as the reader's language writes it, with at most so many decimals."""
    return _grouped(str(value), decimals, current_locale())


@lru_cache(10_000)
def _grouped(value: str, decimals: int, locale: str) -> str:
    pattern = f"#,##0.{'#' * decimals}"
    return format_decimal(Decimal(value), format=pattern, locale=locale)


def read_number(text: str) -> float | None:
    """Return the number that a text means in the reader's language, None if it means none."""
    text = text.replace(" ", "").replace("\N{MINUS SIGN}", "-")
    decimal, group = SEPARATORS[current_locale()]
    if _GROUPED[current_locale()].fullmatch(text):
        text = text.replace(group, "").replace(decimal, ".")
    return float(text.replace(",", ".")) if _PLAIN.fullmatch(text) else None


def day_of(typed: str) -> date:
    """Return the day that was typed as `YYYY-MM-DD`.

    Raises:
        ValueError: if it is none, or written otherwise.
    """
    found = date.fromisoformat(typed)
    if found.isoformat() != typed:
        raise ValueError(typed)
    return found


def day(value: date | datetime) -> str:
    """Return a day as the reader's language writes it; moments by the reader's clock."""
    if isinstance(value, datetime):
        value = value.astimezone(reader_zone()).date()
    return _long(value, current_locale())


@lru_cache(1000)
def _long(value: date, locale: str) -> str:
    return format_date(value, format="long", locale=locale)


def moment(value: datetime, zone: timezone | None = None) -> str:
    """Return a day and the time, with its name, by the reader's clock or that of a zone."""
    local = value.astimezone(zone or reader_zone())
    return f"{day(local.date())} {local:%H:%M} {local.tzname()}"


def size(count: int) -> str:
    """Return how large a file is, in KB or MB, never 0."""
    if count >= MEGABYTE:
        return f"{number(round(count / MEGABYTE, 1))} MB"
    return f"{number(max(1, round(count / KILOBYTE)))} KB"


def clock(value: datetime | None = None) -> str:
    """Return the time of a moment, or of this one, by the reader's clock: 14.02 or 14:02."""
    pattern = "HH:mm" if current_locale() == "en" else "HH.mm"
    return format_time((value or utcnow()).astimezone(reader_zone()), pattern)


def reader_zone() -> timezone:
    """Return the zone of whoever is signed in, of Jakarta for others."""
    return ZONES[g.get("zone", "WIB")] if has_app_context() else WIB


def period(value: str) -> str:
    """Return a year, a month (2015-04), a day or a span (2013-2015) as people write it."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return day(date.fromisoformat(value))
    if match := re.fullmatch(r"(\d{4})-(\d{2})", value):
        month = date(int(match[1]), int(match[2]), 1)
        return format_date(month, format="MMMM y", locale=current_locale())
    return value.replace("-", "–")  # noqa: RUF001  # a span is written with an en dash


def init_app(app: Flask) -> None:
    """Give templates the filters `words`, `number`, `date`, `moment`, `clock` and `size`."""
    app.jinja_env.filters.update(
        words=words, number=number, date=day, moment=moment, clock=clock, size=size
    )
