"""The page of a thread: its question, the answer that helped, and what else was said."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.views.identity import here
from portal.core.access import current_actor, public
from portal.core.addresses import NUMBER, absolute
from portal.core.errors import NotFound
from portal.core.formats import words
from portal.core.forms import whole
from portal.core.i18n import _
from portal.core.panels import Place, show
from portal.core.permissions import Actor, permits
from portal.regions.queries import directory
from portal.search.views.listing_shapes import Link
from portal.threads.forms import WritingForm, page_in, post_form
from portal.threads.models import (
    PostKind,
    Thread,
    ThreadKind,
    ThreadState,
    Visibility,
)
from portal.threads.permissions import ANSWER, MODERATE
from portal.threads.queries import visible_post
from portal.threads.queries.alike import Same
from portal.threads.queries.folded import folded_in
from portal.threads.queries.mentions import as_typed, example
from portal.threads.queries.reading import Conversation, PracticeSpot, conversation
from portal.threads.schemas.texts import page_of
from portal.threads.views.folded import fold_of, version_link
from portal.threads.views.held import holding_of
from portal.threads.views.labels import (
    block_label,
    foreign,
    is_invented,
    paging_at,
    place_link,
    state_of,
)
from portal.threads.views.linked import linked_data
from portal.threads.views.names import Names, voices_shown
from portal.threads.views.pages import blueprint
from portal.threads.views.posts_shown import Showing, shown
from portal.threads.views.shapes import ThreadPage, Twin, Writing
from portal.threads.views.writing import rows_of


@blueprint.get("/threads/<key:thread>")
@public
def thread(thread: str) -> Response:
    """Show a page of a thread."""
    shown = page(thread, current_actor(), page_in(request.args))
    response = Response(shown, content_type="text/html; charset=utf-8")
    response.vary.add("Save-Data")
    return response


@blueprint.get(f"/threads/<key:thread>/posts/<{NUMBER}:number>")
@public
def post(thread: str, number: int) -> Response:
    """Lead to a post on the page where it stands."""
    visible_post(current_actor(), thread, number)
    return redirect(post_address(thread, number))


def post_address(key: str, number: int) -> str:
    """Return where a post stands."""
    at = page_of(number)
    page_number = {"page": at} if at > 1 else {}
    return url_for("threads.thread", thread=key, **page_number, _anchor=f"p-{number}")  # type: ignore[arg-type]  # values of the address


def page(key: str, actor: Actor, number: int, writing: Writing | None = None) -> str:
    """Return a page of a thread, with a form that was sent and is not right, or a new one.

    Raises:
        NotFound: if there is no such thread that the actor may see, or no such page of it.
    """
    talk = conversation(actor, key, number)
    if number > 1 and number > page_of(talk.last_number):
        raise NotFound
    return render_template("threads/thread.html", thread=_page(talk, actor, number, writing))


def _page(talk: Conversation, actor: Actor, number: int, writing: Writing | None) -> ThreadPage:
    found = talk.thread
    closed = _closed(talk)
    may_write = permits(actor, ANSWER) and not closed
    showing = Showing.of(talk, actor, may_write=may_write)
    pinned = shown(talk.pinned, showing) if talk.pinned and number == 1 else None
    url = url_for("threads.thread", thread=found.public_id)
    public_page = found.visibility is Visibility.PUBLIC and found.hidden_at is None
    return ThreadPage(
        key=found.public_id,
        url=url,
        title=found.title,
        lang=foreign(found.language),
        is_question=found.kind is ThreadKind.QUESTION,
        state=state_of(found.kind, found.state),
        members_only=found.visibility is Visibility.MEMBERS,
        hidden=found.hidden_at is not None,
        invented=is_invented(found.region_id, found.about_region_id),
        at=_at(talk),
        version_note=_version_note(talk.spot),
        original=twin_of(talk.original) if talk.original else None,
        joined=[twin_of(same) for same in talk.joined],
        moderate_url=_moderate_url(actor, found),
        held=holding_of(actor, found),
        folded=version_link(folded_in(actor, found)),
        fold=fold_of(talk, actor),
        opening=shown(talk.opening, showing) if talk.opening else None,
        pinned=pinned,
        posts=[shown(view, showing) for view in talk.posts],
        replies=found.post_count - 1,
        page=number,
        paging=paging_at(
            number, page_of(talk.last_number), "threads.thread", thread=found.public_id
        ),
        closed=closed,
        writing=(writing or _writing(talk, actor)) if may_write else None,
        sign_in_url=None if actor.person_id else url_for("accounts.sign_in", next=url),
        outcome=show(Place.THREAD_OUTCOME, actor, [found.id])[found.id] if pinned else [],
        linked=linked_data(talk, absolute(url), showing.names) if public_page else None,
    )


def _at(talk: Conversation) -> Link | None:
    spot, found = talk.spot, talk.thread
    if spot is None:
        gone = found.practice_id is not None
        return Link(_("Praktik yang tidak tayang lagi"), "") if gone else place_link(found)
    title, anchor = str(words(spot.title)), f"#blok-{found.block}" if found.block else ""
    if found.block and spot.block_title:
        title = block_label(title, found.block, words(spot.block_title))
    if spot.number == spot.current:
        return Link(title, url_for("practices.detail", slug=spot.slug) + anchor)
    url = url_for("practices.version", slug=spot.slug, number=spot.number)
    return Link(title, url + anchor)


def _version_note(spot: PracticeSpot | None) -> str:
    if spot is None or spot.number == spot.current:
        return ""
    return _("versi %(number)s", number=spot.number)


def twin_of(same: Same) -> Twin:
    """Return a thread that asks the same as pages name it."""
    region = directory().by_id[same.region_id].name if same.region_id is not None else ""
    url = url_for("threads.thread", thread=same.public_id)
    return Twin(same.title, url, foreign(same.language), region)


def _moderate_url(actor: Actor, found: Thread) -> str | None:
    may = actor.person_id != found.author_id and permits(actor, MODERATE, found)
    return url_for("threads.moderate", thread=found.public_id) if may else None


def _closed(talk: Conversation) -> str:
    if talk.original is not None:
        return _("Ini sudah pernah ditanyakan. Lanjutkan di utas aslinya:")
    if talk.thread.state is ThreadState.DUPLICATE:
        return _("Ini sudah pernah ditanyakan, tetapi utas aslinya sedang tidak tampil.")
    if talk.thread.locked_at is not None:
        return _("Utas ini dikunci. Isinya tetap dapat dibaca.")
    return ""


def form_of(found: Thread, actor: Actor, *, sent: bool) -> WritingForm:
    """Return the form that writes in a thread: as it was sent, or empty."""
    me = here()
    voices = voices_shown(actor, me.name if me else "", first=found.about_region_id)
    is_question = found.kind is ThreadKind.QUESTION
    form = post_form(voices, is_question=is_question, sent=sent)
    form.explain(example(found.about_region_id))
    if not sent and actor.person_id == found.author_id:
        form["kind"].data = PostKind.COMMENT.value
    return form


def _writing(talk: Conversation, actor: Actor) -> Writing:
    form = form_of(talk.thread, actor, sent=False)
    quoted = whole(request.args.get("quote", ""))
    if quoted is not None:
        form.body.data = _quote(talk, quoted, actor)
    return Writing(form, rows_of(actor, []))


def _quote(talk: Conversation, number: int, actor: Actor) -> str:
    """Return what a post says, as a quotation that names whoever everybody may know."""
    key = talk.thread.public_id
    _thread, post = visible_post(actor, key, number)
    by = Names().of(post, "", member=False).name
    link = url_for("threads.post", thread=key, number=number)
    lines = as_typed(post.source).splitlines()
    said = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"[{by}]({link}):\n\n{said}\n\n"
