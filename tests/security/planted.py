"""A portal in which people write hostile texts wherever anybody can write.

`plant` writes each text in every place that takes it, and returns the addresses that show them.
What a rule of the portal refuses, such as control characters, is counted and written nowhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from urllib.parse import urlencode

from portal.accounts.models import PersonState
from portal.accounts.queries import person_of
from portal.accounts.services import handover, memberships, people, sessions, tokens
from portal.accounts.services.handover import Ending
from portal.accounts.services.memberships import Post
from portal.core.clock import utcnow
from portal.core.errors import NotFound
from portal.core.permissions import ANONYMOUS, Actor, Role
from portal.core.security import is_broken
from portal.core.text import TextRefusedError, check
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.queries import PER_PAGE, count
from portal.follows.services import following
from portal.mentors.queries import own
from portal.mentors.schemas import MOST_ABOUT
from portal.mentors.services import designations
from portal.notifications.models import How
from portal.notifications.queries import registry
from portal.notifications.services import choosing
from portal.search.query import MAX_LENGTH
from tests.factories.drafts import EDITOR, REGION, actor_of
from tests.factories.mentors import says
from tests.factories.people import active

WATI, RINA = "wati@kota.go.id", "rina@pusat.go.id"
POSTS = (
    Post(role=Role.REGION_ADMIN, region=REGION),
    Post(role=Role.PUBLISHER, region=REGION),
    Post(role=Role.MENTOR, region=REGION),
    EDITOR,
)
MOST = 380  # characters of a text that takes part of a place
MEMBERS = 40  # at least
OLD = timedelta(days=400)  # whose first link is no longer looked at
LONGEST_NAME, SHORTEST_TITLE, LONGEST_TITLE = 100, 8, 150


class Texts:
    """Hostile texts, given out again and again; what no form takes is left out and counted."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.all = [text for text in texts if text.strip() and not is_broken(text)]
        self.refused = len(texts) - len(self.all)
        self._next = cycle([text for text in self.all if _is_simple(text)])

    def take(self, most: int = MOST) -> str:
        """Return the next one, cut to what its place takes."""
        return next(self._next).strip()[:most]

    def line(self, most: int = LONGEST_NAME) -> str:
        """Return the next one as a name or a title."""
        return line_of(next(self._next), most)


def _is_simple(text: str) -> bool:
    """Tell whether a text can be shown, so that a practice that holds it can be submitted."""
    try:
        check(text[:MOST])
    except TextRefusedError:
        return False
    return True


def line_of(text: str, most: int, least: int = 1) -> str:
    """Return a text in one line, neither too short nor too long."""
    return " ".join(text.split())[:most].strip().ljust(least, "x")


@dataclass
class Planted:
    """What shows the texts: feeds, and pages by the mail address of their reader, "" for all."""

    texts: Texts
    wati: Actor
    rina: Actor
    pages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    feeds: list[str] = field(default_factory=list)
    downloads: list[str] = field(default_factory=list)
    writers: list[Actor] = field(default_factory=list)
    editor: str = ""


def begin(texts: Sequence[str]) -> Planted:
    """Return a portal with one who sees everything, and as many members as there are texts."""
    found = Texts(texts)
    wati = actor_of(active(WATI, *POSTS, totp=True))
    rina = actor_of(active(RINA, EDITOR, totp=True))
    planted = Planted(found, wati, rina)
    for actor in (wati, rina):
        _named(actor, found.line())
        kinds = {kind.name: How.NOW for kind in registry.kinds()}
        choosing.choose(actor.person_id or 0, kinds)
    following.choose(rina, "region", REGION, Level.ALL)
    planted.writers = [actor_of(person_id) for person_id in _members(found)]
    _account(planted)
    _mentors(planted)
    _follows(planted)
    return planted


def _named(actor: Actor, name: str) -> None:
    with unit_of_work():
        person_of(actor.person_id or 0).name = name


def _members(texts: Texts) -> list[int]:
    """Return people who are called by the texts, and hold their roles by such decrees."""
    with unit_of_work() as session:
        made = []
        for number in range(max(MEMBERS, len(texts.all))):
            name = line_of(texts.all[number % len(texts.all)], LONGEST_NAME)
            mail = f"orang{number}@kab.go.id"
            person = people.new_person(session, mail, locale="id", name=name)
            person.state, person.created_at = PersonState.ACTIVE, utcnow() - OLD
            role = Role.OFFICER if number % 10 else Role.MENTOR
            decree = texts.line()
            memberships.grant(session, person.id, Post(role=role, region=REGION, decree_no=decree))
            made.append(person.id)
        return made


def _account(planted: Planted) -> None:
    """Name tokens and devices, hand a role over, and let a mentor say something."""
    wati, texts = planted.wati.person_id or 0, planted.texts
    for _number in range(5):
        tokens.make(wati, texts.line(), by=ANONYMOUS)
        with unit_of_work() as session:
            sessions.begin(session, wati, texts.line(200))
    leaving, successor = (person_of(actor.person_id or 0) for actor in planted.writers[1:3])
    (region_id,) = planted.wati.regions(Role.MENTOR)
    ending = Ending(decree_no=texts.line(), successor=successor.public_id)
    gone = handover.end(planted.wati, region_id, leaving.public_id, Role.OFFICER, ending)
    planted.writers.pop(1)
    planted.pages[WATI] += [
        "/account",
        "/account/tokens",
        "/admin/audit",
        f"/handovers/{gone}",
        f"/regions/{REGION}/members",
        f"/regions/{REGION}/members/{successor.public_id}/officer/end",
        f"/regions/{REGION}/mentors",
        f"/regions/{REGION}/mailbox",
    ]


def _mentors(planted: Planted) -> None:
    """Let mentors say all of the texts about themselves, as many as a profile takes."""
    (region_id,) = planted.wati.regions(Role.MENTOR)
    mentors = [actor for actor in planted.writers if Role.MENTOR in actor.roles]
    for actor, about in zip(mentors, _parts(planted.texts.all, MOST_ABOUT), strict=False):
        person = person_of(actor.person_id or 0)
        designations.designate(planted.wati, region_id, person.public_id)
        (profile,) = own(actor)
        designations.confirm(planted.rina, profile.public_id)
        says(actor, profile.public_id, about=about)
        planted.pages[""].append(f"/mentors/{profile.public_id}")
    planted.pages[""].append("/mentors")


def _parts(texts: Sequence[str], most: int) -> Iterator[str]:
    """Yield the texts one after the other, as many at once as fit."""
    part = ""
    for text in texts:
        if part and len(part) + len(text) + 2 > most:
            yield part
            part = ""
        part = f"{part}\n\n{text}".strip()[:most]
    yield part


def _follows(planted: Planted) -> None:
    """Save searches for the texts."""
    for text in planted.texts.all:
        key = urlencode({"q": line_of(text, MAX_LENGTH)})
        with suppress(NotFound):  # what is no search
            following.choose(planted.wati, "search", key, Level.ALL)
    pages = -(-(count(planted.wati.person_id or 0)) // PER_PAGE)
    planted.pages[WATI] += [f"/account/follows?page={page + 1}" for page in range(pages)]
