"""What must hold after a race: nothing half done, no state but those that single steps lead to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Handover, Membership
from portal.accounts.queries import grants_of
from portal.core.db import db
from portal.practices.models import DraftState, Practice, PracticeState, PracticeVersion
from portal.practices.models.drafts import Draft, ReviewRound, Verdict
from portal.practices.models.life import Happening, LifeEvent
from portal.threads.models import Post, Thread, Vote

Shot = Callable[[], int]


@dataclass(frozen=True)
class Race:
    """What is asked for at the same instant, how much of it may be granted, and what must hold."""

    shots: Sequence[Shot]
    after: Callable[[], object] = bool
    most: int = 1


def sound(slug: str) -> Practice:
    """Return a practice of which nothing is half done."""
    practice = db.session.query(Practice).filter_by(slug=slug).one()
    assert _count(Draft, practice) == (practice.draft_state is not None)
    public = _count(PracticeVersion, practice) > 0
    assert public == (practice.state is not PracticeState.DRAFT)
    assert public == (practice.current_version_id is not None)
    return practice


def _count(model: type[Draft | PracticeVersion], practice: Practice) -> int:
    asked = sa.select(sa.func.count(model.id)).where(model.practice_id == practice.id)
    return db.session.scalar(asked) or 0


def stands(slug: str, state: PracticeState, draft_state: DraftState | None) -> None:
    """It is in this state, and its draft in that."""
    practice = sound(slug)
    assert (practice.state, practice.draft_state) == (state, draft_state)


def decided(slug: str) -> None:
    """The one round is decided, and the practice stands as the verdict says."""
    practice = sound(slug)
    (round_,) = db.session.scalars(
        sa.select(ReviewRound).where(ReviewRound.practice_id == practice.id)
    )
    stands = {
        Verdict.APPROVED: (PracticeState.PUBLISHED, None),
        Verdict.CHANGES_REQUESTED: (PracticeState.DRAFT, DraftState.CHANGES_REQUESTED),
    }
    assert round_.verdict is not None
    assert (practice.state, practice.draft_state) == stands[round_.verdict]


def withdrawn(slug: str) -> None:
    """It is withdrawn, once, and no draft is left that could bring it back."""
    stands(slug, PracticeState.WITHDRAWN, None)
    asked = sa.select(sa.func.count(LifeEvent.id)).where(
        LifeEvent.practice_id == sound(slug).id, LifeEvent.what == Happening.WITHDRAWN
    )
    assert db.session.scalar(asked) == 1


def ended(person_id: int) -> None:
    """The membership ended once, with one hand-over."""
    assert grants_of(person_id) == frozenset()
    asked = (
        sa.select(sa.func.count(Handover.id))
        .join(Membership, Membership.id == Handover.membership_id)
        .where(Membership.person_id == person_id)
    )
    assert db.session.scalar(asked) == 1


def saved_once(slug: str, token: int) -> None:
    """Its draft was saved once since somebody has read it."""
    practice = sound(slug)
    drafts = db.session.query(Draft).filter_by(practice_id=practice.id)
    assert drafts.one().token == token + 1


def voted_once(key: str) -> None:
    """The opening of a thread has one vote."""
    votes = (
        sa.select(sa.func.count(Vote.id))
        .join(Post, Post.id == Vote.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Thread.public_id == key)
    )
    assert db.session.scalar(votes) == 1


def begun_once(title: str) -> None:
    """One practice was begun under a title."""
    titles = sa.select(sa.func.count(Draft.id)).where(
        Draft.record["title"]["id"].as_string() == title
    )
    assert db.session.scalar(titles) == 1
