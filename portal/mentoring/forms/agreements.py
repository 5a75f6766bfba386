"""The form of an agreement: goals, how long, how often, and rules of their own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import StringField, TextAreaField

from portal.adoptions.forms import line_field
from portal.adoptions.schemas import MAX_LINE, MAX_TEXT
from portal.core.formats import day_of
from portal.core.forms import Form, choice, is_day, remark, text
from portal.core.i18n import _, _l
from portal.mentoring.schemas.terms import (
    CONDUCT,
    MAX_GOALS,
    MONTHS,
    MOST_SESSIONS,
    USUAL_SESSIONS,
    Goal,
    Terms,
)

PLACES = range(1, MAX_GOALS + 1)


class TermsForm(Form):
    """What both regions agree on; the fields of goals without a text are no goals."""

    starts_on = text(_l("Mulai"), is_day, most=10, type="date")
    months = choice(
        _l("Lamanya"), [(str(count), _l("%(count)s bulan", count=count)) for count in MONTHS]
    )
    sessions = choice(
        _l("Banyaknya sesi"), [(str(count), str(count)) for count in range(1, MOST_SESSIONS + 1)]
    )
    additions = remark(
        _l("Aturan tambahan"),
        most=MAX_TEXT,
        rows=3,
        hint=_l("Kesepakatan kedua daerah sendiri, di luar aturan bersama. Boleh dikosongkan."),
    )

    @property
    def rows(self) -> list[tuple[TextAreaField, StringField]]:
        """The fields of the goals, each with that of its indicator."""
        return [(self[f"goal{place}"], self[f"by{place}"]) for place in PLACES]

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether each field is right, there is a goal, and no indicator is without one."""
        valid: bool = super().validate(extra_validators)
        if not any(goal.data for goal, _by in self.rows):
            self.blame("goal1", _("Tulis sedikitnya satu tujuan."))
            valid = False
        for place, (goal, by) in enumerate(self.rows, start=1):
            if by.data and not goal.data:
                self.blame(f"goal{place}", _("Tulis tujuannya, atau kosongkan indikatornya."))
                valid = False
        return valid

    def terms(self, dimension: str) -> Terms:
        """Return what was typed, once it is right."""
        return Terms(
            dimension=dimension,
            goals=tuple(Goal(str(goal.data), str(by.data)) for goal, by in self.rows if goal.data),
            starts_on=day_of(str(self.starts_on.data)),
            months=int(self.months.data),
            sessions=int(self.sessions.data),
            additions=str(self.additions.data),
            conduct=CONDUCT,
        )


for _place in PLACES:
    _goal = remark(_l("Tujuan %(number)s", number=_place), most=MAX_LINE, rows=2)
    _by = line_field(
        _l("Indikator tujuan %(number)s", number=_place), hint=_l("Boleh dikosongkan.")
    )
    setattr(TermsForm, f"goal{_place}", _goal)
    setattr(TermsForm, f"by{_place}", _by)


def typed(terms: Terms | None, today: date) -> Mapping[str, str]:
    """Return what the form shows at first: the terms before, or those that are usual."""
    if terms is None:
        return {"starts_on": today.isoformat(), "months": "4", "sessions": str(USUAL_SESSIONS)}
    goals = {f"goal{place}": goal.text for place, goal in enumerate(terms.goals, start=1)}
    measures = {f"by{place}": goal.indicator for place, goal in enumerate(terms.goals, start=1)}
    return {
        "starts_on": terms.starts_on.isoformat(),
        "months": str(terms.months),
        "sessions": str(terms.sessions),
        "additions": terms.additions,
        **goals,
        **measures,
    }
