"""The page on which a thread begins, and what is shown while somebody asks."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.views.identity import here
from portal.core.access import accepts_files, current_actor, requires
from portal.core.errors import BadInput, NotFound
from portal.core.formats import words
from portal.core.forms import whole
from portal.core.i18n import _, current_locale
from portal.core.limits import TooMany
from portal.core.once import key_of_page, once
from portal.core.permissions import Actor
from portal.core.security import is_broken
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.permissions import FOLLOW
from portal.follows.services.following import choose
from portal.search.query import MAX_LENGTH
from portal.search.views.listing_shapes import Link
from portal.threads.forms import WritingForm, ask_form
from portal.threads.models import Thread, ThreadKind, Visibility
from portal.threads.permissions import ASK
from portal.threads.queries.anchors import Anchor, Spot, at
from portal.threads.queries.mentions import example
from portal.threads.queries.similar import Alike, practices_like, threads_like
from portal.threads.queries.topics import THREAD
from portal.threads.services import asking, pace
from portal.threads.services.files import FilesRefused
from portal.threads.services.posting import Words
from portal.threads.views.labels import anchor_link, foreign, state_of
from portal.threads.views.names import voice_called, voices_shown
from portal.threads.views.pages import blueprint
from portal.threads.views.shapes import AskPage, Match, Similar, Writing
from portal.threads.views.writing import (
    body_in,
    is_attaching,
    keep_sent_file,
    rows_of,
    shown_files,
    wait,
)

SPOT = ("practice", "version", "block", "dimension", "sector", "region")


@blueprint.get("/threads/new")
@requires(ASK)
def new() -> str:
    """Show the form that begins a thread."""
    return _page(_form(current_actor()), [])


@blueprint.post("/threads/new")
@accepts_files
@requires(ASK)
def ask() -> Response | str | tuple[str, int]:
    """Begin a thread; without script what is similar is shown once before."""
    actor, form = current_actor(), _form(current_actor())
    keys = keep_sent_file(form, actor)
    if is_attaching():
        return _page(form, keys), HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    if form.errors or not form.validate():
        return _page(form, keys), HTTPStatus.UNPROCESSABLE_ENTITY
    similar = _similar(actor, form["title"].data, _anchor())
    if not request.form.get("seen") and (similar.threads or similar.practices):
        return _page(form, keys, similar)
    return _asked(actor, form, keys)


def _asked(actor: Actor, form: WritingForm, keys: list[str]) -> Response | tuple[str, int]:
    body = body_in(form)
    if body is None:
        return _page(form, keys), HTTPStatus.UNPROCESSABLE_ENTITY
    voice = voice_called(actor, form["voice"].data)
    asked = asking.Asked(
        kind=ThreadKind(form["kind"].data),
        title=form["title"].data,
        visibility=Visibility(form["visibility"].data),
        anchor=_anchor(),
        words=Words(body=body, voice=voice, language=current_locale(), files=shown_files(keys)),
    )
    try:
        pace.count_thread(actor, voice.region_id)
        with unit_of_work() as session:
            key = once(key_of_page(), Thread, asking.ask)(session, actor, asked).public_id
    except TooMany as error:
        form.blame("body", wait(error))
        return _page(form, keys), HTTPStatus.TOO_MANY_REQUESTS
    except FilesRefused as error:
        form.blame("file", str(error))
    except BadInput as error:
        form.blame("title", str(error))
    else:
        return redirect(url_for("threads.thread", thread=key), 303)
    return _page(form, keys), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.post("/threads/<key:thread>/follow")
@requires(FOLLOW)
def follow(thread: str) -> Response:
    """Follow a thread instead of asking the same."""
    choose(current_actor(), THREAD, thread, Level.ALL)
    return redirect(url_for("threads.thread", thread=thread), 303)


@blueprint.get("/threads/similar")
@requires(ASK)
def similar() -> str:
    """Return a part of a page: what resembles what was typed so far, or nothing."""
    found = _similar(current_actor(), request.args.get("q", "")[:MAX_LENGTH], _anchor())
    return render_template("threads/_similar.html", similar=found)


def _form(actor: Actor) -> WritingForm:
    found = here()
    return ask_form(voices_shown(actor, found.name if found else ""))


def _anchor() -> Anchor:
    """Return where the thread is to arise, as the address or the form says.

    Raises:
        NotFound: if there is no such place.
        BadInput: if a number is none.
    """
    named = _spot()
    if is_broken("".join(named.values())):
        raise NotFound
    places = {name: value for name, value in named.items() if name not in {"version", "block"}}
    return at(Spot(version=_number(named, "version"), block=_number(named, "block"), **places))


def _spot() -> dict[str, str]:
    return {name: value for name in SPOT if (value := request.values.get(name, ""))}


def _number(spot: dict[str, str], name: str) -> int | None:
    raw = spot.get(name)
    if raw is None:
        return None
    number = whole(raw)
    if not number:
        raise BadInput(_("“%(name)s” harus bilangan bulat mulai dari 1.", name=name))
    return number


def _page(form: WritingForm, keys: list[str], similar: Similar | None = None) -> str:
    anchor = _anchor()
    practice = {"practice": anchor.slug} if anchor.slug else {}
    form.explain(example(anchor.about_region_id))
    page = AskPage(
        writing=Writing(form, rows_of(current_actor(), keys)),
        at=anchor_link(anchor),
        hidden=list(_spot().items()),
        similar=similar,
        similar_url=url_for("threads.similar", **practice),  # type: ignore[arg-type]  # values of the query
        seen=similar is not None or bool(request.form.get("seen")),
    )
    return render_template("threads/new.html", ask=page)


def _similar(actor: Actor, text: str, anchor: Anchor) -> Similar:
    threads = threads_like(actor, text, anchor.practice_id)
    practices = [
        Link(words(found.title), url_for("practices.detail", slug=found.slug))
        for found in practices_like(text)
        if found.slug != anchor.slug
    ]
    return Similar([_match(alike) for alike in threads], practices)


def _match(alike: Alike) -> Match:
    return Match(
        alike.title,
        url_for("threads.thread", thread=alike.public_id),
        foreign(alike.language),
        state_of(alike.kind, alike.state),
        url_for("threads.follow", thread=alike.public_id),
    )
