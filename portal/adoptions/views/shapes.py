"""What the templates of adoptions are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.adoptions.forms import (
    ConfirmForm,
    DocumentForm,
    DropForm,
    MoveForm,
    ReportForm,
    ReturnForm,
    VerifyForm,
)
from portal.adoptions.forms.checking import DueForm, TaskForm
from portal.adoptions.forms.plans import AddedForm, BlockForm, IndicatorForm, OwnIndicatorForm
from portal.adoptions.queries.wording import Standing
from portal.core.forms import Fault, Form
from portal.practices.views.detail_shapes import Indicator
from portal.search.views.listing_shapes import Link


@dataclass(frozen=True, kw_only=True)
class Row:
    """An adoption in a list; `thing` is what was adopted, in the language `lang`."""

    url: str
    region: str
    invented: bool
    thing: str
    lang: str | None
    origin: str
    phase: str
    standing: Standing
    moved_at: datetime


@dataclass(frozen=True)
class Step:
    """A stage on the way: `at` is when it was last reached, None if it lies ahead."""

    label: str
    at: datetime | None
    current: bool


@dataclass(frozen=True)
class Part:
    """A phase of the way with its stages."""

    label: str
    steps: Sequence[Step]


@dataclass(frozen=True)
class Line:
    """A line of the history."""

    at: datetime
    label: str
    note: str


@dataclass(frozen=True)
class Block:
    """A block with what becomes of it."""

    title: str
    lang: str | None
    note: str


@dataclass(frozen=True)
class Group:
    """The blocks of which the same becomes."""

    choice: str
    label: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Task:
    """Something to be settled, by its place from 1 on; `form` sets by which day."""

    number: int
    text: str
    due: date | None
    done_at: datetime | None
    late: bool
    form: DueForm


@dataclass(frozen=True)
class Document:
    """A paper, by its place from 1 on."""

    number: int
    kind: str
    text: str
    url: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class Head:
    """What every page of an adoption says of it on top."""

    key: str
    url: str
    thing: Link
    lang: str | None
    region: Link
    origin: Link
    standing: Standing
    invented: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page of an adoption; `acts` are for whoever may do something with it.

    `changes` tells how much the practice has changed since the version it began from.
    """

    head: Head
    done: str
    stage: str
    stage_note: str
    is_open: bool
    generation: int
    parent: Link | None
    tree_url: str | None
    catalogue: str
    version: int | None
    changes: Link | None
    ways: Sequence[Part]
    acts: Sequence[Link]
    groups: Sequence[Group]
    indicators: Sequence[Indicator]
    unmeasured: Sequence[str]
    tasks: Sequence[Task]
    may_tick: bool
    documents: Sequence[Document]
    report: str
    verdict: Sequence[str]
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """The page on which a region says how it goes on; None is what cannot be done now."""

    head: Head
    stage: str
    next: str
    about: str
    move: MoveForm | None
    report: ReportForm | None
    drop: DropForm | None
    resume: MoveForm | None
    to: str

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        forms = (self.move, self.report, self.drop, self.resume)
        return [fault for form in forms if form for fault in form.faults]


@dataclass(frozen=True)
class BlockRow:
    """A block with the form that says what becomes of it."""

    title: str
    lang: str | None
    form: BlockForm


@dataclass(frozen=True)
class BlocksPage:
    """The page on which a region decides on the blocks."""

    head: Head
    rows: Sequence[BlockRow]
    added: Sequence[AddedForm]

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        return [
            Fault(fault.field, f"{row.title}, {fault.label}", fault.text)
            for row in self.rows
            for fault in row.form.faults
        ] + [fault for form in self.added for fault in form.faults]


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of the practice with the form for its values."""

    name: str
    unit: str
    lang: str | None
    form: IndicatorForm


@dataclass(frozen=True)
class IndicatorsPage:
    """The page on which a region writes what its indicators show."""

    head: Head
    rows: Sequence[IndicatorRow]
    own: Sequence[OwnIndicatorForm]

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        return [
            Fault(fault.field, f"{row.name}, {fault.label}", fault.text)
            for row in self.rows
            for fault in row.form.faults
        ] + [fault for form in self.own for fault in form.faults]


@dataclass(frozen=True)
class PapersPage:
    """The page of tasks and documents; `letter_url` is the letter of interest, to be printed."""

    head: Head
    done: str
    tasks: Sequence[Task]
    task: TaskForm
    documents: Sequence[Document]
    document: DocumentForm
    letter_url: str

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        dated = [fault for row in self.tasks for fault in row.form.faults]
        return dated + self.task.faults + self.document.faults


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The letter of interest in a replication, filled as far as the portal knows."""

    head: Head
    adopter: str
    owner: str
    thing: str
    address: str
    dimensions: str
    blocks: Sequence[str]
    agency: str


@dataclass(frozen=True, kw_only=True)
class VerdictPage:
    """The page on which an outcome is judged; None is what the reader cannot do now."""

    head: Head
    report: str
    indicators: Sequence[Indicator]
    outcome: str
    confirmation: str
    confirm: ConfirmForm | None
    verify: VerifyForm | None
    send_back: ReturnForm | None

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        forms = (self.confirm, self.verify, self.send_back)
        return [fault for form in forms if form for fault in form.faults]


@dataclass(frozen=True)
class StartPage:
    """The page on which an adoption begins; `form` is None where nothing can begin."""

    title: str
    lang: str | None
    back: str
    form: Form | None
    known: Sequence[Row]
    refusal: str
