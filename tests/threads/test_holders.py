"""Whatever happens, every open question has one holder and is due in working hours."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from portal.accounts.models import Membership, PersonState, TimeZone
from portal.accounts.queries import grants_of, person_of
from portal.accounts.services import handover, memberships
from portal.accounts.services.memberships import Post
from portal.core.clock import today
from portal.core.errors import DomainError
from portal.core.formats import ZONES
from portal.core.permissions import Actor, Grant, Role
from portal.core.uow import unit_of_work
from portal.mentors.models import MentorProfile, MentorState
from portal.threads.jobs import look_after_questions
from portal.threads.models import HolderKind, Thread, ThreadState
from portal.threads.permissions import HOLDERS, is_awaited
from portal.threads.queries import visible_post
from portal.threads.queries.anchors import NOWHERE, Anchor, at_cell, at_practice, at_region
from portal.threads.queries.calendar import holidays
from portal.threads.queries.desk import Why, waiting_for
from portal.threads.queries.hands import is_lapsed, is_open
from portal.threads.queries.people import invitable, recipients
from portal.threads.schemas.hours import CLOSES, OPENS, is_working
from portal.threads.services import closing, holding, merging, posting
from portal.threads.services.deciding import Reason
from tests.factories.clock import at
from tests.factories.drafts import REGION, actor_of, somebody
from tests.factories.mentors import designated, editor, says
from tests.factories.questions import (
    SERVER,
    act,
    closed_on,
    hearing,
    officer,
    published,
    thread_at,
)
from tests.factories.threads import answered, asked, changed

THERE = "35.09"
FRIDAY = datetime.fromisoformat("2027-01-08T16:30+08:00")
LEAVERS = ("m1", "m2", "far", "p", "h")
CAST = ("m1", "m2", "far", "p", "h", "rina", "wita", "wit")
POSTS = {
    "m1": Post(role=Role.MENTOR, region=REGION),
    "m2": Post(role=Role.MENTOR, region=REGION),
    "far": Post(role=Role.MENTOR, region=THERE),
    "p": Post(role=Role.PUBLISHER, region=REGION),
    "h": Post(role=Role.OFFICER, region=REGION),  # holds nothing, but may follow who leaves
}


@dataclass
class World:
    """People and places, made once; time goes on from one run to the next."""

    people: dict[str, int] = field(default_factory=dict)
    places: list[Anchor] = field(default_factory=list)
    now: datetime = FRIDAY

    @classmethod
    def made(cls) -> "World":
        """Return a world in which nothing has been asked."""
        slug, world = published(), cls()
        for name, code, told in (
            ("m1", REGION, {"blocks": [SERVER]}),
            ("m2", REGION, {"dimensions": ["tata-kelola"]}),
            ("far", THERE, {"dimensions": ["tata-kelola"], "sectors": ["sosial"]}),
        ):
            actor, key = designated(f"{name}@dinas.go.id", code)
            says(actor, key, **told)
            world.people[name] = actor.person_id or 0
        for name in ("p", "h"):
            world.people[name] = somebody(f"{name}@dinas.go.id", POSTS[name]).person_id or 0
        for zone in (TimeZone.WITA, TimeZone.WIT):
            name = zone.value.lower()
            world.people[name] = officer(f"{name}@kab.go.id", zone).person_id or 0
        world.people["rina"] = editor().person_id or 0
        for day in ("2027-01-12", "2027-02-08", "2027-03-19"):
            closed_on(day)
        world.places = [
            at_practice(slug, block=3),
            at_practice(slug),
            at_cell("tata-kelola", "sosial"),
            at_region(REGION),
            NOWHERE,
        ]
        return world


class Holding(RuleBasedStateMachine):
    """All that can happen to questions and to those who could answer them."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []
        self.told: Counter[tuple[int, int]] = Counter()
        for name, post in POSTS.items():
            self._return(name, post)

    def teardown(self) -> None:
        """Let nothing wait for the next run."""
        with unit_of_work() as session:
            session.execute(sa.update(Thread).values(duplicate_of_id=None))
            session.execute(sa.delete(Thread))

    def _actor(self, name: str) -> Actor:
        return actor_of(self.world.people[name])

    @contextmanager
    def _now(self) -> Iterator[None]:
        with at(self.world.now.isoformat()), suppress(DomainError):
            yield

    def _return(self, name: str, post: Post) -> None:
        """Let somebody be what they were at first, if they are not."""
        person_id = self.world.people[name]
        with at(self.world.now.isoformat()), unit_of_work() as session:
            person_of(person_id).state = PersonState.ACTIVE
            if not memberships.holds(session, person_id, post):
                memberships.grant(session, person_id, post)
            for profile in session.query(MentorProfile).filter_by(person_id=person_id):
                profile.state, profile.paused_until = MentorState.CONFIRMED, None

    @initialize()
    def ask_at_a_block(self) -> None:
        self.ask("wita", 0)

    @rule(who=st.sampled_from(["wita", "wit", "m1"]), where=st.integers(0, 4))
    def ask(self, who: str, where: int) -> None:
        with self._now():
            if (actor := self._actor(who)).grants:
                self.keys.append(asked(actor, anchor=self.world.places[where]))

    @rule(who=st.sampled_from(CAST), data=st.data())
    def answer(self, who: str, data: Any) -> None:
        with self._now():
            if (actor := self._actor(who)).grants:
                answered(actor, self._some(data))

    @rule(data=st.data())
    def take_back_an_answer(self, data: Any) -> None:
        key = self._some(data)
        for name in CAST:
            with self._now(), unit_of_work() as session:
                _thread, post = visible_post(self._actor(name), key, 2)
                if post.author_id == self.world.people[name]:
                    posting.delete(session, self._actor(name), post)

    @rule(data=st.data())
    def open_again(self, data: Any) -> None:
        key = self._some(data)
        if thread_at(key).state is ThreadState.DUPLICATE:
            return
        changed(key, state="open", answered_at=None)
        with self._now(), unit_of_work() as session:
            thread = thread_at(key)
            self.told = Counter({at: n for at, n in self.told.items() if at[0] != thread.id})
            holding.begin(thread, now=self.world.now)
            holding.tell(session, thread)

    @rule(who=st.sampled_from(CAST), data=st.data())
    def take(self, who: str, data: Any) -> None:
        with self._now():
            act(self._actor(who), self._some(data), holding.take)

    @rule(who=st.sampled_from(CAST), data=st.data())
    def give(self, who: str, data: Any) -> None:
        with self._now():
            key = self._some(data)
            if found := recipients(thread_at(key)):
                to = found[data.draw(st.integers(0, len(found) - 1))].key
                act(self._actor(who), key, holding.give, to)

    @rule(who=st.sampled_from(CAST), data=st.data())
    def invite(self, who: str, data: Any) -> None:
        with self._now():
            key = self._some(data)
            if guests := [one.key for one in invitable(thread_at(key), self._actor(who))]:
                guest = guests[data.draw(st.integers(0, len(guests) - 1))]
                act(self._actor(who), key, holding.invite, guest)

    def _moderate(self, key: str, service: Any, *more: Any) -> None:
        """Let an editor decide; what is so already is told and changes nothing."""
        with self._now():
            act(self._actor("rina"), key, service, *more, Reason("Aturan rumah."))

    @rule(data=st.data(), service=st.sampled_from([closing.hide, closing.show]))
    def hide_or_show(self, data: Any, service: Any) -> None:
        self._moderate(self._some(data), service)

    @rule(data=st.data(), service=st.sampled_from([closing.lock, closing.unlock]))
    def lock_or_unlock(self, data: Any, service: Any) -> None:
        self._moderate(self._some(data), service)

    @rule(data=st.data(), where=st.integers(0, 4))
    def move(self, data: Any, where: int) -> None:
        self._moderate(self._some(data), closing.move, self.world.places[where])

    @rule(data=st.data())
    def merge(self, data: Any) -> None:
        self._moderate(self._some(data), merging.merge, thread_at(self._some(data)))

    @rule(data=st.data())
    def split(self, data: Any) -> None:
        self._moderate(self._some(data), merging.split)

    @rule(name=st.sampled_from(LEAVERS), follows=st.sampled_from([None, "p", "h", "m2"]))
    def leave(self, name: str, follows: str | None) -> None:
        with self._now():
            successor = person_of(self.world.people[follows]).public_id if follows else None
            handover.end_by_command(self.world.people[name], POSTS[name], successor)

    @rule(name=st.sampled_from(LEAVERS), disabled=st.booleans())
    def lose_the_right(self, name: str, *, disabled: bool) -> None:
        with self._now(), unit_of_work() as session:
            if disabled:
                person_of(self.world.people[name]).state = PersonState.DISABLED
                return
            ended = {"ends_on": today() - timedelta(days=1)}
            mine = Membership.person_id == self.world.people[name]
            session.execute(sa.update(Membership).where(mine).values(**ended))

    @rule(name=st.sampled_from(LEAVERS))
    def come_back(self, name: str) -> None:
        self._return(name, POSTS[name])

    @rule(hours=st.integers(1, 90))
    def time_passes(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)

    @rule()
    def the_worker_comes(self) -> None:
        with at(self.world.now.isoformat()):
            with hearing() as heard:
                look_after_questions()
            self.told.update(heard)
            with unit_of_work() as session:
                assert (
                    session.scalars(sa.select(Thread.id).where(is_open(), is_lapsed())).all() == []
                )
        assert max(self.told.values(), default=1) == 1

    def _some(self, data: Any) -> str:
        return self.keys[data.draw(st.integers(0, len(self.keys) - 1))]

    @invariant()
    def each_open_question_has_one_holder_and_is_due_in_working_hours(self) -> None:
        with at(self.world.now.isoformat()), unit_of_work() as session:
            rows = session.execute(
                sa.select(Thread, is_lapsed().label("lapsed")).where(is_open())
            ).all()
            held = _held_by({row.Thread.holder_id for row in rows} - {None})
            for row in rows:
                _has_one_holder(row.Thread, lapsed=row.lapsed, held=held)
                _is_due_in_working_hours(row.Thread)

    @invariant()
    def duplicates_have_an_original_that_is_none_and_wait_for_nobody(self) -> None:
        with unit_of_work() as session:
            threads = {thread.id: thread for thread in session.scalars(sa.select(Thread))}
            for thread in threads.values():
                is_duplicate = thread.state is ThreadState.DUPLICATE
                assert is_duplicate is (thread.duplicate_of_id is not None)
                if thread.duplicate_of_id is not None:
                    assert threads[thread.duplicate_of_id].state is not ThreadState.DUPLICATE
                    assert not is_awaited(thread)


def _held_by(person_ids: Collection[int]) -> Counter[str]:
    """Return how many people find each question among those that they hold."""
    found: Counter[str] = Counter()
    for person_id in person_ids:
        desk = waiting_for(actor_of(person_id))
        found.update(one.key for one in desk if one.why is Why.HELD)
    return found


def _has_one_holder(thread: Thread, *, lapsed: bool, held: Counter[str]) -> None:
    assert (thread.holder_kind is HolderKind.PERSON) is (thread.holder_id is not None)
    if thread.holder_id is None:
        assert thread.holder_kind in {HolderKind.REGION, HolderKind.EDITORS}
        assert (thread.holder_kind is HolderKind.EDITORS) is (thread.holder_region_id is None)
        assert held[thread.public_id] == 0
        return
    assert thread.holder_id != thread.author_id
    roles = HOLDERS if thread.holder_region_id is not None else {Role.EDITOR}
    may = {Grant(role, thread.holder_region_id) for role in roles} & grants_of(thread.holder_id)
    active = person_of(thread.holder_id).state is PersonState.ACTIVE
    assert lapsed is not bool(may and active)
    assert held[thread.public_id] == (0 if lapsed or not is_awaited(thread) else 1)


def _is_due_in_working_hours(thread: Thread) -> None:
    moments = [thread.created_at, thread.remind_at, thread.due_at, thread.offer_at]
    assert moments == sorted(moment for moment in moments if moment is not None)
    for moment in moments[1:]:
        local = moment.astimezone(ZONES[thread.zone.value])
        assert is_working(local.date(), holidays())
        assert OPENS < local.time() <= CLOSES


def test_every_open_question_is_held_and_due(empty_library: Flask) -> None:
    Holding.world = World.made()

    run_state_machine_as_test(
        Holding,
        settings=settings(max_examples=8, stateful_step_count=25, phases=[Phase.generate]),
    )
