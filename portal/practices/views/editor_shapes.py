"""What the templates of the editor are given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from portal.core.words import Segment
from portal.practices.queries.reviews import Comment


@dataclass(frozen=True)
class Choice:
    """Something to choose, with what can be chosen below it."""

    value: str
    label: str
    hint: str
    chosen: bool
    children: Sequence["Choice"] = ()

    @property
    def open(self) -> bool:
        """Whether what is below should be in view."""
        return self.chosen or any(child.chosen for child in self.children)


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """A field as it stands on the page; `original` is the Indonesian text of a translation."""

    id: str
    name: str
    kind: str
    label: str
    hint: str
    text: str
    choices: Sequence[Choice] = ()
    picks: Sequence[str] = ()
    children: str = ""
    new_title: str = ""
    words: int = 0
    tall: bool = False
    short: bool = False
    more: bool = False
    fault: str = ""
    gap: str = ""
    original: str = ""
    remarks: Sequence[Comment] = ()
    warnings: Sequence[str] = ()

    @property
    def told(self) -> bool:
        """Whether something about it must be in view."""
        return bool(self.text or self.picks or self.fault or self.gap or self.remarks)


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A row: `key` is its part of the names of its fields."""

    id: str
    key: str
    number: int
    was: str
    fields: Sequence[FieldView]
    is_first: bool
    is_last: bool
    remarks: Sequence[Comment] = ()
    gap: str = ""


@dataclass(frozen=True, kw_only=True)
class RowsView:
    """Rows, and an empty one from which others are made."""

    id: str
    path: str
    one: str
    add: str
    most: int
    rows: Sequence[RowView]
    blank: RowView
    fault: str
    gap: str
    remarks: Sequence[Comment]


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """Fields or rows under a heading."""

    title: str
    hint: str
    fields: Sequence[FieldView]
    rows: RowsView | None


@dataclass(frozen=True)
class FaultView:
    """What is wrong, for the summary that links to the field."""

    field: str
    label: str
    text: str


@dataclass(frozen=True)
class GapView:
    """What is missing, and where it is written."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class StepLink:
    """A step in the list of all."""

    slug: str
    title: str
    url: str
    current: bool
    gaps: Sequence[GapView]
    filled: bool
    remarks: int
    told: str = ""

    @property
    def state(self) -> str:
        """How far it is: `missing`, `done`, or `free` where nothing is asked."""
        if self.gaps:
            return "missing"
        return "done" if self.filled else "free"


@dataclass(frozen=True)
class SavedMark:
    """The last save."""

    when: datetime
    who: str


@dataclass(frozen=True)
class PreviewPart:
    """A text as readers will see it, and what may be hard to read in it."""

    label: str
    html: Markup
    lang: str
    warnings: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What all pages of a draft show: where it stands and the way through it."""

    slug: str
    title: str
    region: str
    state: str
    state_label: str
    locked: str
    token: int
    saved: SavedMark | None
    steps: Sequence[StepLink]
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """A step; `base` is the save that it was made of."""

    outline: Outline
    slug: str
    title: str
    lead: str
    base: int
    groups: Sequence[GroupView]
    faults: Sequence[FaultView]
    preview: Sequence[PreviewPart] = ()
    previous: StepLink | None = None
    following: StepLink | None = None
    has_markdown: bool = False
    takes_files: bool = False


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All steps with what is done and what is missing."""

    outline: Outline
    holder: str
    since: datetime
    note: str
    remarks: Sequence[tuple[Comment, str]]
    live_url: str
    refused: bool = False
    gaps: Sequence[GapView] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """A field that two people wrote differently; the segments lead from theirs to mine."""

    id: str
    label: str
    mine: str
    theirs: str
    segments: Sequence[Segment]
