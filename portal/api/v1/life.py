"""`/api/v1/practices/{slug}/…`: what becomes of a published practice, by the rules of its pages."""

from typing import Any

from portal.api.v1.life_schemas import ConfirmBody, ReasonBody, StopBody, WithdrawBody
from portal.api.v1.practices import answer_of
from portal.api.v1.resource import Resource
from portal.api.v1.schemas import PracticeAnswer
from portal.core.access import current_actor, requires
from portal.core.scopes import Scope
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
@blueprint.guarded("confirmPractice", *REFUSALS, scope=Scope.PRACTICES)
def confirm(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Say for the region that its practice still runs, with new values if there are any.

    New values of indicators stand beside those of the version, which does not change.
    """
    act_on(slug, life.confirm, [Measure(**row) for row in body["measures"]])
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/stop")
@requires(OPEN_DESK)
@blueprint.arguments(StopBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("stopPractice", *REFUSALS, scope=Scope.PRACTICES)
def stop(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Say for the region that its practice no longer runs, why, and what was learnt from it.

    The reason is a term of stop-reason. The practice stays readable, marked as stopped.
    """
    act_on(slug, life.stop, body["reason"], body["lesson"])
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/resume")
@requires(OPEN_DESK)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("resumePractice", "NOT_FOUND", "CONFLICT", scope=Scope.PRACTICES)
def resume(slug: str) -> dict[str, Any]:
    """Say for the region that a practice that had stopped runs again.

    Undoes `stopPractice`; both stay in the history.
    """
    act_on(slug, life.resume)
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/suspend")
@requires(OPEN_DESK)
@blueprint.arguments(ReasonBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("suspendPractice", *REFUSALS, scope=Scope.REVIEWS)
def suspend(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Take a practice from readers until it has been looked at.

    For editors and regional admins. Only its region and editors see it until it is released.
    """
    act_on(slug, life.suspend, body["reason"])
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/release")
@requires(OPEN_DESK)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("releasePractice", "NOT_FOUND", "CONFLICT", scope=Scope.REVIEWS)
def release(slug: str) -> dict[str, Any]:
    """Bring a suspended practice back as it was.

    For editors alone.
    """
    act_on(slug, life.release)
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/withdraw")
@requires(OPEN_DESK)
@blueprint.arguments(WithdrawBody)
@blueprint.response(200, PracticeAnswer)
@blueprint.guarded("withdrawPractice", *REFUSALS, scope=Scope.REVIEWS)
def withdraw(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Take a practice from readers for good.

    For editors and regional admins. Its address then says that it was withdrawn, and why.
    """
    act_on(slug, life.withdraw, body["reason"])
    return _now(slug)


def _now(slug: str) -> dict[str, Any]:
    return answer_of(get_visible(current_actor(), slug))
