"""The review of a draft: read field by field, commented, given back or approved."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.forms import readable, whole
from portal.core.i18n import _l
from portal.core.once import key_of_page, once
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.models.drafts import ReviewComment
from portal.practices.permissions import OPEN_DESK
from portal.practices.services import guests, reviews
from portal.practices.views.approval import approval_of
from portal.practices.views.checked import anchor_of
from portal.practices.views.former import elsewhere
from portal.practices.views.review_page import (
    Reading,
    acted_on,
    page_of,
    reading_of,
    require_decider,
    require_field,
)
from portal.practices.views.review_shapes import Tried

blueprint = Blueprint("reviews", __name__, template_folder="../templates")
blueprint.register_error_handler(NotFound, elsewhere)
DONE = {
    "comment": _l("Komentar sudah disimpan."),
    "settle": _l("Komentar ditandai selesai."),
    "take": _l("Anda sekarang memeriksa naskah ini."),
    "changes": _l("Naskah dikembalikan ke daerahnya bersama permintaan Anda."),
    "invite": _l("Undangan sudah dicatat; orang itu kini dapat membaca dan mengomentari naskah."),
}
Act = Callable[[Session, Actor, Reading], None]


@dataclass(frozen=True)
class Attempt:
    """Something that somebody tries by a form; `decides` says that only deciders may."""

    form: str
    act: Act
    anchor: str = "isi"
    decides: bool = True


@blueprint.get("/practices/<slug:slug>/review")
@requires(OPEN_DESK)
def review(slug: str) -> str:
    """Show the draft of a practice to those who check it."""
    return _page(reading_of(current_actor(), slug), done=_done())


@blueprint.get(f"/practices/<slug:slug>/review/<{NUMBER}:number>")
@requires(OPEN_DESK)
def past_round(slug: str, number: int) -> str:
    """Show what was submitted in a round, and what was said about it."""
    return _page(reading_of(current_actor(), slug, number), done="")


@blueprint.post("/practices/<slug:slug>/review/comment")
@requires(OPEN_DESK)
def comment(slug: str) -> AnyResponse:
    """Say something about a field, or about the whole."""
    path, text = request.form.get("path", ""), _text()

    def act(session: Session, actor: Actor, reading: Reading) -> None:
        require_field(reading, path)
        say = once(key_of_page(), ReviewComment, reviews.comment)
        say(session, actor, reading.practice, path, text)

    return _try(slug, Attempt("comment", act, anchor_of(path), decides=False))


@blueprint.post("/practices/<slug:slug>/review/settle")
@requires(OPEN_DESK)
def settle(slug: str) -> AnyResponse:
    """Mark a comment as dealt with."""
    number = whole(request.form.get("comment", "")) or 0

    def act(session: Session, actor: Actor, reading: Reading) -> None:
        reviews.settle(session, actor, reading.practice, number)

    return _try(slug, Attempt("settle", act, f"komentar-{number}", decides=False))


@blueprint.post("/practices/<slug:slug>/review/take")
@requires(OPEN_DESK)
def take(slug: str) -> AnyResponse:
    """Begin to check what was submitted."""

    def act(session: Session, actor: Actor, reading: Reading) -> None:
        reviews.take(session, actor, reading.practice)

    return _try(slug, Attempt("take", act))


@blueprint.post("/practices/<slug:slug>/review/changes")
@requires(OPEN_DESK)
def request_changes(slug: str) -> AnyResponse:
    """Give the draft back to its region."""
    text = _text()

    def act(session: Session, actor: Actor, reading: Reading) -> None:
        reviews.require_round(session, reading.practice, _round_number())
        reviews.request_changes(session, actor, reading.practice, text)

    return _try(slug, Attempt("changes", act))


@blueprint.post("/practices/<slug:slug>/review/invite")
@requires(OPEN_DESK)
def invite(slug: str) -> AnyResponse:
    """Let an expert or mentor read the draft and comment on it."""
    mail = request.form.get("mail", "")

    def act(session: Session, actor: Actor, reading: Reading) -> None:
        guests.invite_by_mail(session, actor, reading.practice, mail)

    return _try(slug, Attempt("invite", act, "tamu"))


@blueprint.get("/practices/<slug:slug>/review/approve")
@requires(OPEN_DESK)
def confirm_approval(slug: str) -> str | AnyResponse:
    """Show what would be public after an approval."""
    actor = current_actor()
    reading = reading_of(actor, slug)
    require_decider(actor, reading)
    if not reading.awaits_decision:
        return redirect(url_for("reviews.review", slug=slug), 303)
    return render_template("practices/approve.html", approval=approval_of(actor, reading))


@blueprint.post("/practices/<slug:slug>/review/approve")
@requires(OPEN_DESK)
def approve(slug: str) -> AnyResponse:
    """Publish what was read."""
    text = _text()

    def act(session: Session, actor: Actor, reading: Reading) -> None:
        reviews.require_round(session, reading.practice, _round_number())
        reviews.approve(session, actor, reading.practice, text)

    return _try(slug, Attempt("approve", act))


def _try(slug: str, attempt: Attempt) -> AnyResponse:
    """Do something with a draft and lead on, or show the page again with what was typed."""
    actor = current_actor()
    try:
        with unit_of_work() as session:
            attempt.act(session, actor, acted_on(actor, slug, decides=attempt.decides))
    except (BadInput, Conflict) as error:
        tried = Tried(form=attempt.form, typed=request.form.to_dict(), message=str(error))
        page = _page(reading_of(actor, slug), tried=tried)
        status = error.status if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        return Response(page, status, content_type="text/html; charset=utf-8")
    if attempt.form == "approve":
        return redirect(url_for("practices.detail", slug=slug), 303)
    address = url_for("reviews.review", slug=slug, done=attempt.form, _anchor=attempt.anchor)
    return redirect(address, 303)


def _page(reading: Reading, *, tried: Tried | None = None, done: str = "") -> str:
    page = page_of(current_actor(), reading, tried=tried, done=done)
    return render_template("practices/review.html", review=page)


def _done() -> str:
    return str(DONE.get(request.args.get("done", ""), ""))


def _round_number() -> int:
    return whole(request.form.get("round", "")) or 0


def _text() -> str:
    return readable(request.form.get("text", ""))
