"""What the templates about a practice's life are given."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.core.forms import Fault
from portal.practices.forms.life import MeasureForm, StopForm, SuspendForm, WithdrawForm
from portal.search.views.listing_shapes import Link


@dataclass(frozen=True)
class Step:
    """One thing that became of a practice, as a line of its history; `lesson` is in Indonesian."""

    at: datetime
    label: str
    detail: str = ""
    lesson: str = ""


@dataclass(frozen=True)
class Ending:
    """Why a practice stopped: a reason from the list where there is one, and the lesson.

    `lang` is the language of the lesson where it is not the page's own.
    """

    reason: str
    lesson: str
    lang: str | None


@dataclass(frozen=True)
class Claim:
    """A compilation that its region may take over, or is taking over."""

    under_way: bool
    may_claim: bool


@dataclass(frozen=True, kw_only=True)
class Life:
    """What the page of a practice says of its life; `links` are for whoever may act on it.

    `pulse` is verified, due or overdue; `until` is the day by which it must be confirmed again.
    """

    pulse: str
    until: date | None
    steps: list[Step]
    ending: Ending | None
    claim: Claim | None
    withheld: str
    links: list[Link]


@dataclass(frozen=True)
class MeasureRow:
    """An indicator with its last value and the form for a new one."""

    name: str
    unit: str
    last: float
    period: str
    form: MeasureForm


@dataclass(frozen=True, kw_only=True)
class ConfirmPage:
    """The page on which a region speaks for its practice; None is what cannot be done now."""

    slug: str
    title: str
    lang: str | None
    life: Life
    done: str
    gaps: list[str]
    rows: list[MeasureRow] | None
    stop: StopForm | None
    may_resume: bool
    mailbox: str | None
    mailbox_url: str | None

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        measures = [
            Fault(fault.field, f"{row.name}, {fault.label}", fault.text)
            for row in self.rows or ()
            for fault in row.form.faults
        ]
        return measures + (self.stop.faults if self.stop else [])


@dataclass(frozen=True, kw_only=True)
class RetirePage:
    """The page on which a practice is taken from readers; None is what cannot be done now."""

    slug: str
    title: str
    lang: str | None
    done: str
    withheld: str
    reason: str
    suspend: SuspendForm | None
    withdraw: WithdrawForm | None
    may_release: bool
    awaits_editor: bool

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        forms = (self.suspend, self.withdraw)
        return [fault for form in forms if form for fault in form.faults]


@dataclass(frozen=True)
class Tombstone:
    """What readers find where a practice was."""

    title: str
    lang: str | None
    region: Link
    reason: str
    since: datetime | None
