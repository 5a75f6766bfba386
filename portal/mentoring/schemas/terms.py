"""What an agreement says: its goals, how long it runs, how often people meet, and how they behave.

Terms are kept as JSON that is never changed, and known by the hash of its canonical text.
"""

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from portal.core.formats import day, number
from portal.core.i18n import _

MONTHS = (3, 4, 5, 6)
USUAL_SESSIONS, MOST_SESSIONS = 4, 12
MAX_GOALS = 5
YEAR = 12
# What everybody who takes part keeps to; the editions that were signed stay as they were.
CONDUCT = {
    "id": (
        "Pendampingan adalah kerja sama antardaerah tanpa bayaran di antara keduanya.",
        "Kedua daerah hadir pada waktu yang disepakati, dan memberi tahu sebelumnya bila berubah.",
        "Catatan sesi dan tugas hanya untuk yang ikut serta dan tidak disebarkan.",
        "Data pribadi warga tidak dibagikan; contoh ditunjukkan tanpa nama dan nomor.",
        "Tidak ada hadiah, komisi, atau titipan penyedia; perangkat lunak dinilai dari manfaatnya.",
        "Keberatan disampaikan dulu kepada admin kedua daerah, lalu kepada editor nasional.",
    ),
    "en": (
        "Mentoring is co-operation of regions, without payment between them.",
        "Both regions come at the time agreed, and say beforehand when it changes.",
        "Notes of sessions and action items are for those who take part, and are not passed on.",
        "No personal data of residents is shared; examples are shown without names and numbers.",
        "No gifts, commissions or favours for vendors; software is judged by its use.",
        "Objections go to the admins of both regions first, then to a national editor.",
    ),
}


@dataclass(frozen=True)
class Goal:
    """What is to be reached; `indicator` says by what it would show, "" where nothing was named."""

    text: str
    indicator: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an agreement says; `additions` are rules of conduct of their own, "" for none."""

    dimension: str
    goals: tuple[Goal, ...]
    starts_on: date
    months: int
    sessions: int
    additions: str
    conduct: Mapping[str, tuple[str, ...]]

    @property
    def ends_on(self) -> date:
        """The last day: the one before the same day of a later month, or the end of that month."""
        months = self.starts_on.month - 1 + self.months
        year, month = self.starts_on.year + months // YEAR, months % YEAR + 1
        last = monthrange(year, month)[1]
        if self.starts_on.day > last:
            return date(year, month, last)
        return self.starts_on.replace(year=year, month=month) - timedelta(days=1)

    def as_json(self) -> dict[str, Any]:
        """Return what can be stored."""
        return {
            "dimension": self.dimension,
            "goals": [{"text": goal.text, "indicator": goal.indicator} for goal in self.goals],
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "months": self.months,
            "sessions": self.sessions,
            "additions": self.additions,
            "conduct": {locale: list(rules) for locale, rules in self.conduct.items()},
        }


def terms_of(stored: Mapping[str, Any]) -> Terms:
    """Return terms as they were stored."""
    return Terms(
        dimension=stored["dimension"],
        goals=tuple(Goal(row["text"], row["indicator"]) for row in stored["goals"]),
        starts_on=date.fromisoformat(stored["starts_on"]),
        months=stored["months"],
        sessions=stored["sessions"],
        additions=stored["additions"],
        conduct={locale: tuple(rules) for locale, rules in stored["conduct"].items()},
    )


def digest(mentorship: str, version: int, terms: Mapping[str, Any]) -> str:
    """Return the hash of a version of the agreement of a mentorship, in hexadecimal digits."""
    whole = {"mentorship": mentorship, "version": version, "terms": terms}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@dataclass(frozen=True)
class Change:
    """What a version changed: `was` is "" for what is new, `now` is "" for what is gone."""

    label: str
    was: str
    now: str


def changes(old: Terms, new: Terms) -> list[Change]:
    """Return what is not the same in two versions, in the order of the page."""
    return [change for change in _compared(old, new) if change.was != change.now]


def _compared(old: Terms, new: Terms) -> Iterator[Change]:
    for place, (was, now) in enumerate(zip_longest(old.goals, new.goals), start=1):
        yield Change(_("Tujuan %(number)s", number=place), _told(was), _told(now))
    yield Change(_("Mulai"), day(old.starts_on), day(new.starts_on))
    yield Change(_("Berakhir"), day(old.ends_on), day(new.ends_on))
    yield Change(_("Banyaknya sesi"), number(old.sessions), number(new.sessions))
    yield Change(_("Aturan tambahan"), old.additions, new.additions)


def _told(goal: Goal | None) -> str:
    if goal is None:
        return ""
    return f"{goal.text} ({goal.indicator})" if goal.indicator else goal.text
