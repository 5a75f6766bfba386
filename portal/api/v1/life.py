"""`/api/v1/practices/{slug}/…`: what becomes of a published practice, by the rules of its pages."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.api.v1.life_schemas import ConfirmBody, ReasonBody, StopBody, WithdrawBody
from portal.api.v1.practices import answer_of
from portal.api.v1.resource import Resource
from portal.api.v1.schemas import PracticeAnswer
from portal.core.access import current_actor, requires
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.practices.permissions import OPEN_DESK
from portal.practices.queries import get_visible
from portal.practices.queries.names import practice_at
from portal.practices.services import life
from portal.practices.services.life import Measure

blueprint = Resource("api-life", __name__, description="What becomes of published practices.")
REFUSALS = ("BAD_REQUEST", "NOT_FOUND", "CONFLICT")
Act = Callable[[Session, Actor, Practice], None]


@blueprint.post("/practices/<slug:slug>/confirm")
@requires(OPEN_DESK)
@blueprint.arguments(ConfirmBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("confirmPractice", *REFUSALS)
def confirm(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Say for the region that its practice still runs, with new values if there are any."""
    measures = [Measure(**row) for row in body["measures"]]
    return _do(slug, lambda session, actor, case: life.confirm(session, actor, case, measures))


@blueprint.post("/practices/<slug:slug>/stop")
@requires(OPEN_DESK)
@blueprint.arguments(StopBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("stopPractice", *REFUSALS)
def stop(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Say for the region that its practice no longer runs, why, and what was learnt from it."""
    reason, lesson = body["reason"], body["lesson"]
    return _do(slug, lambda session, actor, case: life.stop(session, actor, case, reason, lesson))


@blueprint.post("/practices/<slug:slug>/resume")
@requires(OPEN_DESK)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("resumePractice", "NOT_FOUND", "CONFLICT")
def resume(slug: str) -> dict[str, Any]:
    """Say for the region that a practice that had stopped runs again."""
    return _do(slug, life.resume)


@blueprint.post("/practices/<slug:slug>/suspend")
@requires(OPEN_DESK)
@blueprint.arguments(ReasonBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("suspendPractice", *REFUSALS)
def suspend(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Take a practice from readers until it has been looked at."""
    reason = body["reason"]
    return _do(slug, lambda session, actor, case: life.suspend(session, actor, case, reason))


@blueprint.post("/practices/<slug:slug>/release")
@requires(OPEN_DESK)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("releasePractice", "NOT_FOUND", "CONFLICT")
def release(slug: str) -> dict[str, Any]:
    """Bring a suspended practice back as it was."""
    return _do(slug, life.release)


@blueprint.post("/practices/<slug:slug>/withdraw")
@requires(OPEN_DESK)
@blueprint.arguments(WithdrawBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("withdrawPractice", *REFUSALS)
def withdraw(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Take a practice from readers for good."""
    reason = body["reason"]
    return _do(slug, lambda session, actor, case: life.withdraw(session, actor, case, reason))


def _do(slug: str, act: Act) -> dict[str, Any]:
    actor = current_actor()
    with unit_of_work() as session:
        act(session, actor, practice_at(actor, slug))
    return answer_of(get_visible(actor, slug))
