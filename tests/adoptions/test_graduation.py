"""A region that has learnt becomes a champion: proposed by night, granted, suspended, ended."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.accounts.services import personal
from portal.accounts.services.memberships import Post
from portal.core import jobs, schedule
from portal.core.audit import AuditEvent
from portal.core.clock import utcnow
from portal.core.db import end_transaction
from portal.core.errors import Conflict, Forbidden
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.mentoring.jobs import graduate
from portal.mentoring.models.graduation import GraduationProposal, ProposalState
from portal.mentoring.queries.proofs import missing, proofs_of
from portal.mentoring.services import graduation
from portal.practices.services import life
from portal.regions.models.champions import ChampionAct, ChampionState, ChampionStatus
from portal.regions.queries.champions import (
    ChampionLine,
    champions_in,
    counts_at,
    histories,
    statuses_of,
)
from portal.regions.queries.profile import assessments_of
from portal.regions.schemas.champions import Basis, Proof, expiry
from portal.regions.services import champions, checking
from tests.factories.adoptions import LONTAR
from tests.factories.champions import BASIS
from tests.factories.clock import at
from tests.factories.drafts import practice_of, somebody
from tests.factories.graduates import (
    CHILD,
    DIMENSION,
    Who,
    adopted,
    answers_applied,
    cell,
    levelled,
    qualified,
    settled,
    taught,
)
from tests.factories.people import faults, send
from tests.factories.profile import entered, region_id
from tests.factories.threads import answered, asked

Browser = Callable[[str], FlaskClient]


def _proposals() -> list[GraduationProposal]:
    with unit_of_work() as session:
        return list(session.scalars(sa.select(GraduationProposal).order_by(GraduationProposal.id)))


def _granted(who: Who) -> str:
    """Let the region qualify, be proposed, and granted; return the status."""
    graduate()
    with unit_of_work() as session:
        proposal = session.scalars(
            sa.select(GraduationProposal).where(GraduationProposal.is_open.is_(True))
        ).one()
        return graduation.grant(session, who("rina"), proposal).public_id


def _status() -> ChampionStatus:
    with unit_of_work() as session:
        return session.scalars(sa.select(ChampionStatus).order_by(ChampionStatus.id.desc())).first()


def _acts() -> list[ChampionAct]:
    return [line.act for line in histories([_status().id])[_status().id]]


def _audited() -> list[str]:
    with unit_of_work() as session:
        query = sa.select(AuditEvent.action).order_by(AuditEvent.seq)
        return list(session.scalars(query))


def _text(client: FlaskClient, path: str) -> str:
    if path == "/inbox":
        jobs.run_once()
    end_transaction()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_from_four_proofs_to_champion(app: Flask, browser: Browser, who: Who) -> None:
    qualified(who)
    visitor, rina, ratna = app.test_client(), browser("rina"), browser("ratna")
    assert "Belum ada daerah berstatus champion" in _text(visitor, "/champions")

    with unit_of_work() as session:
        jobs.enqueue(session, schedule.JOB, "graduation")
    jobs.run_once()
    graduate()  # doing it again proposes nothing again

    (proposal,) = _proposals()
    page = f"/champions/proposals/{proposal.public_id}"
    assert "Kab. Banyuwangi: Tata kelola cerdas" in _text(rina, "/desk")
    assert "Diusulkan menjadi champion: Kab. Banyuwangi" in _text(rina, "/inbox")
    shown = _text(rina, page)
    for proof in ("Antrean puskesmas satu pintu", "M3, paling rendah M3", CHILD, "5 dari 5"):
        assert proof in shown
    assert shown.count(">cukup<") == 4
    for outsider in (ratna, browser("sari")):
        assert outsider.get(page).status_code == 403
    assert send(rina, f"{page}/grant", page).status_code == 303
    assert send(rina, f"{page}/grant", page).status_code == 409

    status = _status()
    assert status.expires_on == expiry(status.granted_on)
    listed = _text(visitor, "/champions")
    assert 'data-champions="1"' in listed
    assert 'data-dimension="tata-kelola" data-count="1"' in listed
    tiles = re.findall(r"<b>(\d+)<span class=\"vh\"> daerah berstatus", listed)
    assert (len(tiles), tiles.count("1")) == (38, 1)
    assert "Makin banyak champion" in listed
    assert "Belum ada daerah" in _text(visitor, "/champions?dimension=lingkungan")
    assert visitor.get("/champions?dimension=juara").status_code == 400
    (told,) = visitor.get(f"/api/v1/champions?dimension={DIMENSION}").get_json()["items"]
    assert (told["region"]["code"], told["proofs"]["practice"]) == (LONTAR, "antrean-di-desa")
    assert visitor.get(f"/api/v1/regions/{LONTAR}").get_json()["champion"] == [told]
    assert visitor.get("/api/v1/champions?dimension=citra").get_json()["total"] == 0
    assert "Daerahnya champion: Tata kelola cerdas" in _text(visitor, f"/practices?region={LONTAR}")
    region = _text(visitor, f"/regions/{LONTAR}")
    assert 'id="champion"' in region
    assert f"/champions/statuses/{status.public_id}" not in region
    assert f"/champions/statuses/{status.public_id}" in _text(rina, f"/regions/{LONTAR}")
    assert "Status champion, diberikan: Kab. Banyuwangi, Tata kelola cerdas" in _text(
        ratna, "/inbox"
    )


def test_suspended_reinstated_and_revoked(app: Flask, browser: Browser, who: Who) -> None:
    qualified(who)
    key = _granted(who)
    visitor, rina, ratna = app.test_client(), browser("rina"), browser("ratna")
    value = assessments_of(who("rina"), region_id(LONTAR))[0].id
    revoking = f"/regions/{LONTAR}/profile/{value}/withdraw"
    assert send(rina, revoking, revoking, reason="Laporannya ditarik.").status_code == 303
    assert _status().state is ChampionState.SUSPENDED
    assert _audited()[-2:] == ["assessment:revoke", "champion:suspended"]
    region = _text(visitor, f"/regions/{LONTAR}")
    assert "Karena: tingkat kematangan terverifikasi" in region
    assert 'data-champions="1"' not in _text(visitor, "/champions")
    assert "Status champion, ditangguhkan" in _text(ratna, "/inbox")

    levelled(who, 4)
    graduate()
    again = f"/champions/proposals/{_proposals()[-1].public_id}"
    assert "Usulan pemulihan champion" in _text(rina, again)
    assert send(rina, f"{again}/grant", again).status_code == 303
    assert _status().state is ChampionState.ACTIVE
    assert _acts() == [ChampionAct.GRANTED, ChampionAct.SUSPENDED, ChampionAct.REINSTATED]

    kept = f"/champions/statuses/{key}"
    bare = send(rina, f"{kept}/revoke", kept)
    assert (bare.status_code, len(faults(bare.get_data(as_text=True)))) == (422, 1)
    assert send(rina, f"{kept}/revoke", kept, reason="Tidak lagi menjawab.").status_code == 303
    assert "Tidak lagi menjawab." in _text(visitor, f"/en/regions/{LONTAR}")
    graduate()
    assert [row.state for row in _proposals()] == [ProposalState.GRANTED] * 2
    for path in ("/champions", again, kept):
        assert "%(" not in _text(rina, f"/en{path}")
    own = _status()
    assert (own.state, own.is_open) == (ChampionState.REVOKED, None)
    kept = json.loads(personal.as_json(personal.copy(who("rina"))))
    assert [row["state"] for row in kept["graduations_decided"]] == ["granted", "granted"]
    done = [row["act"] for row in kept["champion_events"]]
    assert done == ["granted", "suspended", "reinstated", "revoked"]


def test_each_proof_is_asked_for(app: Flask, who: Who) -> None:
    lontar = region_id(LONTAR)

    def lacks() -> list[Proof]:
        with unit_of_work():
            return missing(proofs_of(lontar, DIMENSION))

    assert lacks() == list(Proof)
    early = taught(who)  # before it had begun to adopt: it cannot have grown from it
    adopted(who)
    entered(who("ratna"), LONTAR, {DIMENSION: 5})  # its own word
    assert lacks() == [Proof.LEVEL, Proof.PRACTICE, Proof.ANSWERS]
    levelled(who, 2)
    assert Proof.LEVEL in lacks()
    given = answers_applied(who, 4)
    own = somebody("lain@uji.go.id", Post(role=Role.OFFICER, region=LONTAR))
    key = asked(own, "Pertanyaan sendiri?", anchor=cell())
    guru = somebody("guru@uji.go.id", Post(role=Role.MENTOR, region=LONTAR))
    settled(own, key, answered(guru, key), "confirmed")
    with unit_of_work():
        assert proofs_of(lontar, DIMENSION).answers == len(given) == 4
    assert practice_of(early).region_id == lontar
    graduate()
    assert _proposals() == []


@pytest.mark.parametrize("lost", [Proof.PRACTICE, Proof.ANSWERS])
def test_a_lost_proof_suspends_in_the_same_transaction(app: Flask, who: Who, lost: Proof) -> None:
    given = qualified(who)
    _granted(who)
    if lost is Proof.PRACTICE:
        with unit_of_work() as session:
            practice = practice_of("antrean-di-desa")
            life.suspend(session, who("rina"), practice, "Diperiksa dulu.")
        with unit_of_work() as session:
            life.release(session, who("rina"), practice_of("antrean-di-desa"))
    else:
        settled(who("randu"), *given[0], "undo")
        settled(who("randu"), *given[0], "confirmed")
    status = _status()
    assert (status.state, status.reason) == (ChampionState.SUSPENDED, lost.value)

    graduate()

    assert _proposals()[-1].is_open
    assert _status().state is ChampionState.SUSPENDED  # until an editor says so
    _granted(who)
    assert _status().state is ChampionState.ACTIVE


def test_what_is_declined_or_fails_is_not_proposed_again(app: Flask, who: Who) -> None:
    qualified(who)
    graduate()
    with unit_of_work() as session:
        (key,) = [row.public_id for row in _proposals()]
        proposal = graduation.proposal_at(session, key)
        with pytest.raises(Forbidden):
            graduation.grant(session, who("ratna"), proposal)
        graduation.decline(session, who("rina"), proposal, "Belum mau menerima tamu.")
    graduate()
    assert [row.state for row in _proposals()] == [ProposalState.DECLINED]

    levelled(who, 4)  # another document
    graduate()
    assert _proposals()[-1].state is ProposalState.OPEN
    with unit_of_work() as session:
        number = assessments_of(who("rina"), region_id(LONTAR))[0].id
        checking.revoke(session, who("rina"), region_id(LONTAR), number, "Salah baca.")
    assert _proposals()[-1].state is ProposalState.WITHDRAWN
    with unit_of_work() as session, pytest.raises(Conflict):
        proposal = graduation.proposal_at(session, _proposals()[-1].public_id)
        graduation.grant(session, who("rina"), proposal)


def test_it_is_told_of_its_end_renewed_and_ends(app: Flask, browser: Browser, who: Who) -> None:
    with at("2040-01-15"):
        qualified(who)
        _granted(who)
    told = []
    for day in ("2041-11-15", "2041-11-16", "2041-11-17", "2041-12-16", "2042-01-09"):
        with at(day):
            graduate()
            graduate()
            told.append((_status().warned, len(_proposals())))
    assert told == [(None, 1), (60, 2), (60, 2), (30, 2), (7, 2)]
    with at("2042-01-10"):
        jobs.run_once()  # the region is told of it, and only then it is renewed
        _granted(who)
    assert (_status().expires_on, _status().warned) == (date(2044, 1, 15), None)
    with at("2044-01-14"):
        graduate()
        assert champions_in(DIMENSION) == {region_id(LONTAR)}
    with at("2044-01-15"):
        graduate()
        graduate()
        assert champions_in(DIMENSION) == set()
    assert _acts() == [ChampionAct.GRANTED, ChampionAct.RENEWED, ChampionAct.EXPIRED]
    with at("2039-01-01") as before, at("2041-01-01") as during, at("2045-01-01") as after:
        assert counts_at([before, during, after]) == [0, 1, 0]
        assert counts_at([during], "lingkungan") == [0]
    assert "Status champion segera berakhir" in _text(browser("ratna"), "/inbox")


def test_only_an_editor_of_elsewhere_with_a_second_factor_grants(app: Flask, who: Who) -> None:
    lontar, basis = region_id(LONTAR), Basis()
    seated = somebody(
        "dua@uji.go.id", Post(role=Role.EDITOR), Post(role=Role.OFFICER, region=LONTAR)
    )
    for actor in (who("ratna"), who("sari"), seated, Actor(who("rina").person_id)):
        with unit_of_work() as session, pytest.raises(Forbidden):
            champions.grant(session, actor, lontar, DIMENSION, basis)
    with unit_of_work() as session:
        champions.grant(session, who("rina"), lontar, DIMENSION, basis)
        with pytest.raises(Conflict):
            champions.grant(session, who("rina"), lontar, DIMENSION, basis)
    assert [view.state for view in statuses_of(lontar)] == [ChampionState.ACTIVE]


def _done(session: Session, editor: Actor, act: ChampionAct) -> None:
    """Let something happen to the newest status, if it can."""
    lontar, status = region_id(LONTAR), champions.open_status(session, region_id(LONTAR), DIMENSION)
    if act is ChampionAct.GRANTED:
        champions.grant(session, editor, lontar, DIMENSION, BASIS)
    elif status is None:
        raise Conflict
    elif act is ChampionAct.RENEWED:
        champions.renew(session, editor, status, BASIS)
    elif act is ChampionAct.SUSPENDED:
        champions.suspend(session, status, [Proof.LEVEL], by=editor)
    elif act is ChampionAct.REINSTATED:
        champions.reinstate(session, editor, status, BASIS)
    elif act is ChampionAct.REVOKED:
        champions.revoke(session, editor, status, "Sudah cukup.")
    else:
        champions.expire(session, status.expires_on)


@given(acts=st.lists(st.sampled_from(list(ChampionAct)), max_size=7))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_tried_history_only_grows_and_tells_what_counts(
    app: Flask, who: Who, acts: list[ChampionAct]
) -> None:
    rina, lontar = who("rina"), region_id(LONTAR)
    with suppress(_Undone), unit_of_work() as session:
        lines: list[ChampionLine] = []
        for act in acts:
            with suppress(Conflict):
                _done(session, rina, act)
                session.flush()
            statuses = statuses_of(lontar)
            told = histories([status.id for status in statuses])
            now = [line for key in sorted(told) for line in told[key]]
            assert now[: len(lines)] == lines
            lines = now
            counting = [status for status in statuses if status.counts]
            assert counts_at([utcnow() + timedelta(days=1)]) == [len(counting)]
            assert len(counting) <= 1
            assert champions_in(DIMENSION) == {lontar for _status in counting}
        raise _Undone


class _Undone(Exception):
    """Nothing of it is kept, so that the next try begins anew."""
