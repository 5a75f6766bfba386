"""What the templates of the review are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from portal.core.forms import Fault
from portal.practices.views.diff import FieldChange
from portal.practices.views.media import Download


@dataclass(frozen=True, kw_only=True)
class CommentShape:
    """A comment as it stands beside its field; `round_label` says when it was made."""

    id: int
    text: str
    author: str
    role: str
    round_label: str
    written_at: datetime
    settled_at: datetime | None
    can_settle: bool


@dataclass(frozen=True, kw_only=True)
class CheckedField:
    """A field of the text with all that was said about it.

    `typed` is a comment that could not be taken, `fault` says why; `change` tells what differs
    from the live version.
    """

    path: str
    anchor: str
    label: str
    text: str
    lang: str | None
    html: Markup | None
    file: Download | None
    gaps: Sequence[str]
    change: FieldChange | None
    comments: Sequence[CommentShape]
    typed: str
    fault: str

    @property
    def open_count(self) -> int:
        """How many of the comments are not settled."""
        return sum(comment.settled_at is None for comment in self.comments)


@dataclass(frozen=True)
class CheckedPart:
    """Fields that belong together."""

    id: str
    title: str
    fields: Sequence[CheckedField]


@dataclass(frozen=True)
class Finding:
    """Something that a machine has noticed, and where; `url` is None where no field has it."""

    text: str
    url: str | None


@dataclass(frozen=True, kw_only=True)
class Checks:
    """What machines see in a text before people read it; `hints` never keep it from anything."""

    gaps: Sequence[Finding]
    hints: Sequence[Finding]
    changed: Sequence[Finding]
    live_number: int | None
    live_url: str | None


@dataclass(frozen=True, kw_only=True)
class RoundShape:
    """A round of review in the list of them."""

    number: int
    url: str
    is_shown: bool
    submitted_by: str
    submitted_at: datetime
    reviewer: str
    verdict: str
    note: str | None
    decided_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A form that could not be taken: what was typed into it, by its name, and what is wrong."""

    form: str
    typed: Mapping[str, str]
    message: str


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """The page of a text that is checked, or of a round that was.

    `edit_url` is where its writers go on writing, None for others or while it is being checked;
    `refusal` says why the decision that is awaited is not this reader's; `invented` tells a sample.
    """

    slug: str
    url: str
    title: str
    region: str
    invented: bool
    state: str
    state_kind: str
    round: RoundShape | None
    rounds: Sequence[RoundShape]
    is_current: bool
    since: datetime | None
    checks: Checks
    whole: CheckedField
    parts: Sequence[CheckedPart]
    open_count: int
    may_comment: bool
    may_decide: bool
    may_take: bool
    refusal: str
    edit_url: str | None
    guests: Sequence[str]
    tried: Tried | None
    faults: Sequence[Fault]
    done: str
