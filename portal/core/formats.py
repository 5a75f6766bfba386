"""How values look on the page: bilingual texts, numbers and dates in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask

from portal.core.i18n import current_locale

WIB = timezone(timedelta(hours=7), "WIB")  # western Indonesia has no summer time


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


def number(value: float) -> str:
    """Return a number as the reader's language writes it, at most two decimals."""
    return format_decimal(Decimal(str(value)), format="#,##0.##", locale=current_locale())


def day(value: date | datetime) -> str:
    """Return a day as the reader's language writes it; moments by the clock of Jakarta."""
    if isinstance(value, datetime):
        value = value.astimezone(WIB).date()
    return format_date(value, format="long", locale=current_locale())


def period(value: str) -> str:
    """Return a year, a month (2015-04), a day or a span (2013-2015) as people write it."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return day(date.fromisoformat(value))
    if match := re.fullmatch(r"(\d{4})-(\d{2})", value):
        month = date(int(match[1]), int(match[2]), 1)
        return format_date(month, format="MMMM y", locale=current_locale())
    return value.replace("-", "–")  # noqa: RUF001  # a span is written with an en dash


def init_app(app: Flask) -> None:
    """Give templates the filters `words`, `number` and `date`."""
    app.jinja_env.filters.update(words=words, number=number, date=day)
