"""Quarters by the clock of Jakarta, by which everything of the portal has its days."""

from dataclasses import dataclass
from datetime import date, datetime, time

from portal.core.clock import WIB
from portal.core.i18n import _

MONTHS = 3
IN_YEAR = 4


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, counted from 1."""

    year: int
    number: int

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return datetime.combine(date(self.year, (self.number - 1) * MONTHS + 1, 1), time(), WIB)

    @property
    def ends(self) -> datetime:
        """The moment when it is over, the first of the next."""
        return _numbered(_number(self) + 1).begins

    @property
    def short(self) -> str:
        """Its name where space is scarce: "T3 26"."""
        return _("T%(quarter)s %(year)s", quarter=self.number, year=f"{self.year % 100:02}")

    @property
    def long(self) -> str:
        """Its name in full: "Triwulan 3 2026"."""
        return _("Triwulan %(quarter)s %(year)s", quarter=self.number, year=self.year)


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which a day lies."""
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


def quarters(last: Quarter, count: int) -> list[Quarter]:
    """Return so many quarters in their order, up to the last."""
    end = _number(last) + 1
    return [_numbered(number) for number in range(end - count, end)]


def _number(quarter: Quarter) -> int:
    return quarter.year * IN_YEAR + quarter.number - 1


def _numbered(number: int) -> Quarter:
    return Quarter(number // IN_YEAR, number % IN_YEAR + 1)
