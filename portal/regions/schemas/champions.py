"""What a champion status rests on, and for how long it holds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

YEARS = 2
MOST_REASON = 500  # characters
WARN_BEFORE = (60, 30, 7)  # days


class Proof(StrEnum):
    """The four proofs that a region has learnt something and can teach it."""

    ADOPTION = "adoption"
    LEVEL = "level"
    PRACTICE = "practice"
    ANSWERS = "answers"


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The four proofs as they were: an adoption and a practice by their public ids, an assessment.

    `level` is what was assessed, `answers` how many were confirmed. What is missing is "" or 0.
    """

    adoption: str = ""
    assessment: int = 0
    level: int = 0
    practice: str = ""
    answers: int = 0

    def stored(self) -> dict[str, Any]:
        """Return it as what can be stored."""
        return asdict(self)

    @property
    def documents(self) -> tuple[str, int, str]:
        """What was proved apart from the answers, which become more by themselves."""
        return self.adoption, self.assessment, self.practice


def basis_of(stored: Mapping[str, Any]) -> Basis:
    """Return what was stored."""
    return Basis(**stored)


def expiry(day: date) -> date:
    """Return until when a status holds that is granted on a day: twenty-four months."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + YEARS, day=28)
