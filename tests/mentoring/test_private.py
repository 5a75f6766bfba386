"""What is noted in sessions is for those who take part, and every signature counts once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.services.memberships import Post
from portal.accounts.services.personal import as_json, copy
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import db, end_transaction, reading
from portal.core.errors import BadInput, Conflict, Forbidden, NotFound
from portal.core.permissions import Actor, Grant, Role
from portal.core.uow import unit_of_work
from portal.mentoring.jobs import look_after_mentorships
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.models.agreements import Agreement, AgreementSignature
from portal.mentoring.queries import mentorship_at
from portal.mentoring.services import closing
from portal.regions.queries import directory
from portal.search import outbox
from tests.api.programs import API, Program
from tests.factories.adoptions import OFFICER, RANDU
from tests.factories.mentoring import mentorships_later, state_of
from tests.factories.people import active, mails, signed_in_with_code
from tests.factories.together import (
    NOTES,
    SECRET,
    TASK,
    active_one,
    going,
    handed,
    met,
    signed,
    terms,
    written,
)

Browser = Callable[[str], FlaskClient]
Who = Callable[[str], Actor]
State = MentorshipState
ELSEWHERE = (
    *("/desk", "/inbox", "/mentoring", "/account/data", "/threads?q=" + SECRET[:-3]),
    *("/practices?q=" + SECRET[:-3], f"{API}/practices?q=" + SECRET[:-3]),
)
PARTS = ("", "/agreement", "/sessions", "/sessions/1", "/sessions/1.ics", "/sessions/new")


def test_notes_are_nowhere_for_a_third_party(app: Flask, browser: Browser, who: Who) -> None:
    active("bima@uji.go.id", OFFICER)
    active("op@uji.go.id", Post(role=Role.SYSTEM_ADMIN), totp=True)
    key = active_one(who)
    met(who("dewi"), key)
    handed(who("dewi"), key, days=0)
    look_after_mentorships()
    outbox.rebuild()
    jobs.run_once()
    end_transaction()

    for name in ("bayu", "dewi", "hadi", "ratna"):
        reader = browser(name)
        for part in ("/sessions", "/sessions/1"):
            assert SECRET in reader.get(f"/mentoring/{key}{part}").get_data(as_text=True), name
    assert TASK in browser("bayu").get("/desk").get_data(as_text=True)
    for name in ("rina", "bima", "sari", "wati", "luar", "op"):
        reader = signed_in_with_code(app, f"{name}@uji.go.id")
        sees = name in {"rina", "bima", "sari", "wati"}
        for part in PARTS:
            answer = reader.get(f"/mentoring/{key}{part}")
            seen = sees and part in {"", "/agreement"}
            assert answer.status_code == (200 if seen else 404), (name, part)
            assert SECRET not in answer.get_data(as_text=True)
        for path in ELSEWHERE:
            assert SECRET not in reader.get(path).get_data(as_text=True), (name, path)
    for name in ("rina", "bayu"):
        program = Program(app, f"{name}@uji.go.id")
        for path in (f"{API}/mentorships", f"{API}/mentorships/{key}"):
            answer = program.ask("GET", path)
            assert (answer.status_code, SECRET in answer.get_data(as_text=True)) == (200, False)
    assert SECRET not in "".join(subject + text for _to, subject, text in mails())


def test_what_is_due_is_told_once_and_by_mail_without_what_it_is(who: Who) -> None:
    key = going(who)
    written(who("bayu"), key)
    signed(who("ratna"), key)
    mentorships_later(days=6)
    assert _told("masih menunggu") == []
    mentorships_later(days=8)
    mentorships_later(days=9)
    assert _told("masih menunggu") == ["hadi"]
    signed(who("hadi"), key)
    met(who("bayu"), key)
    handed(who("bayu"), key, days=3)
    mentorships_later(days=2)
    assert _told("jatuh tempo") == []
    mentorships_later(days=4)
    mentorships_later(days=5)
    assert _told("jatuh tempo") == ["bayu"]
    assert state_of(key) is State.ACTIVE


def _told(words: str) -> list[str]:
    return [to.partition("@")[0] for to, subject, _text in mails() if words in subject]


def test_it_begins_on_its_day_and_own_data_tells_what_somebody_did(who: Who) -> None:
    key = going(who)
    written(who("bayu"), key, starts_on=(utcnow() + timedelta(days=10)).date())
    for name in ("ratna", "hadi"):
        signed(who(name), key)
    assert state_of(key) is State.AGREED
    mentorships_later(days=12)
    assert state_of(key) is State.ACTIVE
    met(who("bayu"), key)
    handed(who("bayu"), key)
    own, others = as_json(copy(who("bayu"))), as_json(copy(who("sari")))
    assert '"agreements_signed"' in own
    assert NOTES in own
    assert TASK in own
    assert key in as_json(copy(who("ratna")))
    assert key not in others


def test_nobody_signs_for_both(who: Who) -> None:
    key = going(who)
    written(who("bayu"), key)
    grants = who("ratna").grants | who("hadi").grants
    twofold = Actor(who("ratna").person_id, grants)
    signed(twofold, key)
    with pytest.raises(Conflict):
        signed(twofold, key)
    assert state_of(key) is State.ACCEPTED
    for name in ("rina", "dewi", "bayu"):
        with pytest.raises(Forbidden):
            signed(who(name), key)
    elsewhere = directory().by_code[RANDU].id
    with pytest.raises(NotFound):
        signed(Actor(who("randu").person_id, frozenset({Grant(Role.REGION_ADMIN, elsewhere)})), key)


def test_where_nobody_is_named_only_who_governs_reads_on(app: Flask, who: Who) -> None:
    key = active_one(who)
    met(who("dewi"), key)
    with unit_of_work() as session:
        mentorship = session.scalars(sa.select(Mentorship)).one()
        mentorship.holder_id = mentorship.mentor_id = None
    for name, status in (("bayu", 404), ("dewi", 404), ("wati", 404), ("ratna", 200)):
        reader = signed_in_with_code(app, f"{name}@uji.go.id")
        assert reader.get(f"/mentoring/{key}/sessions").status_code == status, name


STEPS = st.sampled_from(["write", "ratna", "hadi", "old", "pause", "resume", "end", "worker"])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_what_runs_has_both_signatures_on_its_newest_version(who: Who, steps: list[str]) -> None:
    with unit_of_work() as session:
        session.execute(sa.update(Mentorship).values(state=State.WITHDRAWN))
    key, number = going(who), 0
    for step in ("write", *steps):
        try:
            number += _done(who, key, step, number)
        except (Conflict, BadInput, NotFound):
            continue
        finally:
            end_transaction()
        with reading():
            _check(key)


def _done(who: Who, key: str, step: str, number: int) -> int:
    """Do a step, and return how many versions there are more."""
    if step == "write":
        written(who("bayu"), key, f"Tujuan {number}")
        return 1
    if step in {"ratna", "hadi"}:
        signed(who(step), key, number)
    elif step == "old":
        signed(who("ratna"), key, number - 1)
    elif step == "worker":
        look_after_mentorships()
    else:
        act = {"pause": closing.pause, "resume": closing.resume, "end": closing.end_early}[step]
        with unit_of_work() as session:
            act(session, who("dewi"), mentorship_at(who("dewi"), key), "Begitulah.")
    return 0


def _check(key: str) -> None:
    state, mentorship_id = db.session.execute(
        sa.select(Mentorship.state, Mentorship.id).where(Mentorship.public_id == key)
    ).one()
    newest = sa.select(sa.func.max(Agreement.id)).where(Agreement.mentorship_id == mentorship_id)
    rows = sa.select(AgreementSignature.region_id, AgreementSignature.person_id).where(
        AgreementSignature.agreement_id == newest.scalar_subquery()
    )
    signers = db.session.execute(rows).all()
    assert len({row.region_id for row in signers}) == len({row.person_id for row in signers})
    if state in {State.AGREED, State.ACTIVE, State.PAUSED}:
        assert len(signers) == 2


@pytest.mark.parametrize(
    ("starts", "months", "ends"),
    [
        ("2026-03-01", 3, "2026-05-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 4, "2027-04-14"),
    ],
)
def test_an_agreement_runs_for_whole_months(starts: str, months: int, ends: str) -> None:
    assert terms(starts_on=date.fromisoformat(starts), months=months).ends_on.isoformat() == ends
