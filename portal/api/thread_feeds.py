"""Feeds of threads: the newest of all or of a narrowing, and what is said in one of them.

They tell what everybody may read, whoever asks; of a region that speaks nobody learns who wrote.
"""

from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from flask import Response, request, url_for

from portal.api import atom
from portal.api.documents import add
from portal.api.feed_pages import blueprint
from portal.core.access import public
from portal.core.addresses import absolute
from portal.core.i18n import _, current_locale, localized
from portal.core.permissions import ANONYMOUS
from portal.regions.queries import directory
from portal.threads.models import Post, PostKind, Thread
from portal.threads.queries.feeds import Begun, Narrowing, newest, public_posts
from portal.threads.queries.speakers import speaker_for
from portal.threads.schemas.excerpts import excerpt
from portal.threads.views.listing import FED, facet_value

MOST = 30


@blueprint.get("/feeds/threads.atom")
@public
def threads() -> Response:
    """Tell of the public threads in which something was said last."""
    chosen = {name: value for name in FED if (value := request.args.get(name, ""))}
    found = newest(Narrowing(**chosen), MOST)
    about = atom.About(
        own=url_for("feeds.threads", **chosen),  # type: ignore[arg-type]  # values of the address
        page=_page("?" + urlencode(chosen) if chosen else ""),
        title=" · ".join(
            ["Sokoguru", _("Tanya jawab"), *(facet_value(*pair) for pair in chosen.items())]
        ),
        changed=max((begun.thread.last_post_at for begun in found), default=atom.BEFORE_ALL),
    )
    feed = atom.begin(about)
    for begun in found:
        _thread(feed, begun)
    return atom.sent(feed, about)


@blueprint.get("/feeds/threads/<key:thread>.atom")
@public
def thread(thread: str) -> Response:
    """Tell what is said in a public thread, the newest first."""
    found, posts = public_posts(thread, MOST)
    about = atom.About(
        own=url_for("feeds.thread", thread=thread),
        page=_page(f"/{thread}"),
        title=f"Sokoguru · {found.title}",
        changed=max(
            (post.edited_at or post.created_at for post in posts), default=found.created_at
        ),
    )
    feed = atom.begin(about)
    for post in posts:
        _post(feed, found, post)
    return atom.sent(feed, about)


def _page(rest: str) -> str:
    """Return the path of a page of threads, in the language of the feed."""
    return localized(f"/threads{rest}", current_locale())


def _thread(feed: Element, begun: Begun) -> None:
    found = begun.thread
    entry = add(feed, "entry")
    add(entry, "id", atom.name(f"thread:{found.public_id}:{current_locale()}"))
    atom.words_of(entry, "title", found.title, found.language)
    atom.words_of(entry, "summary", excerpt(begun.opening.html), begun.opening.language)
    add(entry, "published", atom.time(found.created_at))
    add(entry, "updated", atom.time(found.last_post_at))
    atom.page_link(entry, _page(f"/{found.public_id}"))
    _author(entry, begun.opening)


def _post(feed: Element, found: Thread, post: Post) -> None:
    entry = add(feed, "entry")
    add(entry, "id", atom.name(f"post:{post.public_id}:{current_locale()}"))
    who = speaker_for(ANONYMOUS, post)
    titles = {
        PostKind.OPENING: (found.title, found.language),
        PostKind.ANSWER: (_("Jawaban dari %(who)s", who=who), current_locale()),
        PostKind.COMMENT: (_("Tanggapan dari %(who)s", who=who), current_locale()),
    }
    atom.words_of(entry, "title", *titles[post.kind])
    content = atom.words_of(entry, "content", post.html, post.language, "html")
    content.set("xml:base", absolute("/"))
    add(entry, "published", atom.time(post.created_at))
    add(entry, "updated", atom.time(post.edited_at or post.created_at))
    atom.page_link(entry, _page(f"/{found.public_id}/posts/{post.number}"))
    _author(entry, post)


def _author(entry: Element, post: Post) -> None:
    author = add(entry, "author")
    add(author, "name", speaker_for(ANONYMOUS, post))
    region = directory().by_id.get(post.region_id or 0)
    if region:
        add(author, "uri", absolute(url_for("overview.region", code=region.code)))
