"""`/api/v1/practices/{slug}/…`: what becomes of a published practice, by the rules of its pages."""

from typing import Any

from portal.api.v1.life_schemas import ConfirmBody, ReasonBody, StopBody, WithdrawBody
from portal.api.v1.practices import answer_of
from portal.api.v1.resource import Resource
from portal.api.v1.schemas import PracticeAnswer
from portal.core.access import current_actor, requires
from portal.practices.permissions import OPEN_DESK
from portal.practices.queries import get_visible
from portal.practices.services import life
from portal.practices.services.life import Measure
from portal.practices.views.lived import act_on

blueprint = Resource("api-life", __name__, description="What becomes of published practices.")
REFUSALS = ("BAD_REQUEST", "NOT_FOUND", "CONFLICT")


@blueprint.post("/practices/<slug:slug>/confirm")
@requires(OPEN_DESK)
@blueprint.arguments(ConfirmBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("confirmPractice", *REFUSALS)
def confirm(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Say for the region that its practice still runs, with new values if there are any."""
    act_on(slug, life.confirm, [Measure(**row) for row in body["measures"]])
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/stop")
@requires(OPEN_DESK)
@blueprint.arguments(StopBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("stopPractice", *REFUSALS)
def stop(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Say for the region that its practice no longer runs, why, and what was learnt from it."""
    act_on(slug, life.stop, body["reason"], body["lesson"])
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/resume")
@requires(OPEN_DESK)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("resumePractice", "NOT_FOUND", "CONFLICT")
def resume(slug: str) -> dict[str, Any]:
    """Say for the region that a practice that had stopped runs again."""
    act_on(slug, life.resume)
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/suspend")
@requires(OPEN_DESK)
@blueprint.arguments(ReasonBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("suspendPractice", *REFUSALS)
def suspend(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Take a practice from readers until it has been looked at."""
    act_on(slug, life.suspend, body["reason"])
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/release")
@requires(OPEN_DESK)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("releasePractice", "NOT_FOUND", "CONFLICT")
def release(slug: str) -> dict[str, Any]:
    """Bring a suspended practice back as it was."""
    act_on(slug, life.release)
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/withdraw")
@requires(OPEN_DESK)
@blueprint.arguments(WithdrawBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("withdrawPractice", *REFUSALS)
def withdraw(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Take a practice from readers for good."""
    act_on(slug, life.withdraw, body["reason"])
    return _now(slug)


def _now(slug: str) -> dict[str, Any]:
    return answer_of(get_visible(current_actor(), slug))
