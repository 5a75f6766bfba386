"""What always holds of mentorships: places, open requests, who may what, and what is handed on."""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.accounts.queries import person_of
from portal.accounts.queries.members import member
from portal.accounts.services import handover
from portal.accounts.services.handover import Ending
from portal.accounts.services.personal import as_json, copy
from portal.core.db import end_transaction
from portal.core.errors import BadInput, Conflict, Forbidden
from portal.core.generations import bump
from portal.core.permissions import Actor, Grant, Role
from portal.core.uow import unit_of_work
from portal.mentoring.models import OPEN, TAKING, Mentorship, MentorshipState
from portal.mentoring.queries.alternatives import Alternative, Sought, Why, alternatives
from portal.mentoring.queries.places import free_places, in_line
from portal.mentoring.schemas import MOST_OPEN, allot, day_after
from portal.mentoring.services import answering, keeping, requesting
from portal.mentoring.services.limiting import limit
from portal.mentoring.services.requesting import Wish
from portal.mentoring.services.trail import move
from portal.mentors.models import MentorProfile
from portal.regions.models import Region
from portal.regions.queries import GENERATION, directory
from tests.api.programs import Program
from tests.api.specification import mismatches
from tests.factories import clock
from tests.factories.adoptions import KESAMBI, LONTAR, OWNER, RANDU
from tests.factories.champions import championed
from tests.factories.drafts import SLUG, practice_of
from tests.factories.mentoring import (
    DIMENSION,
    WISH,
    accepted,
    asked,
    limited,
    moved,
    profile_of,
    state_of,
)
from tests.factories.mentors import mentor
from tests.factories.people import send, token_on

Browser = Callable[[str], FlaskClient]
Who = Callable[[str], Actor]
State = MentorshipState
DEWI, WATI = "dewi@uji.go.id", "wati@uji.go.id"
LEARNERS = (LONTAR, RANDU, KESAMBI, "35.12")
TRIES = 10


class _UndoneError(Exception):
    """Takes back what was done."""


def test_the_last_place_is_taken_once(app: Flask, browser: Browser, who: Who) -> None:
    limited(who("hadi"), DEWI, 1)
    clients = [browser("dewi"), browser("hadi")]
    tokens = [token_on(client) for client in clients]
    for _try in range(TRIES):
        keys = [
            asked(who(name), region, mentor=DEWI)
            for name, region in (("bayu", LONTAR), ("randu", RANDU))
        ]
        end_transaction()
        ready = threading.Barrier(2)

        def accept(
            number: int, keys: Sequence[str] = keys, ready: threading.Barrier = ready
        ) -> int:
            ready.wait()
            path, token = f"/mentoring/{keys[number]}/accept", tokens[number]
            return clients[number].post(path, data={"csrf_token": token}).status_code

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(accept, range(2))) == [303, 409]
        states = {state_of(key): key for key in keys}
        assert set(states) == {State.ACCEPTED, State.REQUESTED}
        moved(states[State.ACCEPTED], State.ENDED_EARLY)
        moved(states[State.REQUESTED], State.WITHDRAWN)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "accept", "decline", "withdraw", "take", "end", "limit", "wait"]),
        st.integers(0, 30),
        st.integers(0, 2),
    ),
    max_size=40,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_no_mentor_has_too_many_and_no_region_asks_too_much(
    app: Flask, who: Who, steps: list[tuple[str, int, int]]
) -> None:
    scene = _Scene(who)

    def run() -> None:
        with unit_of_work() as session:
            for step, number, other in steps:
                with clock.at(scene.now.isoformat()):
                    scene.do(session, step, number, other)
                    scene.check(session)
            raise _UndoneError

    with pytest.raises(_UndoneError):
        run()


class _Scene:
    """Regions that ask two mentors of a region for company, and what is done with it."""

    def __init__(self, who: Who) -> None:
        self.now = datetime(2027, 3, 1, 5, tzinfo=UTC)
        self.owner = directory().by_code[OWNER].id
        self.mentors = [profile_of(DEWI), profile_of(WATI)]
        self.admin, self.person = who("hadi"), who("bayu").person_id

    def do(self, session: Session, step: str, number: int, other: int) -> None:
        """Do something, if it may be done."""
        rows = list(session.scalars(sa.select(Mentorship).order_by(Mentorship.id)))
        if step == "wait":
            self.now += timedelta(days=number % 5)
            return keeping.keep(session)
        if step == "limit":
            return limit(self.admin, self.mentors[number % 2][1], other, None)
        try:
            if step == "ask":
                self._ask(session, number, other)
            elif rows:
                self._act(session, step, rows[number % len(rows)], other)
        except Conflict:
            return None
        return None

    def _ask(self, session: Session, number: int, other: int) -> None:
        region_id = directory().by_code[LEARNERS[number % len(LEARNERS)]].id
        mentor = self.mentors[other][0] if other < len(self.mentors) else None
        dimensions = ("tata-kelola", "ekonomi", "lingkungan")
        wish = Wish(
            champion_region_id=self.owner,
            mentor_id=mentor,
            dimension=dimensions[number % 3],
            text=WISH,
        )
        actor = Actor(self.person, frozenset({Grant(Role.OFFICER, region_id)}))
        requesting.ask(session, actor, region_id, wish, waits=number % 2 == 0)

    def _act(self, session: Session, step: str, row: Mentorship, other: int) -> None:
        asker = Actor(self.person, frozenset({Grant(Role.OFFICER, row.learner_region_id)}))
        if step == "accept":
            answering.accept(session, self.admin, row, self.mentors[other % 2][1])
            self._fits(session, row.mentor_id)
        elif step == "decline":
            answering.decline(session, self.admin, row, "Tim penuh.")
        elif step == "withdraw":
            requesting.withdraw(session, asker, row)
        elif step == "take":
            requesting.take_up(session, asker, row)
        else:
            row.reason = row.reason or "Tim pindah."
            move(session, row, State.ENDED_EARLY)

    def _fits(self, session: Session, mentor_id: int | None) -> None:
        taken = sa.select(sa.func.count()).where(
            Mentorship.mentor_id == mentor_id, Mentorship.state.in_(TAKING)
        )
        assert (session.scalar(taken) or 0) <= session.get_one(MentorProfile, mentor_id).capacity

    def check(self, session: Session) -> None:
        """Check what must hold after everything that may be done."""
        session.flush()
        rows = list(session.scalars(sa.select(Mentorship)))
        pending = [row.learner_region_id for row in rows if row.state in OPEN]
        assert all(pending.count(region_id) <= MOST_OPEN for region_id in pending)
        asked_now = [row for row in rows if row.state in {State.REQUESTED, State.OFFERED}]
        assert all(row.expires_at is not None for row in asked_now)
        line, free = in_line([self.owner]), free_places([self.owner])
        placed = allot(free, [row.mentor_id for row in line])
        for row, has_place in zip(line, placed, strict=True):
            assert row.state is State.REQUESTED or (row.state is State.OFFERED) is has_place


def test_days_are_those_of_the_calendar_where_the_request_is_answered(app: Flask, who: Who) -> None:
    with clock.at("2027-03-01T16:30+00:00"):  # 23.30 in Surabaya, after midnight in the east
        key = asked(who("bayu"), mentor=DEWI)
    with unit_of_work() as session:
        expires = session.query(Mentorship).filter_by(public_id=key).one().expires_at
    assert expires == datetime(2027, 3, 7, 17, tzinfo=UTC)
    assert day_after(datetime(2027, 3, 1, 16, 30, tzinfo=UTC), 7, _zone(9)) == datetime(
        2027, 3, 8, 15, tzinfo=UTC
    )


def _zone(hours: int) -> timezone:
    return timezone(timedelta(hours=hours))


def test_a_closer_adopter_comes_before_colleagues_and_those_far_away_after(
    app: Flask, who: Who
) -> None:
    limited(who("hadi"), DEWI, 0)
    _by_the_sea(LONTAR, OWNER)
    assert [one.why for one in _found()] == [Why.COLLEAGUE, Why.ADOPTER]
    championed(who("rina"), KESAMBI, DIMENSION)
    assert [one.why for one in _found()] == [Why.COLLEAGUE, Why.ADOPTER, Why.CHAMPION]
    _by_the_sea(RANDU)
    assert [one.why for one in _found()] == [Why.ADOPTER, Why.COLLEAGUE, Why.CHAMPION]
    with unit_of_work() as session:
        profile_id = profile_of("joko@uji.go.id")[0]
        session.get_one(MentorProfile, profile_id).capacity = 0
    assert [one.why for one in _found()] == [Why.COLLEAGUE, Why.CHAMPION]


def _by_the_sea(*codes: str) -> None:
    with unit_of_work() as session:
        for region in session.query(Region).filter(Region.code.in_(codes)):
            region.terrain, region.connectivity = "pesisir", "kuat"
        bump(session, GENERATION)


def _found() -> list[Alternative]:
    with unit_of_work():
        known = directory().by_code
        return alternatives(
            Sought(
                learner=known[LONTAR],
                champion=known[OWNER],
                mentor_id=profile_of(DEWI)[0],
                practice_id=practice_of(SLUG).id,
                dimension=DIMENSION,
            )
        )


def test_who_may_not_does_not(app: Flask, browser: Browser, who: Who) -> None:
    key = asked(who("bayu"), mentor=DEWI)
    path = f"/mentoring/{key}"
    acts = {
        "accept": ("wati", "bayu", "ratna", "sari", "rina"),
        "decline": ("wati", "bayu", "ratna", "sari", "rina"),
        "withdraw": ("wati", "sari", "rina", "hadi"),
    }
    clients = {name: browser(name) for name in sorted({*acts["accept"], *acts["withdraw"]})}
    for act, names in acts.items():
        for name in names:
            answer = send(clients[name], f"{path}/{act}", path, reason="Tidak.")
            assert answer.status_code == 403, (act, name)
    assert state_of(key) is State.REQUESTED
    new = f"/mentoring/new?region={OWNER}"
    assert browser("dewi").get(new).status_code == 403
    assert clients["hadi"].get(new).status_code == 409
    with pytest.raises(Conflict, match="dirinya sendiri"):
        asked(who("sari"), OWNER)
    with pytest.raises(Forbidden):
        asked(who("bayu"), RANDU)
    with pytest.raises(BadInput, match="tidak dapat diminta"):
        asked(who("bayu"), mentor="joko@uji.go.id")
    with pytest.raises(Conflict, match="sudah meminta"):
        asked(who("bayu"), mentor=DEWI)
    for of in (RANDU, KESAMBI):
        asked(who("bayu"), of=of)
    asked(who("bayu"), mentor=WATI)
    asked(who("bayu"))
    with pytest.raises(Conflict, match="5 permintaan"):
        asked(who("bayu"), of=RANDU, mentor="joko@uji.go.id")


def test_who_leaves_hands_mentorships_over_and_finds_them_in_the_own_data(
    app: Flask, browser: Browser, who: Who
) -> None:
    mentor("tono@uji.go.id", OWNER)
    key, waiting = asked(who("bayu"), mentor=DEWI), asked(who("randu"), RANDU, mentor=DEWI)
    accepted(who("dewi"), key)
    data = json.loads(as_json(copy(who("bayu"))))
    assert data["mentorships_held"] == [key]
    assert [step["state"] for step in data["mentorship_steps"]] == ["requested"]
    assert json.loads(as_json(copy(who("dewi"))))["mentorships_as_mentor"] == [key, waiting]

    _leaves(who("ratna"), LONTAR, who("bayu"), Role.OFFICER)
    _leaves(who("hadi"), OWNER, who("dewi"), Role.MENTOR, who("wati"))
    with unit_of_work() as session:
        rows = session.query(Mentorship).order_by(Mentorship.id).all()
        assert [row.holder_id for row in rows] == [None, who("randu").person_id]
        assert [row.mentor_id for row in rows] == [profile_of(WATI)[0]] * 2
    _leaves(who("hadi"), OWNER, who("wati"), Role.MENTOR)
    assert handover.queued_in(directory().by_code[OWNER].id)["mentorship-as-mentor"] == 2

    limited(who("hadi"), "tono@uji.go.id", 1)
    hadi, path = browser("hadi"), f"/mentoring/{key}"
    assert "Pendampingan tanpa mentor" in hadi.get("/desk").get_data(as_text=True)
    assert "Pendampingan daerah ini" in hadi.get(f"/regions/{OWNER}").get_data(as_text=True)
    tono = profile_of("tono@uji.go.id")[1]
    for expected in (303, 409):
        assert send(hadi, f"{path}/mentor", path, mentor=tono).status_code == expected


def _leaves(
    admin: Actor, code: str, actor: Actor, role: Role, successor: Actor | None = None
) -> None:
    region_id = directory().by_code[code].id
    person, follows = (
        person_of(one.person_id or 0).public_id if one else None for one in (actor, successor)
    )
    ending = Ending(decree_no="1/2027", successor=follows)
    assert member(region_id, person or "", role)
    handover.end(admin, region_id, person or "", role, ending)


def test_programs_read_states_and_dates_and_no_words(app: Flask, who: Who) -> None:
    key = asked(who("bayu"), mentor=DEWI)
    for name in ("bayu", "dewi", "rina"):
        program = Program(app, f"{name}@uji.go.id")
        listed = program.ask("GET", "/api/v1/mentorships?group=open").get_json()
        assert [item["id"] for item in listed["items"]] == [key], name
        one = program.ask("GET", f"/api/v1/mentorships/{key}").get_json()
        assert (one["state"], one["mentor"], one["history"][0]["state"]) == (
            ("requested", "dewi", "requested")
        )
        assert WISH not in json.dumps(one)
        spec = app.test_client().get("/api/v1/openapi.json").get_json()
        for schema, answer in (("MentorshipList", listed), ("MentorshipAnswer", one)):
            ref = {"$ref": f"#/components/schemas/{schema}"}
            assert list(mismatches(answer, ref, spec)) == []
    assert (
        Program(app, "luar@uji.go.id").ask("GET", f"/api/v1/mentorships/{key}").status_code == 404
    )
    assert app.test_client().get("/api/v1/mentorships").status_code == 401
