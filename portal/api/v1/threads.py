"""`/api/v1/threads`: what is asked and answered, by the rules of the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for

from portal.api.v1.resource import OR_WITH_TOKEN, Resource
from portal.api.v1.thread_schemas import (
    NewPost,
    NewThread,
    PostItem,
    PostsPage,
    ThreadAnswer,
    ThreadList,
    ThreadParameters,
)
from portal.core.access import current_actor, public, requires
from portal.core.addresses import absolute
from portal.core.db import reading
from portal.core.errors import BadInput, NotFound
from portal.core.formats import words
from portal.core.i18n import _
from portal.core.once import key_of_program, once
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.core.uploads.intake import Purpose
from portal.practices.views.media import file_url, image_url
from portal.regions.queries import directory
from portal.search.views import listing
from portal.threads.models import Post, PostKind, Speaker, Thread, ThreadKind, Visibility
from portal.threads.permissions import ANSWER, ASK, Voice, is_awaited, voices_of
from portal.threads.queries import get_visible
from portal.threads.queries.anchors import Spot, at
from portal.threads.queries.files import PostFileView, files_of
from portal.threads.queries.folded import Folded, folded_in
from portal.threads.queries.listing import Listed, by_keys
from portal.threads.queries.reading import Conversation, PostView, conversation
from portal.threads.schemas.texts import page_of
from portal.threads.services import asking, pace, posting
from portal.threads.services.asking import Asked
from portal.threads.services.posting import Words
from portal.threads.services.texts import body_of
from portal.threads.views.labels import place_codes
from portal.threads.views.listing import FACE, read_search
from portal.threads.views.names import is_member, named
from portal.threads.views.rows import Marked, marks_of

blueprint = Resource("api-threads", __name__, description="Questions, discussions and answers.")


@blueprint.get("/threads")
@public
@blueprint.arguments(ThreadParameters, location="query")
@blueprint.response(200, ThreadList)
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.doc(operationId="searchThreads", security=OR_WITH_TOKEN)
def search(_parameters: dict[str, Any]) -> dict[str, Any]:
    """Search threads; the facets' numbers are what ticking each value gives."""
    actor = current_actor()
    found = listing.find(FACE, read_search(request.args.to_dict(flat=False)), actor)
    threads = by_keys(actor, found.results.keys)
    marks = marks_of(threads, found.marker)
    return found.told([_item(thread, actor, marks.get(thread.id)) for thread in threads])


@blueprint.get("/threads/<key:thread>")
@public
@blueprint.arguments(PostsPage, location="query")
@blueprint.response(200, ThreadAnswer)
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.doc(operationId="getThread", security=OR_WITH_TOKEN)
def one(parameters: dict[str, Any], thread: str) -> dict[str, Any]:
    """Return a thread with a page of its posts."""
    actor = current_actor()
    return _shown(thread, actor, parameters["page"])


@blueprint.post("/threads")
@requires(ASK)
@blueprint.arguments(NewThread)
@blueprint.response(201, ThreadAnswer)
@blueprint.creating("ask", "BAD_REQUEST", "NOT_FOUND", "TOO_MANY_REQUESTS")
def ask(body: dict[str, Any]) -> dict[str, Any]:
    """Begin a thread; a question is in somebody's hands from then on."""
    actor, sent = current_actor(), key_of_program()
    with reading():
        said = _words(body, actor)
        asked = Asked(
            kind=ThreadKind(body["kind"]),
            title=body["title"],
            visibility=Visibility(body["visibility"]),
            anchor=at(Spot(**body["at"])),
            words=said,
        )
    pace.count_thread(actor, said.voice.region_id)
    with unit_of_work() as session:
        key = once(sent, Thread, asking.ask)(session, actor, asked).public_id
    with reading():  # to tell what was done waits for no other writer
        return _shown(key, actor, 1)


@blueprint.post("/threads/<key:thread>/posts")
@requires(ANSWER)
@blueprint.arguments(NewPost)
@blueprint.response(201, PostItem)
@blueprint.creating("writePost", "BAD_REQUEST", "NOT_FOUND", "CONFLICT", "TOO_MANY_REQUESTS")
def write(body: dict[str, Any], thread: str) -> dict[str, Any]:
    """Write an answer or a comment in a thread."""
    actor, kind, sent = current_actor(), PostKind(body["kind"]), key_of_program()
    with reading():
        get_visible(actor, thread)
        said = _words(body, actor)
    pace.count_post(actor, said.voice.region_id)
    with unit_of_work() as session:
        say = once(sent, Post, posting.write)
        number = say(session, actor, get_visible(actor, thread), kind, said).number
    with reading():
        for post in _posts(conversation(actor, thread, page_of(number)), actor):
            if post["number"] == number:
                return post
    raise NotFound  # it was taken back before the same was sent again


def _words(body: dict[str, Any], actor: Actor) -> Words:
    """Return what is said, and as whom: left out, as oneself, of the first of one's regions."""
    as_region, code = body["as_region"], body["region"]
    if code is None:
        fitting = [voice for voice in voices_of(actor) if voice.as_region is as_region]
        voice = fitting[0] if fitting else Voice(as_region=as_region)
    else:
        region = directory().by_code.get(code)
        if region is None:
            raise BadInput(_("Daerah dengan kode ini tidak dikenal."))
        voice = Voice(region.id, as_region=as_region)
    return Words(body=body_of(body["text"]), voice=voice, language=body["language"])


def _item(thread: Listed, actor: Actor, marks: Marked | None) -> dict[str, Any]:
    voice = Voice(thread.region_id, as_region=thread.as_region)
    return {
        **_head(thread),
        "by": _speaker(voice, thread.speaker, thread.author, actor),
        **_practice(thread.practice_slug, thread.practice_title, thread.block),
        "posts": thread.post_count,
        "highlights": {"title": str(marks.title), "snippet": str(marks.snippet or "")}
        if marks
        else {},
    }


def _head(thread: Listed | Thread) -> dict[str, Any]:
    dimension, sector = place_codes(thread.dimension_id, thread.sector_id)
    return {
        "id": thread.public_id,
        "kind": thread.kind.value,
        "title": thread.title,
        "language": thread.language,
        "visibility": thread.visibility.value,
        "state": thread.state.value,
        **_region("about", thread.about_region_id),
        "dimension": dimension,
        "sector": sector,
        "last_post_at": thread.last_post_at,
        "url": absolute(url_for("threads.thread", thread=thread.public_id)),
    }


def _shown(key: str, actor: Actor, page: int) -> dict[str, Any]:
    talk = conversation(actor, key, page)
    thread = talk.thread
    pages = page_of(talk.last_number)
    if page > pages:
        raise NotFound
    spot = talk.spot
    return {
        **_head(thread),
        **(_practice(spot.slug, spot.title, thread.block) if spot else {}),
        "locked": thread.locked_at is not None,
        "original": talk.original.public_id if talk.original else None,
        **_folded(folded_in(actor, thread)),
        "due_at": thread.due_at if is_awaited(thread) else None,
        "created_at": thread.created_at,
        "items": _posts(talk, actor),
        "total": talk.last_number,
        "page": page,
        "pages": pages,
    }


def _folded(folded: Folded | None) -> dict[str, Any]:
    if folded is None:
        return {}
    path = url_for("practices.version", slug=folded.slug, number=folded.number)
    return {"folded_in": {"slug": folded.slug, "number": folded.number, "url": absolute(path)}}


def _posts(talk: Conversation, actor: Actor) -> list[dict[str, Any]]:
    """Return the posts of a page, the opening among them."""
    views = [*filter(None, [talk.opening]), *talk.posts]
    files = files_of({view.post.id for view in views})
    key = talk.thread.public_id
    return [_post(view, key, files.get(view.post.id, ()), actor) for view in views]


def _post(view: PostView, key: str, files: Sequence[PostFileView], actor: Actor) -> dict[str, Any]:
    post = view.post
    voice = Voice(post.region_id, as_region=post.as_region)
    return {
        "number": post.number,
        "url": absolute(url_for("threads.post", thread=key, number=post.number)),
        "kind": post.kind.value,
        "state": post.state.value,
        "by": _speaker(voice, post.speaker, view.author, actor),
        "accepted": post.accepted,
        "language": post.language,
        "html": post.html,
        "files": [_file(file) for file in files],
        "votes": view.votes,
        "written_at": post.created_at,
        "edited_at": post.edited_at,
    }


def _file(file: PostFileView) -> dict[str, Any]:
    is_image = file.kind is Purpose.IMAGE
    path = image_url(file, max(file.widths), "jpg") if is_image else file_url(file.public_id)
    return {
        "url": absolute(path),
        "name": file.name,
        "media_type": file.media_type,
        "bytes": file.bytes,
        "alt": file.alt if is_image else None,
    }


def _speaker(voice: Voice, speaker: Speaker, author: str, actor: Actor) -> dict[str, Any]:
    return {
        "name": named(voice, speaker, author, member=is_member(actor)).name,
        **_region("region", voice.region_id),
        "as_region": voice.as_region,
        "role": speaker.value,
    }


def _region(key: str, region_id: int | None) -> dict[str, Any]:
    if region_id is None:
        return {}
    region = directory().by_id[region_id]
    return {key: {"code": region.code, "name": region.name}}


def _practice(
    slug: str | None, title: Mapping[str, str] | None, block: int | None
) -> dict[str, Any]:
    if title is None:
        return {}
    return {"practice": {"slug": slug, "title": words(title), "block": block}}
