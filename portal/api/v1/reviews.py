"""`/api/v1/practices/{slug}/review`: the checking of a draft, by the rules of its page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal.api.v1.resource import Resource
from portal.api.v1.review_schemas import CommentBody, CommentItem, ReviewAnswer, VerdictBody
from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER, absolute
from portal.core.db import reading
from portal.core.once import key_of_program, once
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.models.drafts import ReviewComment
from portal.practices.permissions import OPEN_DESK
from portal.practices.queries.reviews import Comment, Round, Speaker, comments_of
from portal.practices.services import reviews
from portal.practices.views.review_page import Reading, acted_on, reading_of, require_field
from portal.regions.queries import directory

blueprint = Resource("api-reviews", __name__, description="Drafts being checked.")


@blueprint.get("/practices/<slug:slug>/review")
@requires(OPEN_DESK)
@blueprint.response(200, ReviewAnswer)
@blueprint.guarded("getReview", "NOT_FOUND")
def read(slug: str) -> dict[str, Any]:
    """Return the draft with what was said of it, or else the last round."""
    return _now(slug)


@blueprint.get(f"/practices/<slug:slug>/review/<{NUMBER}:number>")
@requires(OPEN_DESK)
@blueprint.response(200, ReviewAnswer)
@blueprint.guarded("getReviewRound", "NOT_FOUND")
def read_round(slug: str, number: int) -> dict[str, Any]:
    """Return what was submitted in a round, and what was said of it."""
    return _shown(reading_of(current_actor(), slug, number))


@blueprint.post("/practices/<slug:slug>/review/comments")
@requires(OPEN_DESK)
@blueprint.arguments(CommentBody)
@blueprint.response(201, CommentItem)
@blueprint.creating("commentDraft", "BAD_REQUEST", "NOT_FOUND", "CONFLICT")
def comment(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Say something about a field, or about the whole."""
    with _acting(slug, decides=False) as (session, actor, opened):
        require_field(opened, body["path"])
        say = once(key_of_program(), ReviewComment, reviews.comment)
        made = say(session, actor, opened.practice, body["path"], body["text"])
        said = comments_of(opened.practice.id)
        return next(_comment(comment) for comment in said if comment.id == made.id)


@blueprint.post(f"/practices/<slug:slug>/review/comments/<{NUMBER}:number>/settle")
@requires(OPEN_DESK)
@blueprint.response(200, ReviewAnswer)
@blueprint.guarded("settleComment", "NOT_FOUND", "CONFLICT")
def settle(slug: str, number: int) -> dict[str, Any]:
    """Mark a comment as dealt with."""
    with _acting(slug, decides=False) as (session, actor, opened):
        reviews.settle(session, actor, opened.practice, number)
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/review/take")
@requires(OPEN_DESK)
@blueprint.response(200, ReviewAnswer)
@blueprint.guarded("takeReview", "NOT_FOUND", "CONFLICT")
def take(slug: str) -> dict[str, Any]:
    """Begin to check what was submitted."""
    with _acting(slug) as (session, actor, opened):
        reviews.take(session, actor, opened.practice)
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/review/changes")
@requires(OPEN_DESK)
@blueprint.arguments(VerdictBody)
@blueprint.response(200, ReviewAnswer)
@blueprint.guarded("requestChanges", "BAD_REQUEST", "NOT_FOUND", "CONFLICT")
def request_changes(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Give the draft back to its region."""
    with _acting(slug) as (session, actor, opened):
        reviews.require_round(session, opened.practice, body["round"])
        reviews.request_changes(session, actor, opened.practice, body["text"])
    return _now(slug)


@blueprint.post("/practices/<slug:slug>/review/approve")
@requires(OPEN_DESK)
@blueprint.arguments(VerdictBody)
@blueprint.response(200, ReviewAnswer)
@blueprint.guarded("approveDraft", "BAD_REQUEST", "NOT_FOUND", "CONFLICT")
def approve(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Publish what was read."""
    with _acting(slug) as (session, actor, opened):
        reviews.require_round(session, opened.practice, body["round"])
        reviews.approve(session, actor, opened.practice, body["text"])
    return _now(slug)


@contextmanager
def _acting(slug: str, *, decides: bool = True) -> Iterator[tuple[Session, Actor, Reading]]:
    """Open a unit of work on the draft that whoever sent this request acts on."""
    actor = current_actor()
    with unit_of_work() as session:
        yield session, actor, acted_on(actor, slug, decides=decides)


def _now(slug: str) -> dict[str, Any]:
    with reading():  # to tell what was done waits for no other writer
        return _shown(reading_of(current_actor(), slug))


def _shown(opened: Reading) -> dict[str, Any]:
    practice, round_ = opened.practice, opened.round
    region = directory().by_id[practice.region_id]
    number = round_.number if round_ and not opened.is_current else None
    state = practice.draft_state if opened.is_current else None
    path = (
        url_for("reviews.past_round", slug=practice.slug, number=number)
        if number
        else url_for("reviews.review", slug=practice.slug)
    )
    return {
        "slug": practice.slug,
        "url": absolute(path),
        "region": {"code": region.code, "name": region.name},
        "state": state.value if state else None,
        "round": round_.number if round_ else len(opened.rounds),
        "record": opened.record,
        "comments": [_comment(comment) for comment in opened.comments],
        "rounds": [_round(round_) for round_ in opened.rounds],
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "path": comment.path,
        "text": comment.text,
        "round": comment.round_number,
        "author": _speaker(comment.author),
        "written_at": comment.written_at,
        "settled_at": comment.settled_at,
    }


def _round(round_: Round) -> dict[str, Any]:
    return {
        "number": round_.number,
        "submitted_by": _speaker(round_.submitted_by),
        "submitted_at": round_.submitted_at,
        "reviewer": round_.reviewer.name if round_.reviewer else None,
        "verdict": round_.verdict.value if round_.verdict else None,
        "note": round_.note,
        "decided_at": round_.decided_at,
        "version": round_.version,
    }


def _speaker(speaker: Speaker) -> dict[str, Any]:
    return {"name": speaker.name, "role": speaker.role.value if speaker.role else None}
