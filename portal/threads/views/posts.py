"""Writing in threads: a new post, an edited one, one taken back, votes."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core.access import accepts_files, current_actor, public, requires
from portal.core.addresses import NUMBER
from portal.core.errors import BadInput
from portal.core.i18n import current_locale
from portal.core.limits import TooMany
from portal.core.once import key_of_page, once
from portal.core.permissions import Actor, require
from portal.core.uow import unit_of_work
from portal.core.words import Segment, differences
from portal.threads.forms import EditForm, EditOpeningForm, WritingForm
from portal.threads.models import Post, PostKind, Thread
from portal.threads.permissions import ANSWER, EDIT_POST, VOTE, Said
from portal.threads.queries import get_visible, visible_post
from portal.threads.queries.files import files_of
from portal.threads.queries.history import Earlier, revisions_of
from portal.threads.queries.mentions import as_typed, example
from portal.threads.schemas.texts import page_of
from portal.threads.services import pace, posting
from portal.threads.services.files import FilesRefused
from portal.threads.services.posting import Changed, Words
from portal.threads.views.names import voice_called
from portal.threads.views.pages import blueprint
from portal.threads.views.shapes import EditPage, FileRow, HistoryPage, Past, Writing
from portal.threads.views.thread import form_of, page, post_address
from portal.threads.views.writing import (
    body_in,
    is_attaching,
    keep_sent_file,
    kept_rows,
    rows_of,
    shown_files,
    wait,
)

POST = f"/threads/<key:thread>/posts/<{NUMBER}:number>"


@blueprint.post("/threads/<key:thread>/posts")
@accepts_files
@requires(ANSWER)
def write(thread: str) -> Response | tuple[str, int]:
    """Write an answer or a comment."""
    actor = current_actor()
    found = get_visible(actor, thread)
    posting.require_open(found)
    number = page_of(found.post_count)
    form = form_of(found, actor, sent=True)
    keys = keep_sent_file(form, actor)
    if is_attaching():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    elif form.errors or not form.validate():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        written, status = _written(actor, found, form, keys)
        if written:
            return redirect(post_address(thread, written), 303)
    return page(thread, actor, number, Writing(form, rows_of(actor, keys))), status


def _written(
    actor: Actor, found: Thread, form: WritingForm, keys: list[str]
) -> tuple[int | None, HTTPStatus]:
    """Return the number of what was written; else the form is blamed, and how to answer."""
    thread_id, body = found.id, body_in(form)
    if body is None:
        return None, HTTPStatus.UNPROCESSABLE_ENTITY
    voice = voice_called(actor, form["voice"].data)
    words = Words(body=body, voice=voice, language=current_locale(), files=shown_files(keys))
    try:
        pace.count_post(actor, voice.region_id)
        with unit_of_work() as session:
            thread = session.get_one(Thread, thread_id)
            kind = PostKind(form["kind"].data)
            say = once(key_of_page(), Post, posting.write)
            return say(session, actor, thread, kind, words).number, HTTPStatus.SEE_OTHER
    except TooMany as error:
        form.blame("body", wait(error))
        return None, HTTPStatus.TOO_MANY_REQUESTS
    except FilesRefused as error:
        form.blame("file", str(error))
    except BadInput as error:
        form.blame("body", str(error))
    return None, HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.get(f"{POST}/edit")
@requires(ANSWER)
def edit(thread: str, number: int) -> str:
    """Show the form that changes an own post."""
    found, post = _own(thread, number)
    form = _edit_form(post)
    form.body.data = as_typed(post.source)
    if isinstance(form, EditOpeningForm):
        form.title.data = found.title
    return _edit_page(found, post, form, kept_rows(files_of([post.id]).get(post.id, [])))


@blueprint.post(f"{POST}/edit")
@accepts_files
@requires(ANSWER)
def change(thread: str, number: int) -> Response | str | tuple[str, int]:
    """Let an own post say something else."""
    actor = current_actor()
    found, post = _own(thread, number)
    form, post_id = _edit_form(post), post.id
    keys = keep_sent_file(form, actor)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if is_attaching():
        status = status if form.errors else HTTPStatus.OK
    elif not form.errors and form.validate() and (body := body_in(form)):
        title = form.title.data if isinstance(form, EditOpeningForm) else None
        changed = Changed(body=body, files=shown_files(keys), title=title)
        status = _changed(actor, post_id, form, changed)
        if status is HTTPStatus.SEE_OTHER:
            return redirect(post_address(thread, number), 303)
    found, post = visible_post(actor, thread, number)
    return _edit_page(found, post, form, rows_of(actor, keys)), status


def _changed(actor: Actor, post_id: int, form: WritingForm, changed: Changed) -> HTTPStatus:
    try:
        pace.count_post(actor, None)
        with unit_of_work() as session:
            posting.edit(session, actor, session.get_one(Post, post_id), changed)
    except TooMany as error:
        form.blame("body", wait(error))
        return HTTPStatus.TOO_MANY_REQUESTS
    except FilesRefused as error:
        form.blame("file", str(error))
    except BadInput as error:
        form.blame("title", str(error))
    else:
        return HTTPStatus.SEE_OTHER
    return HTTPStatus.UNPROCESSABLE_ENTITY


def _own(key: str, number: int) -> tuple[Thread, Post]:
    """Return an own post that may be changed.

    Raises:
        NotFound, Forbidden: if the reader may not see it or not change it.
        Conflict: if its thread is closed.
    """
    actor = current_actor()
    found, post = visible_post(actor, key, number)
    require(actor, EDIT_POST, Said(post, found))
    posting.require_open(found)
    return found, post


def _edit_form(post: Post) -> WritingForm:
    return EditOpeningForm() if post.number == 1 else EditForm()


def _edit_page(found: Thread, post: Post, form: WritingForm, files: list[FileRow]) -> str:
    form.explain(example(found.about_region_id))
    page = EditPage(
        title=found.title,
        url=post_address(found.public_id, post.number),
        writing=Writing(form, files),
        action=url_for("threads.edit", thread=found.public_id, number=post.number),
    )
    return render_template("threads/edit.html", edit=page)


@blueprint.get(f"{POST}/history")
@public
def history(thread: str, number: int) -> str:
    """Show what a post said before."""
    actor = current_actor()
    found, post = visible_post(actor, thread, number)
    told = revisions_of(found, post)
    page = HistoryPage(
        title=found.title,
        url=post_address(thread, number),
        pasts=[_past(told[at], told[at - 1] if at else None) for at in reversed(range(len(told)))],
    )
    return render_template("threads/history.html", history=page)


def _past(now: Earlier, before: Earlier | None) -> Past:
    return Past(
        written_at=now.written_at,
        title=_compared(before.title if before else None, now.title),
        text=_compared(before.source if before else None, now.source) or [],
        first=before is None,
    )


def _compared(before: str | None, now: str | None) -> list[Segment]:
    if now is None:
        return []
    return differences(now if before is None else before, now)


@blueprint.post(f"{POST}/delete")
@requires(ANSWER)
def delete(thread: str, number: int) -> Response:
    """Take back an own post."""
    actor = current_actor()
    with unit_of_work() as session:
        _found, post = visible_post(actor, thread, number)
        posting.delete(session, actor, post)
    if number == 1:
        return redirect(url_for("threads.index", mine=1), 303)
    return redirect(url_for("threads.thread", thread=thread, page=page_of(number)), 303)


@blueprint.post(f"{POST}/vote")
@requires(VOTE)
def vote(thread: str, number: int) -> Response:
    """Vote for a post, or take the vote back."""
    actor = current_actor()
    pace.count_vote(actor)
    with unit_of_work() as session:
        _found, post = visible_post(actor, thread, number)
        posting.vote(session, actor, post, on=request.form.get("on") == "1")
    return redirect(post_address(thread, number), 303)
