"""What the templates of threads are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from portal.core import panels
from portal.core.words import Segment
from portal.practices.views.media import Download, Media
from portal.search.views.listing_shapes import Link, Paging
from portal.threads.forms import WritingForm
from portal.threads.views.folded import Fold
from portal.threads.views.held import Held
from portal.threads.views.names import Named
from portal.threads.views.settled import Outcome


@dataclass(frozen=True)
class State:
    """How far a thread has come; `kind` is the look of its pill."""

    label: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A thread in a list; `lang` is the language of its title where it is not the page's.

    `title` and `snippet` may hold <mark>.
    """

    key: str
    url: str
    title: Markup
    lang: str | None
    state: State
    by: Named
    at: Link | None
    members_only: bool
    invented: bool
    replies: int
    last_at: datetime
    snippet: Markup | None = None


@dataclass(frozen=True)
class Own:
    """The page of the threads in which the reader wrote."""

    rows: Sequence[Row]
    total: int
    paging: Paging


@dataclass(frozen=True, kw_only=True)
class PostShown:
    """A post on its page.

    Without `edit_url` the reader may not change it, without `delete_url` not take it back, without
    `vote_url` not vote, and so on; `votes` tells how many did, `needs` that a vote says "us too".
    `outcomes` are what the reader may say became of it.
    """

    number: int
    url: str
    kind: str
    by: Named
    label: str
    is_asker: bool
    accepted: bool
    quarantined: bool
    hidden: bool
    lang: str | None
    html: Markup
    media: Media
    attachments: Sequence[Download]
    written_at: datetime
    edited_at: datetime | None
    history_url: str
    quote_url: str | None
    edit_url: str | None
    delete_url: str | None
    vote_url: str | None
    flag_url: str | None
    moderate_url: str | None
    voted: bool
    votes: int
    needs: bool
    outcome_url: str
    outcomes: Sequence[Outcome]


@dataclass(frozen=True)
class FileRow:
    """A file that a form has taken already; `preview` is a small image where it is one."""

    key: str
    name: str
    type: str
    bytes: int
    is_image: bool
    preview: str | None
    alt: str
    decorative: bool


@dataclass(frozen=True)
class Writing:
    """A form in which somebody writes, with the files it has taken so far."""

    form: WritingForm
    files: Sequence[FileRow] = ()


@dataclass(frozen=True)
class Twin:
    """A thread that asked the same, with the region for which it was asked."""

    title: str
    url: str
    lang: str | None
    region: str


@dataclass(frozen=True, kw_only=True)
class ThreadPage:
    """The page of a thread; `closed` says why nobody writes here any more.

    `folded` leads to the version of its practice that has its answer; `fold` is for who writes it.
    `joined` are the threads that asked the same; `moderate_url` is for moderators alone.
    """

    key: str
    url: str
    title: str
    lang: str | None
    is_question: bool
    state: State
    members_only: bool
    hidden: bool
    invented: bool
    at: Link | None
    version_note: str
    original: Twin | None
    joined: Sequence[Twin]
    moderate_url: str | None
    held: Held | None
    folded: Link | None
    fold: Fold | None
    opening: PostShown | None
    pinned: PostShown | None
    posts: Sequence[PostShown]
    replies: int
    page: int
    paging: Paging
    closed: str
    writing: Writing | None
    sign_in_url: str | None
    outcome: Sequence[panels.Shown]
    linked: object


@dataclass(frozen=True)
class Match:
    """A thread that resembles another; `follow_url` is to follow it instead of asking."""

    title: str
    url: str
    lang: str | None
    state: State
    follow_url: str


@dataclass(frozen=True)
class Similar:
    """What may already say what somebody is about to ask."""

    threads: Sequence[Match]
    practices: Sequence[Link]


@dataclass(frozen=True, kw_only=True)
class AskPage:
    """The page on which a thread begins; `hidden` are fields that say where it arises.

    `similar` is to be read first; `seen` tells that it was.
    """

    writing: Writing
    at: Link | None
    hidden: Sequence[tuple[str, str]]
    similar: Similar | None
    similar_url: str
    seen: bool


@dataclass(frozen=True)
class EditPage:
    """The page on which an own post is changed."""

    title: str
    url: str
    writing: Writing
    action: str


@dataclass(frozen=True)
class Past:
    """What a post said from a moment on, as what differs from what it said before."""

    written_at: datetime
    title: Sequence[Segment]
    text: Sequence[Segment]
    first: bool


@dataclass(frozen=True)
class HistoryPage:
    """The page of all that a post has said, the last first."""

    title: str
    url: str
    pasts: Sequence[Past]
