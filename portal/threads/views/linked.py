"""A thread as linked data in the words of schema.org; whoever wrote for a region is the region."""

from typing import Any

from portal.core.addresses import absolute
from portal.core.text import plain
from portal.threads.models import Post, PostKind, ThreadKind
from portal.threads.queries.mentions import public_words
from portal.threads.queries.reading import Conversation, PostView
from portal.threads.schemas.texts import page_of
from portal.threads.views.names import Names

Data = dict[str, Any]
CONTEXT = "https://schema.org"
LONGEST = 500  # characters of a text


def linked_data(talk: Conversation, address: str, names: Names) -> Data | None:
    """Return the page of a thread, None where it does not show the opening."""
    if talk.opening is None:
        return None
    page = _Page(address, names)
    thread, opening = talk.thread, page.written(talk.opening)
    if thread.kind is ThreadKind.QUESTION:
        question = _question(talk, page) | opening
        return {"@context": CONTEXT, "@type": "QAPage", "mainEntity": question}
    return {
        "@context": CONTEXT,
        "@type": "DiscussionForumPosting",
        "headline": thread.title,
        **opening,
        "comment": [{"@type": "Comment", **page.written(view)} for view in talk.posts],
    }


def _question(talk: Conversation, page: "_Page") -> Data:
    answers = [view for view in talk.posts if view.post.kind is PostKind.ANSWER]
    found: Data = {
        "@type": "Question",
        "name": talk.thread.title,
        "answerCount": len(answers),
        "suggestedAnswer": [page.answer(view) for view in answers if not view.post.accepted],
    }
    if talk.pinned is not None:
        found["acceptedAnswer"] = page.answer(talk.pinned)
    return found


class _Page:
    """The posts of a page; who speaks is told as to everybody, since data are copied on."""

    def __init__(self, address: str, names: Names) -> None:
        self._address = address
        self._names = names

    def answer(self, view: PostView) -> Data:
        return {"@type": "Answer", **self.written(view)}

    def written(self, view: PostView) -> Data:
        post = view.post
        at = page_of(post.number)
        return {
            "url": f"{self._address}{f'?page={at}' if at > 1 else ''}#p-{post.number}",
            "text": plain(public_words(post.source[:LONGEST])),
            "inLanguage": post.language,
            "upvoteCount": view.votes,
            "datePublished": post.created_at.isoformat(timespec="seconds"),
            "author": self._author(post),
        }

    def _author(self, post: Post) -> Data:
        by = self._names.of(post, "", member=False)
        kind = "Organization" if by.region_url is None else "GovernmentOrganization"
        address = {"url": absolute(by.region_url)} if by.region_url else {}
        return {"@type": kind, "name": by.name, **address}
