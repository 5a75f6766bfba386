"""What may happen to an adoption, by whom, and what the database itself refuses."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.adoptions.models import CLOSED, WAY, Adoption, Outcome, Stage, StageEvent
from portal.adoptions.models.plans import Choice, DocumentKind
from portal.adoptions.queries import adoption_at
from portal.adoptions.services import judging, moving, planning, starting
from portal.adoptions.services.planning import Paper
from portal.core.db import end_transaction
from portal.core.errors import BadInput, Conflict, Forbidden, NotFound
from portal.core.permissions import Actor, Grant, Role
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState, PracticeVersion
from portal.practices.services import drafts
from portal.regions.queries import directory
from tests.factories.adoptions import (
    KESAMBI,
    LONTAR,
    OWNER,
    RANDU,
    begun,
    confirmed,
    dropped,
    moved,
    reported,
    stage_of,
    verified,
)
from tests.factories.drafts import SLUG, approved, practice_of, saved, submitted

Who = Callable[[str], Actor]


class _UndoneError(Exception):
    """Takes back what was done."""


def _tries(act: Callable[[Session, Adoption], object], actor: Actor, key: str) -> object:
    """Do something and undo it; return where it led, or what it was refused with."""
    reached: list[Stage] = []

    def run() -> None:
        with unit_of_work() as session:
            adoption = adoption_at(actor, key)
            act(session, adoption)
            reached.append(adoption.stage)
            raise _UndoneError

    with pytest.raises(Exception) as caught:  # noqa: PT011  # of whatever kind: it is returned
        run()
    return reached[0] if caught.type is _UndoneError else caught.type


def _advance(actor: Actor, to: Stage, session: Session, adoption: Adoption) -> None:
    moving.advance(session, actor, adoption, to)


def test_one_stage_at_a_time_and_nothing_else_can_be_reached(app: Flask, who: Who) -> None:
    bayu = who("bayu")
    key = begun(bayu)
    for place, stage in enumerate(WAY[:-1]):
        moved(bayu, key, stage)
        following = WAY[place + 1]
        for to in Stage:
            led = _tries(partial(_advance, bayu, to), bayu, key)
            may = to is following and to is not Stage.REPORTED
            assert led == (to if may else Conflict), (stage, to)
        gone = _tries(
            lambda session, row: moving.drop(session, bayu, row, "anggaran", "Habis."), bayu, key
        )
        assert gone is Stage.DROPPED
        assert _tries(lambda session, row: moving.resume(session, bayu, row), bayu, key) is Conflict
    reported(bayu, key)
    for act in (
        lambda session, row: moving.drop(session, bayu, row, "anggaran", "Habis."),
        lambda session, row: moving.report(session, bayu, row, "Lagi."),
        lambda session, row: planning.add_task(session, bayu, row, "Tugas"),
    ):
        assert _tries(act, bayu, key) is Conflict

    other = begun(who("kesambi"), KESAMBI)
    dropped(who("kesambi"), other)
    led = _tries(
        lambda session, row: moving.resume(session, who("kesambi"), row), who("kesambi"), other
    )
    assert led is Stage.EXPLORING
    with unit_of_work() as session:
        events = session.query(StageEvent).join(Adoption).filter(Adoption.public_id == key).all()
        assert [event.stage for event in events] == list(WAY)
        assert all(event.happened_at for event in events)


@pytest.mark.parametrize(("reason", "text"), [("bosan", "Habis."), ("anggaran", " ")])
def test_who_drops_gives_a_reason_of_the_list_and_a_lesson(
    who: Who, reason: str, text: str
) -> None:
    key, bayu = begun(who("bayu")), who("bayu")
    led = _tries(lambda session, row: moving.drop(session, bayu, row, reason, text), bayu, key)
    assert led is BadInput


def test_only_people_of_the_region_record(app: Flask, who: Who) -> None:
    key = begun(who("bayu"))
    for name in ("sari", "dewi", "hadi", "randu", "rina"):
        actor = who(name)
        led = _tries(partial(_advance, actor, Stage.EXPLORING), actor, key)
        assert led is Forbidden, name
        with pytest.raises(Forbidden):
            begun(actor, LONTAR)
    ratna = who("ratna")
    led = _tries(partial(_advance, ratna, Stage.EXPLORING), ratna, key)
    assert led is Stage.EXPLORING


def test_the_owner_does_not_adopt_and_nothing_comes_back_to_where_it_was(
    app: Flask, who: Who
) -> None:
    with pytest.raises(Conflict):
        begun(who("sari"), OWNER)
    first = begun(who("bayu"))
    with pytest.raises(Conflict):
        begun(who("randu"), RANDU, parent=first)  # which has nothing to show yet
    moved(who("bayu"), first, Stage.PILOTING)
    second = begun(who("randu"), RANDU, parent=first, to=Stage.PILOTING)
    dropped(who("bayu"), first)
    with pytest.raises(Conflict):
        begun(who("bayu"), parent=second)  # Lontar > Randu > Lontar
    begun(who("bayu"))
    with pytest.raises(Conflict):
        begun(who("bayu"))
    with pytest.raises(Conflict), unit_of_work() as session:
        moving.resume(session, who("bayu"), adoption_at(who("bayu"), first))


def test_a_stopped_practice_is_taken_only_from_who_still_runs_it(app: Flask, who: Who) -> None:
    first = begun(who("bayu"), to=Stage.PILOTING)
    with unit_of_work():
        practice_of(SLUG).state = PracticeState.STOPPED

    with pytest.raises(Conflict):
        begun(who("kesambi"), KESAMBI)
    assert begun(who("kesambi"), KESAMBI, parent=first)


def test_the_database_refuses_a_second_open_one_and_a_verdict_of_one_person(
    app: Flask, who: Who
) -> None:
    key = begun(who("bayu"))
    with unit_of_work() as session:
        row = session.query(Adoption).filter_by(public_id=key).one()
        values = {column.name: getattr(row, column.name) for column in Adoption.__table__.columns}
    again = values | {"id": values["id"] + 1, "public_id": "a" * 12}
    closed = {"is_open": None, "stage": "verified", "outcome": "success"}
    person = values["holder_id"]
    for wrong in (
        again,
        again | {"region_id": directory().by_code[RANDU].id, "parent_id": values["id"] + 1},
        again | {"region_id": values["source_region_id"]},
        again | closed,
        again | closed | {"confirmed_by_id": person, "verified_by_id": person},
        again | {"is_open": None},
    ):
        with pytest.raises(sa.exc.IntegrityError), unit_of_work() as session:
            session.execute(sa.insert(Adoption).values(**wrong))


def test_two_people_of_neither_side_alone_make_a_verdict(app: Flask, who: Who) -> None:
    key = begun(who("bayu"))
    reported(who("bayu"), key)

    def confirming(actor: Actor) -> object:
        act = lambda session, row: judging.confirm(session, actor, row, Outcome.SUCCESS, "Ya.")  # noqa: E731  # closes over the actor
        return _tries(act, actor, key)

    both = Actor(who("sari").person_id, who("sari").grants | who("bayu").grants)
    named = {name: confirming(who(name)) for name in ("bayu", "randu", "rina")}
    assert set(named.values()) == {Forbidden}
    assert confirming(both) is Forbidden
    assert {confirming(who(name)) for name in ("sari", "dewi", "hadi")} == {Stage.REPORTED}

    confirmed(who("sari"), key, Outcome.PARTIAL)

    def verifying(actor: Actor) -> object:
        return _tries(lambda session, row: judging.verify(session, actor, row), actor, key)

    rina, lontar, owner = who("rina"), directory().by_code[LONTAR].id, directory().by_code[OWNER].id
    seats = [
        Actor(rina.person_id, rina.grants | {Grant(Role.MENTOR, one)}) for one in (lontar, owner)
    ]
    same = Actor(who("sari").person_id, who("sari").grants | rina.grants)
    assert {verifying(actor) for actor in (who("sari"), who("bayu"), same, *seats)} == {Forbidden}
    assert verifying(rina) is Stage.VERIFIED

    verified(rina, key)
    assert stage_of(key) is Stage.VERIFIED
    assert practice_of(SLUG).replicated is False, "a partial outcome proves nothing yet"


def test_evidence_stays_proven_in_the_next_version(app: Flask, who: Who) -> None:
    sari, rina = who("sari"), who("rina")
    key = begun(who("bayu"))
    reported(who("bayu"), key)
    confirmed(sari, key)
    verified(rina, key)
    with unit_of_work() as session:
        drafts.revise(session, sari, practice_of(SLUG))
    saved(sari, SLUG, summary={"id": "Warga mengambil nomor dari rumah atau kantor desa."})
    submitted(sari, SLUG)
    approved(who("rini"), SLUG)

    with unit_of_work() as session:
        version = session.get_one(PracticeVersion, practice_of(SLUG).current_version_id)
        assert (version.number, version.evidence_level) == (2, 4)
    page = app.test_client().get(f"/adoptions/{key}").get_data(as_text=True)
    assert "1 perubahan sejak versi Anda" in page
    assert f"/practices/{SLUG}/diff/1/2" in page


def test_two_who_do_the_same_at_once_are_one(app: Flask, who: Who) -> None:
    key = begun(who("bayu"))
    reported(who("bayu"), key)
    confirmed(who("sari"), key)

    def at_once(*acts: Callable[[], object]) -> list[str]:
        end_transaction()
        ready = threading.Barrier(len(acts))

        def run(act: Callable[[], object]) -> str:
            with app.app_context():
                ready.wait()
                try:
                    act()
                except Conflict:
                    return "conflict"
                return "done"

        with ThreadPoolExecutor(len(acts)) as pool:
            return sorted(pool.map(run, acts))

    rina, rini, kesambi = who("rina"), who("rini"), who("kesambi")
    assert at_once(lambda: verified(rina, key), lambda: verified(rini, key)) == ["conflict", "done"]
    starts = [lambda: begun(kesambi, KESAMBI)] * 2
    assert at_once(*starts) == ["conflict", "done"]


CHAINS = st.lists(
    st.tuples(st.sampled_from([LONTAR, RANDU, KESAMBI, "35.12"]), st.integers(-1, 8)), max_size=10
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CHAINS)
def test_every_chain_ends_at_the_practice_without_a_region_twice(
    app: Flask, who: Who, tries: list[tuple[str, int]]
) -> None:
    def grow() -> None:
        with unit_of_work() as session:
            made: list[Adoption] = []
            for code, parent in tries:
                region_id = directory().by_code[code].id
                actor = Actor(who("bayu").person_id, frozenset({Grant(Role.OFFICER, region_id)}))
                source = made[parent] if 0 <= parent < len(made) else None
                try:
                    row = starting.start(
                        session, actor, region_id, practice_of(SLUG), parent=source
                    )
                except Conflict:
                    continue
                row.stage = Stage.PILOTING
                made.append(row)
            _check(session, made)
            raise _UndoneError

    with pytest.raises(_UndoneError):
        grow()


def _check(session: Session, made: list[Adoption]) -> None:
    owner = session.get_one(Practice, made[0].practice_id).region_id if made else 0
    for row in made:
        regions, generation = [owner], row.generation
        above: Adoption | None = row
        while above is not None:
            regions.append(above.region_id)
            assert above.generation == generation
            generation -= 1
            above = session.get(Adoption, above.parent_id) if above.parent_id else None
        assert generation == 0
        assert len(regions) == len(set(regions))
    open_ones = [row.region_id for row in made if row.stage not in CLOSED]
    assert len(open_ones) == len(set(open_ones))


def test_plans_hold_what_is_said_and_no_more(app: Flask, who: Who) -> None:
    bayu, key = who("bayu"), begun(who("bayu"))
    acts: dict[str, Callable[[Session, Adoption], object]] = {
        "a note is missing": lambda session, row: planning.choose_blocks(
            session, bayu, row, {1: (Choice.CHANGED, " ")}, []
        ),
        "no choice": lambda session, row: planning.choose_blocks(
            session, bayu, row, {1: (Choice.ADDED, "Ya.")}, []
        ),
        "too many": lambda session, row: planning.choose_blocks(
            session, bayu, row, {}, [("Baru", "")] * 13
        ),
        "no number": lambda session, row: planning.measure(
            session,
            bayu,
            row,
            {planning.indicators_of(session, row)[0].id: planning.Measured(actual=float("nan"))},
            [],
        ),
        "no page": lambda session, row: planning.add_document(
            session, bayu, row, Paper(DocumentKind.OTHER, "Surat", "javascript:alert(1)")
        ),
        "no words": lambda session, row: planning.add_task(session, bayu, row, " "),
    }
    assert {what: _tries(act, bayu, key) for what, act in acts.items()} == dict.fromkeys(
        acts, BadInput
    )
    for act in (
        lambda session, row: planning.tick_task(session, bayu, row, 1, done=True),
        lambda session, row: planning.remove_document(session, bayu, row, 1),
    ):
        assert _tries(act, bayu, key) is NotFound
