"""The rule in Python and its twin in SQL say the same."""

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.core.db import db
from portal.core.permissions import Actor, Grant, Role, permits
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.permissions import VIEW_PRACTICE, visible_to

REGIONS = (1, 2, 3)
grants = st.builds(Grant, st.sampled_from(Role), st.sampled_from([None, *REGIONS]))
actors = st.builds(Actor, st.just(1), st.frozensets(grants, max_size=4))


def _populate() -> None:
    with unit_of_work() as session:
        for practice in session.query(Practice):
            session.delete(practice)
        session.flush()
        for region in REGIONS:
            for state in PracticeState:
                slug = f"p-{region}-{state.value}"
                session.add(Practice(public_id=slug, slug=slug, region_id=region, state=state))


def test_the_twins_agree_for_every_actor(app: Flask) -> None:
    with unit_of_work() as session:
        session.query(Practice).update({"current_version_id": None})
    _populate()

    @given(actor=actors)
    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    def agree(actor: Actor) -> None:
        by_query = set(db.session.scalars(select(Practice.slug).where(visible_to(actor))))
        by_rule = {
            practice.slug
            for practice in db.session.scalars(select(Practice))
            if permits(actor, VIEW_PRACTICE, practice)
        }
        assert by_query == by_rule

    agree()


def test_a_visitor_sees_only_what_is_public(app: Flask) -> None:
    everybody = Actor()

    for state in PracticeState:
        practice = Practice(region_id=1, state=state)
        assert permits(everybody, VIEW_PRACTICE, practice) is (state in {"published", "stopped"})


def test_a_region_sees_its_own_drafts_and_no_others(app: Flask) -> None:
    writer = Actor(1, frozenset({Grant(Role.PUBLISHER, 1)}))

    assert permits(writer, VIEW_PRACTICE, Practice(region_id=1, state=PracticeState.DRAFT))
    assert not permits(writer, VIEW_PRACTICE, Practice(region_id=2, state=PracticeState.DRAFT))
