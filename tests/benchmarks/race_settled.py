"""Races for what two regions or editors settle: a champion, an agreement, an answer.

Of one proposal there is one verdict, and of verdicts one line of history; each region signs once,
though two of its admins do at the same instant; of several answers one is accepted at the end.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import count

import sqlalchemy as sa
from flask import Flask

from portal.accounts.queries import person_by_mail
from portal.accounts.services.memberships import Post
from portal.core.db import db, reading
from portal.core.permissions import Actor, Role
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.models.agreements import Agreement, AgreementSignature
from portal.mentoring.models.graduation import GraduationProposal, ProposalState
from portal.regions.models.champions import ChampionAct, ChampionEvent, ChampionStatus
from portal.threads.models import SETTLED, Thread
from portal.threads.models import Post as Said
from tests.benchmarks.client import browser_of
from tests.benchmarks.race_states import Race, Shot
from tests.factories.adoptions import LONTAR, OWNER, RANDU
from tests.factories.champions import proposed
from tests.factories.drafts import EDITOR, PUBLISHER, SLUG, actor_of, approved, submitted, written
from tests.factories.graduates import DIMENSION, qualified
from tests.factories.mentoring import accepted, asked, moved
from tests.factories.mentors import mentor
from tests.factories.people import active
from tests.factories.threads import answered
from tests.factories.threads import asked as thread_of
from tests.factories.together import written as agreed

PEOPLE = {
    "sari": PUBLISHER,
    "bayu": Post(role=Role.OFFICER, region=LONTAR),
    "ratna": Post(role=Role.REGION_ADMIN, region=LONTAR),
    "randu": Post(role=Role.OFFICER, region=RANDU),
    "rina": EDITOR,
}
DEWI = "dewi@uji.go.id"
DECLINED = {"reason": "Buktinya belum cukup."}


def _who(name: str) -> Actor:
    person = person_by_mail(f"{name}@uji.go.id")
    assert person is not None
    return actor_of(person.id)


class Together:
    """Two regions and two editors, and what they settle."""

    def __init__(self, app: Flask, port: int, connections: int) -> None:
        self._connections, self._numbers = connections, count()
        for name, post in PEOPLE.items():
            active(f"{name}@uji.go.id", post)
        written(_who("sari"))
        submitted(_who("sari"), SLUG)
        approved(_who("rina"), SLUG)
        qualified(_who)
        mentor(DEWI, OWNER, dimensions=[DIMENSION])
        self._editors = [
            browser_of(app, port, f"{name}@pusat.go.id", EDITOR) for name in ("ani", "adi")
        ]
        self._admins = [
            browser_of(app, port, f"{name}@{code}.go.id", Post(role=Role.REGION_ADMIN, region=code))
            for code in (LONTAR, OWNER)
            for name in ("ani", "adi")
        ]
        self._asker = browser_of(app, port, "tanya@uji.go.id", PEOPLE["bayu"])
        self._mentorship = ""

    def races(self) -> Mapping[str, Callable[[], Race]]:
        """Return how to set up each race."""
        return {"champion": self._champion, "sign": self._sign, "answer": self._answer}

    def _many(self, *shots: Shot) -> list[Shot]:
        return [shots[number % len(shots)] for number in range(self._connections)]

    def _champion(self) -> Race:
        """Let two editors decide of a region, each as the other does not."""
        key = _waiting() or proposed(LONTAR, DIMENSION)
        to = f"/champions/proposals/{key}"
        first, second = self._editors
        shots = self._many(
            partial(first.submit, f"{to}/grant"),
            partial(second.submit, f"{to}/grant"),
            partial(second.submit, f"{to}/decline", **DECLINED),
        )
        return Race(shots, partial(_decided, key))

    def _sign(self) -> Race:
        """Let two admins of each region sign."""
        if self._mentorship:  # a region has one of each kind
            moved(self._mentorship, MentorshipState.ENDED_EARLY)
        key = self._mentorship = asked(_who("bayu"), mentor=DEWI)
        accepted(_who("dewi"), key)
        agreed(_who("bayu"), key)
        to = f"/mentoring/{key}/agreement/sign"
        shots = self._many(*(partial(who.submit, to, number="1") for who in self._admins))
        return Race(shots, partial(_signed, key), most=2)

    def _answer(self) -> Race:
        """Let who has asked say one thing of an answer and another of the next."""
        key = thread_of(_who("tanya"), f"Siapa membayar uji {next(self._numbers)}?")
        numbers = [answered(_who("sari"), key, f"Dinas {name}.") for name in ("A", "B")]
        shots = self._many(
            *(
                partial(self._asker.submit, f"/threads/{key}/posts/{number}/outcome", outcome=said)
                for said in ("confirmed", "applied", "undo")
                for number in numbers
            )
        )
        return Race(shots, partial(_settled, key), most=self._connections)


def _waiting() -> str | None:
    """Return the proposal that waits already, if a night has made one."""
    with reading():
        waiting = sa.select(GraduationProposal.public_id)
        return db.session.scalar(waiting.where(GraduationProposal.is_open.is_(True)))


def _decided(key: str) -> None:
    """It is decided once, and a status has come of it, or holds longer, as often as one was."""
    proposal = db.session.query(GraduationProposal).filter_by(public_id=key).one()
    assert proposal.state in {ProposalState.GRANTED, ProposalState.DECLINED}
    granted = db.session.query(GraduationProposal).filter_by(state=ProposalState.GRANTED).count()
    lines = sa.select(sa.func.count(ChampionEvent.id)).where(
        ChampionEvent.act.in_([ChampionAct.GRANTED, ChampionAct.RENEWED])
    )
    assert db.session.scalar(lines) == granted
    assert db.session.query(ChampionStatus).count() == min(granted, 1)


def _signed(key: str) -> None:
    """Both regions have signed once, by two people, and it runs."""
    signatures = (
        sa.select(AgreementSignature)
        .join(Agreement, Agreement.id == AgreementSignature.agreement_id)
        .join(Mentorship, Mentorship.id == Agreement.mentorship_id)
        .where(Mentorship.public_id == key)
    )
    first, second = db.session.scalars(signatures)
    assert first.region_id != second.region_id
    assert first.person_id != second.person_id
    state = sa.select(Mentorship.state).where(Mentorship.public_id == key)
    assert db.session.scalar(state) is MentorshipState.ACTIVE


def _settled(key: str) -> None:
    """One answer at most is accepted, and the thread says whether one is."""
    thread = db.session.query(Thread).filter_by(public_id=key).one()
    accepted = db.session.query(Said).filter_by(thread_id=thread.id, accepted=True).count()
    assert accepted == (thread.state in SETTLED)
