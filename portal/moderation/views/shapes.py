"""What the templates of moderation are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from portal.moderation.forms import DecisionForm, FlagForm
from portal.practices.views.media import Download
from portal.search.views.listing_shapes import Paging
from portal.threads.views.names import Named


@dataclass(frozen=True, kw_only=True)
class FlagPage:
    """The page on which a post is reported; `done` tells that the reader has done so."""

    title: str
    lang: str | None
    url: str
    action: str
    excerpt: str
    post_lang: str | None
    form: FlagForm
    done: bool


@dataclass(frozen=True, kw_only=True)
class Against:
    """What one member has against a post."""

    ground: str
    text: str
    by: str
    original_url: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Case:
    """A post with the reason why it waits; `quick` is what one press decides, None for nothing.

    `title` and `lang` are of its thread, `is_opening` tells that the title is its author's too.
    """

    id: str
    title: str
    lang: str | None
    url: str
    is_opening: bool
    number: int
    members_only: bool
    by: Named
    written_at: datetime
    post_lang: str | None
    html: Markup
    files: Sequence[Download]
    held_for: str
    flags: Sequence[Against]
    since: datetime
    seen: str
    quick: tuple[str, str] | None
    decide_url: str


@dataclass(frozen=True, kw_only=True)
class Past:
    """A decision that was taken."""

    label: str
    what: str
    title: str
    lang: str | None
    url: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """The queue with what was decided; `more` tells that more waits than is shown."""

    cases: Sequence[Case]
    count: int
    more: bool
    done: str
    past: Sequence[Past]
    paging: Paging


@dataclass(frozen=True)
class CasePage:
    """The page of one post that a moderator decides on."""

    case: Case
    form: DecisionForm
