"""`/api/v1/practices`: what is being written; whatever the pages refuse is refused here too."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, url_for

from portal.api.v1.draft_schemas import (
    DraftAnswer,
    DraftSaveBody,
    GapsProblem,
    NewPractice,
    StaleProblem,
    SubmissionAnswer,
    SubmissionBody,
)
from portal.api.v1.resource import PROBLEM, Resource
from portal.core.access import current_actor, requires
from portal.core.addresses import absolute
from portal.core.content import Steps
from portal.core.db import db
from portal.core.error_pages import answer
from portal.core.errors import Conflict
from portal.core.i18n import _
from portal.core.once import key_of_program, once
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft
from portal.practices.permissions import START_PRACTICE, WRITE_DRAFT, require_seen
from portal.practices.queries.cases import found
from portal.practices.schemas.draft import OURS, WRITABLE, InvalidRecord
from portal.practices.schemas.reasons import explained
from portal.practices.services import drafts, reviews
from portal.practices.services.drafts import StaleDraft
from portal.practices.services.reviews import Incomplete
from portal.regions.queries import directory

blueprint = Resource("api-drafts", __name__, description="Practices being written.")


@blueprint.post("/practices")
@requires(START_PRACTICE)
@blueprint.arguments(NewPractice)
@blueprint.response(201, DraftAnswer)
@blueprint.creating("startPractice", "BAD_REQUEST", "NOT_FOUND", "CONFLICT")
def start(body: dict[str, Any]) -> dict[str, Any]:
    """Begin a practice of one's region."""
    actor, create = current_actor(), once(key_of_program(), Practice, drafts.create)
    with unit_of_work() as session:
        practice = create(session, actor, body["region"], body["title"])
        require_seen(actor, WRITE_DRAFT, practice)
        return _draft(practice, drafts.draft_of(session, practice))


@blueprint.get("/practices/<slug:slug>/draft")
@requires(START_PRACTICE)
@blueprint.response(200, DraftAnswer)
@blueprint.guarded("getDraft", "NOT_FOUND")
def read(slug: str) -> dict[str, Any]:
    """Return the draft of a practice of one's region."""
    practice = found(slug)
    require_seen(current_actor(), WRITE_DRAFT, practice)
    return _draft(practice, drafts.draft_of(db.session(), practice))


@blueprint.post("/practices/<slug:slug>/draft")
@requires(START_PRACTICE)
@blueprint.response(201, DraftAnswer)
@blueprint.guarded("revisePractice", "NOT_FOUND", "CONFLICT")
def revise(slug: str) -> dict[str, Any]:
    """Begin the next version from what is public; the public version stays meanwhile."""
    with unit_of_work() as session:
        practice = found(slug)
        return _draft(practice, drafts.revise(session, current_actor(), practice))


@blueprint.put("/practices/<slug:slug>/draft")
@requires(START_PRACTICE)
@blueprint.arguments(DraftSaveBody)
@blueprint.response(200, DraftAnswer)
@blueprint.alt_response(409, schema=StaleProblem, content_type=PROBLEM)
@blueprint.guarded("saveDraft", "BAD_REQUEST", "NOT_FOUND")
def save(body: dict[str, Any], slug: str) -> dict[str, Any] | Response:
    """Keep a text in place of the draft's, unless it was saved again since it was read."""
    actor, record = current_actor(), body["record"]
    try:
        with unit_of_work() as session:
            practice = found(slug)
            require_seen(actor, WRITE_DRAFT, practice)
            current = drafts.writable_draft(session, practice).record
            changes = _changes(current, record)
            return _draft(
                practice, drafts.save(session, actor, practice, changes, token=body["token"])
            )
    except StaleDraft as stale:
        return answer(
            HTTPStatus.CONFLICT,
            _("Orang lain sudah menyimpan draf ini sejak Anda membacanya."),
            more={"token": stale.token, "current": stale.current, "yours": record},
        )
    except InvalidRecord as invalid:
        errors = {"json": {"record": _reasons(invalid.faults)}}
        return answer(HTTPStatus.BAD_REQUEST, errors=errors)


@blueprint.post("/practices/<slug:slug>/submit")
@requires(START_PRACTICE)
@blueprint.arguments(SubmissionBody)
@blueprint.response(200, SubmissionAnswer)
@blueprint.alt_response(422, schema=GapsProblem, content_type=PROBLEM)
@blueprint.guarded("submitDraft", "BAD_REQUEST", "NOT_FOUND", "CONFLICT")
def submit(body: dict[str, Any], slug: str) -> dict[str, Any] | Response:
    """Hand the draft to the national editors."""
    try:
        with unit_of_work() as session:
            practice = found(slug)
            round_ = reviews.submit(session, current_actor(), practice, token=body["token"])
            return {**_head(practice), "round": round_.number}
    except Incomplete as incomplete:
        return answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            _("Draf ini belum lengkap, jadi belum dapat dikirim."),
            more={"gaps": [{"path": gap.path, "text": gap.text} for gap in incomplete.gaps]},
        )


def _changes(current: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes a draft say what `record` says; what only the portal sets may come along.

    What is left out is removed.
    """
    unchanged = {key for key in OURS if key in record and record[key] == current.get(key)}
    given = {key: value for key, value in record.items() if key not in unchanged}
    return {**{key: None for key in WRITABLE if key in current}, **given}


def _head(practice: Practice) -> dict[str, Any]:
    if practice.draft_state is None:
        raise Conflict(_("Praktik ini tidak punya draf. Mulailah revisi dahulu."))
    return {
        "slug": practice.slug,
        "url": absolute(url_for("reviews.review", slug=practice.slug)),
        "state": practice.draft_state.value,
    }


def _draft(practice: Practice, draft: Draft) -> dict[str, Any]:
    region = directory().by_id[practice.region_id]
    return {
        **_head(practice),
        "region": {"code": region.code, "name": region.name},
        "token": draft.token,
        "record": draft.record,
    }


def _reasons(faults: list[tuple[Steps, str]]) -> dict[str, list[str]]:
    found_: dict[str, list[str]] = {}
    for steps, reason in faults:
        found_.setdefault(".".join(str(step) for step in steps), []).append(explained(reason))
    return found_
