"""What becomes of a published practice: confirmed, stopped, resumed, suspended, withdrawn."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.queries import person_by_mail
from portal.core import jobs
from portal.core.audit import AuditEvent
from portal.core.errors import BadInput, Conflict, Forbidden, NotFound
from portal.core.permissions import ANONYMOUS, Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.services import drafts, life, slugs
from portal.search import outbox
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    TITLE,
    Post,
    actor_of,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active, code_of, faults, send, signed_in

PAGE = f"/practices/{SLUG}"
CONFIRM, RETIRE = f"{PAGE}/confirm", f"{PAGE}/retire"
LESSON = "Kontrak habis dan sumber kodenya tidak diserahkan.\n\nMinta sumber kode sejak awal."
REASON = "Angkanya ternyata keliru."
EVERYWHERE = (
    "/practices?q=antrean",
    "/practices",
    "/practices?status=stopped&status=active",
    "/practices?sort=evidence",
    "/practices/suggest?q=antrean",
    "/feeds/practices.atom",
    "/api/v1/practices?q=antrean",
    "/sitemap.xml",
    "/sitemap-1.xml",
    f"/regions/{REGION}",
    "/",
)


@pytest.fixture
def app(empty_library: Flask) -> Flask:
    """Return a portal with one practice of a region, published and indexed."""
    sari = active("sari@kota.go.id", PUBLISHER)
    written(actor_of(sari))
    submitted(actor_of(sari), SLUG)
    approved(somebody("rina@pusat.go.id", EDITOR), SLUG)
    outbox.rebuild()
    return empty_library


@pytest.fixture
def sari(app: Flask) -> FlaskClient:
    """Return the browser of the region's publisher."""
    return signed_in(app, "sari@kota.go.id")


def _governor(app: Flask, mail: str, post: Post) -> FlaskClient:
    """Return the browser of somebody who gave a second factor."""
    number = active(mail, post, totp=True)
    client = signed_in(app, mail)
    assert send(client, "/sign-in/code", "/sign-in/code", code=code_of(number)).status_code == 303
    return client


@pytest.fixture
def hadi(app: Flask) -> FlaskClient:
    """Return the browser of the region's admin."""
    return _governor(app, "hadi@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION))


def _actor(mail: str) -> Actor:
    """Return somebody of the scene, all factors given."""
    person = person_by_mail(mail)
    assert person is not None
    return actor_of(person.id)


def _text(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def _audited() -> list[str]:
    with unit_of_work() as session:
        rows = session.scalars(
            sa.select(AuditEvent.action)
            .where(AuditEvent.kind == "practice")
            .order_by(AuditEvent.seq)
        )
        return [action.removeprefix("practice:") for action in rows]


def test_it_still_runs_with_a_new_value_and_no_new_version(app: Flask, sari: FlaskClient) -> None:
    visitor = app.test_client()
    before = visitor.get(f"/api/v1{PAGE}").get_json()
    asked = _text(sari, CONFIRM)
    assert "Waktu tunggu" in asked

    half = send(sari, CONFIRM, CONFIRM, **{"m0-value": "banyak", "m0-period": "kemarin"})
    told = half.get_data(as_text=True)
    assert half.status_code == 422
    assert len(faults(told)) == 3
    assert 'value="banyak"' in told
    sent = {"m0-value": "38,5", "m0-period": "2027", "m0-source": "Laporan loket 2027"}
    done = send(sari, CONFIRM, CONFIRM, **sent)

    assert (done.status_code, done.location) == (303, f"{CONFIRM}?done=confirmed")
    page = _text(visitor, PAGE)
    assert "38,5" in page
    assert "Laporan loket 2027" in page
    assert "Dikonfirmasi masih berjalan" in page
    assert "38.5" in _text(visitor, f"/en{PAGE}")
    after = visitor.get(f"/api/v1{PAGE}").get_json()
    assert (after["version"], after["content_hash"]) == (1, before["content_hash"])
    assert _audited()[-1] == "confirm"

    corrected = sent | {"m0-value": "39"}
    send(sari, CONFIRM, CONFIRM, **corrected)
    page = _text(visitor, PAGE)
    assert "38,5" not in page
    assert send(sari, CONFIRM, CONFIRM).status_code == 303  # one press is enough


def test_it_stopped_with_a_reason_and_a_lesson_and_runs_again(
    app: Flask, sari: FlaskClient
) -> None:
    visitor = app.test_client()

    bare = send(sari, f"{PAGE}/stop", CONFIRM, **{"stop-reason": "bosan", "stop-lesson": " "})
    assert bare.status_code == 422
    assert len(faults(bare.get_data(as_text=True))) == 2
    sent = {"stop-reason": "vendor", "stop-lesson": LESSON}
    assert send(sari, f"{PAGE}/stop", CONFIRM, **sent).status_code == 303
    jobs.run_once()

    page = _text(visitor, PAGE)
    assert "Penyedia" in page
    assert "Minta sumber kode sejak awal." in page
    assert f'data-slug="{SLUG}"' not in _text(visitor, "/practices?q=antrean")
    assert f'data-slug="{SLUG}"' in _text(visitor, "/practices?q=antrean&status=stopped")
    assert re.search(r'class="lesson"\s+lang="id"', _text(visitor, f"/en{PAGE}"))
    assert visitor.get(f"/api/v1{PAGE}").get_json()["status"] == "stopped"
    assert send(sari, f"{PAGE}/stop", CONFIRM, **sent).status_code == 409
    assert send(sari, CONFIRM, CONFIRM).status_code == 409

    assert send(sari, f"{PAGE}/resume", CONFIRM).status_code == 303
    jobs.run_once()
    page = _text(visitor, PAGE)
    assert "Sudah berhenti" not in page
    assert "Dinyatakan berhenti" in page
    assert "Berjalan lagi" in page
    assert "Minta sumber kode" in page
    assert f'data-slug="{SLUG}"' in _text(visitor, "/practices?q=antrean")
    assert _audited()[-2:] == ["stop", "resume"]


def test_a_revision_neither_resumes_nor_forgets(app: Flask) -> None:
    sari, rina = _actor("sari@kota.go.id"), _actor("rina@pusat.go.id")
    with unit_of_work() as session:
        life.stop(session, sari, practice_of(SLUG), "vendor", LESSON)
    with unit_of_work() as session:
        drafts.revise(session, sari, practice_of(SLUG))
    submitted(sari, SLUG)
    assert approved(rina, SLUG) == 2

    assert practice_of(SLUG).state is PracticeState.STOPPED
    assert "Minta sumber kode" in _text(app.test_client(), PAGE)


def test_suspended_it_is_gone_at_once_and_back_as_it_was(
    app: Flask, sari: FlaskClient, hadi: FlaskClient
) -> None:
    visitor = app.test_client()
    assert all(SLUG in _text(visitor, path) for path in (EVERYWHERE[0], EVERYWHERE[5]))
    sent = {"suspend-reason": REASON}

    assert sari.get(RETIRE).status_code == 403
    assert send(sari, f"{PAGE}/suspend", CONFIRM, **sent).status_code == 403
    assert send(hadi, f"{PAGE}/suspend", RETIRE).status_code == 422
    assert send(hadi, f"{PAGE}/suspend", RETIRE, **sent).status_code == 303

    for path in (PAGE, f"{PAGE}/v1", f"/en{PAGE}"):
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert "noindex" in answer.get_data(as_text=True)
        assert REASON not in answer.get_data(as_text=True)
        assert TITLE not in answer.get_data(as_text=True)
    assert "sedang ditinjau" in _text(visitor, PAGE)
    _is_nowhere(visitor)
    jobs.run_once()
    _is_nowhere(visitor)
    assert outbox.drift() == []
    assert REASON in _text(hadi, RETIRE)
    assert "Hanya editor nasional" in _text(hadi, RETIRE)
    assert send(hadi, f"{PAGE}/release", RETIRE).status_code == 403

    rini = _governor(app, "rini@pusat.go.id", EDITOR)
    assert send(rini, f"{PAGE}/release", RETIRE).status_code == 303
    assert visitor.get(PAGE).status_code == 200
    assert _audited()[-2:] == ["suspend", "release"]


def _is_nowhere(visitor: FlaskClient) -> None:
    for path in EVERYWHERE:
        answer = visitor.get(path)
        found = answer.get_data(as_text=True)
        assert SLUG not in found, path
        assert TITLE not in found, path
    for path in (f"/api/v1{PAGE}", f"/api/v1{PAGE}/versions/1"):
        assert visitor.get(path).status_code == 404


def test_withdrawn_only_a_tombstone_is_left(app: Flask, hadi: FlaskClient) -> None:
    visitor = app.test_client()
    person = _actor("sari@kota.go.id")
    with unit_of_work() as session:
        drafts.revise(session, person, practice_of(SLUG))
        slugs.rename(session, person, practice_of(SLUG), "antrean-baru")
        slugs.rename(session, person, practice_of("antrean-baru"), SLUG)
    sent = {"withdraw-reason": REASON}

    unsure = send(hadi, f"{PAGE}/withdraw", RETIRE, **sent)
    assert (unsure.status_code, practice_of(SLUG).state) == (422, PracticeState.PUBLISHED)
    assert REASON in unsure.get_data(as_text=True)
    assert send(hadi, f"{PAGE}/withdraw", RETIRE, **sent, **{"withdraw-sure": "y"}).location

    for path in (PAGE, f"{PAGE}/v1", f"/en{PAGE}", "/practices/antrean-baru"):
        answer = visitor.get(path)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 410
        assert TITLE in page
        assert "Kota Surabaya" in page
        assert REASON in page
        assert "Warga menunggu dua jam" not in page
    _is_nowhere(visitor)
    assert practice_of(SLUG).draft_state is None
    with unit_of_work() as session, pytest.raises(Conflict):
        life.suspend(session, _actor("hadi@kota.go.id"), practice_of(SLUG), REASON)
    with unit_of_work() as session, pytest.raises(Conflict):
        drafts.revise(session, person, practice_of(SLUG))


ACTS: dict[str, Callable[[Session, Actor, Practice], object]] = {
    "confirm": life.confirm,
    "stop": lambda session, actor, practice: life.stop(session, actor, practice, "vendor", LESSON),
    "resume": life.resume,
    "suspend": lambda session, actor, practice: life.suspend(session, actor, practice, REASON),
    "release": life.release,
    "withdraw": lambda session, actor, practice: life.withdraw(session, actor, practice, REASON),
}
FROM = {
    PracticeState.PUBLISHED: {"confirm", "stop", "suspend", "withdraw"},
    PracticeState.STOPPED: {"resume", "suspend", "withdraw"},
    PracticeState.SUSPENDED: {"release", "withdraw"},
    PracticeState.WITHDRAWN: set(),
}


class _UndoneError(Exception):
    """Takes back what was done."""


def _try(name: str, actor: Actor) -> type[Exception] | None:
    """Do something and undo it; return what it was refused with."""

    def act() -> None:
        with unit_of_work() as session:
            ACTS[name](session, actor, practice_of(SLUG))
            raise _UndoneError

    with pytest.raises(Exception) as caught:  # noqa: PT011  # of whatever kind: it is returned
        act()
    return None if caught.type is _UndoneError else caught.type


def test_only_these_may_do_only_this(app: Flask) -> None:
    posts = {
        "publisher": PUBLISHER,
        "admin": Post(role=Role.REGION_ADMIN, region=REGION),
        "editor": EDITOR,
        "officer": Post(role=Role.OFFICER, region=REGION),
        "neighbour": Post(role=Role.PUBLISHER, region="35.10"),
        "other admin": Post(role=Role.REGION_ADMIN, region="35.10"),
        "machinist": Post(role=Role.SYSTEM_ADMIN),
    }
    people = {
        name: somebody(f"{name.replace(' ', '-')}@uji.go.id", post) for name, post in posts.items()
    } | {"nobody": ANONYMOUS}
    running = {
        name: {act for act in FROM[PracticeState.PUBLISHED] if _try(act, actor) is None}
        for name, actor in people.items()
    }
    nothing: dict[str, set[str]] = {name: set() for name in people}
    assert running == nothing | {
        "publisher": {"confirm", "stop"},
        "admin": {"confirm", "stop", "suspend", "withdraw"},
        "editor": {"suspend", "withdraw"},
    }
    assert {_try(act, people["neighbour"]) for act in FROM[PracticeState.PUBLISHED]} == {Forbidden}

    able = Actor(people["admin"].person_id, people["admin"].grants | people["editor"].grants)
    for state, possible in FROM.items():
        with unit_of_work():
            practice_of(SLUG).state = state
        refused = {act: _try(act, able) for act in ACTS}
        expected = {act: None if act in possible else Conflict for act in ACTS}
        assert refused == expected, state
    assert {_try(act, people["neighbour"]) for act in ACTS} == {NotFound}


@pytest.mark.parametrize(
    ("reason", "lesson"), [("bosan", LESSON), ("vendor", " "), ("vendor", "x" * 5_001)]
)
def test_without_a_reason_and_a_lesson_it_does_not_stop(
    app: Flask, reason: str, lesson: str
) -> None:
    with pytest.raises(BadInput), unit_of_work() as session:
        life.stop(session, _actor("sari@kota.go.id"), practice_of(SLUG), reason, lesson)


@pytest.mark.parametrize(("indicator", "value"), [("Lain", 1.0), ("Waktu tunggu", float("nan"))])
def test_a_new_value_is_a_number_of_its_own_indicator(
    app: Flask, indicator: str, value: float
) -> None:
    measure = life.Measure(indicator, value, "2027", "Laporan")
    with pytest.raises(BadInput), unit_of_work() as session:
        life.confirm(session, _actor("sari@kota.go.id"), practice_of(SLUG), [measure])
