"""An invented region that has learnt so much that it may teach: what proves it, piece by piece."""

from collections.abc import Callable

from portal.accounts.services.memberships import Post
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.threads.queries import visible_post
from portal.threads.queries.anchors import Anchor
from portal.threads.services import settling
from portal.vocabularies.queries import MATURITY, scheme
from tests.factories.adoptions import LONTAR, begun, confirmed, reported
from tests.factories.adoptions import verified as judged
from tests.factories.drafts import approved, somebody, submitted, written
from tests.factories.profile import verified as measured
from tests.factories.threads import answered, asked

DIMENSION = "tata-kelola"
CHILD = "Antrean di desa"
Who = Callable[[str], Actor]


def cell() -> Anchor:
    """Return where questions of its dimension are asked."""
    return Anchor(dimension_id=scheme(MATURITY).terms[DIMENSION].id)


def adopted(who: Who) -> None:
    """Let the region take over a practice with success."""
    key = begun(who("bayu"))
    reported(who("bayu"), key)
    confirmed(who("sari"), key)
    judged(who("rina"), key)


def levelled(who: Who, level: int = 3) -> None:
    """Let its level be verified."""
    measured(who("rina"), who("ratna"), LONTAR, {DIMENSION: level})


def taught(who: Who) -> str:
    """Publish a practice of the region itself, and return its address."""
    pena = somebody("pena@uji.go.id", Post(role=Role.PUBLISHER, region=LONTAR))
    slug = written(pena, title=CHILD, region=LONTAR)
    submitted(pena, slug)
    approved(who("rina"), slug)
    return slug


def answers_applied(who: Who, times: int = 5) -> list[tuple[str, int]]:
    """Let others confirm answers of the region's mentor; return where each stands."""
    guru = somebody(f"guru{times}@uji.go.id", Post(role=Role.MENTOR, region=LONTAR))
    found = []
    for number in range(times):
        key = asked(who("randu"), f"Bagaimana langkah {number}?", anchor=cell())
        found.append((key, answered(guru, key)))
        settled(who("randu"), *found[-1], "applied" if number else "confirmed")
    return found


def settled(actor: Actor, key: str, number: int, outcome: str) -> None:
    """Say what became of an answer."""
    with unit_of_work() as session:
        _thread, post = visible_post(actor, key, number)
        settling.say(session, actor, post, outcome)


def qualified(who: Who) -> list[tuple[str, int]]:
    """Let the region have all proofs; return where its answers stand."""
    adopted(who)
    levelled(who)
    taught(who)
    return answers_applied(who)
