"""Posts as the page of their thread shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from portal.core.permissions import Actor, permits
from portal.core.uploads.intake import Purpose
from portal.practices.views.media import Download, Media, file_url, photo_of, saves_data, type_of
from portal.threads.models import PostState, ThreadKind
from portal.threads.permissions import DELETE_POST, EDIT_POST, FLAG, MODERATE, VOTE, Said
from portal.threads.queries.files import PostFileView, files_of
from portal.threads.queries.mentions import named_in, names_of, with_names
from portal.threads.queries.reading import Conversation, PostView
from portal.threads.views.labels import foreign
from portal.threads.views.names import Names, is_asker, is_member, label_of
from portal.threads.views.settled import outcomes_of
from portal.threads.views.shapes import PostShown


@dataclass(frozen=True)
class Showing:
    """For whom posts are shown, with what is read for all of them at once."""

    talk: Conversation
    actor: Actor
    member: bool
    may_write: bool
    moderates: bool
    url: str
    files: Mapping[int, Sequence[PostFileView]]
    called: Mapping[str, str]
    names: Names
    saves_data: bool

    @classmethod
    def of(cls, talk: Conversation, actor: Actor, *, may_write: bool) -> "Showing":
        """Read what the posts of a page need besides."""
        views = [view for view in (talk.opening, talk.pinned, *talk.posts) if view]
        member = is_member(actor)
        called = named_in(view.post.html for view in views) if member else set()
        return cls(
            talk,
            actor,
            member,
            may_write,
            permits(actor, MODERATE, talk.thread),
            url_for("threads.thread", thread=talk.thread.public_id),
            files_of({view.post.id for view in views}),
            names_of(called) if called else {},
            Names(),
            saves_data(),
        )

    def answered(self, view: PostView) -> bool:
        """Tell whether a post may no longer be taken back, as far as this page shows."""
        post = view.post
        later = (other.post for other in self.talk.posts if other.post.number > post.number)
        on_later_page = self.talk.last_number > max(
            (other.post.number for other in self.talk.posts), default=1
        )
        return (
            post.accepted
            or on_later_page
            or any(other.author_id != post.author_id for other in later)
        )


def shown(view: PostView, showing: Showing) -> PostShown:
    """Return a post as the page shows it."""
    post, thread = view.post, showing.talk.thread
    url = f"{showing.url}/posts/{post.number}"
    files = showing.files.get(post.id, ())
    html = with_names(post.html, showing.called) if showing.called else post.html
    return PostShown(
        number=post.number,
        url=url,
        kind=post.kind.value,
        by=showing.names.of(post, view.author, member=showing.member),
        label=label_of(post),
        is_asker=is_asker(post, thread, showing.talk.asked_as),
        accepted=post.accepted,
        quarantined=post.state is PostState.QUARANTINED,
        hidden=post.state is PostState.HIDDEN,
        lang=foreign(post.language),
        html=Markup(html),  # noqa: S704  # it came from the sanitiser, and names are escaped
        media=Media(
            [photo_of(file, alt=file.alt or "") for file in _images(files)],
            [],
            on_request=showing.saves_data,
        ),
        attachments=[_attachment(file) for file in files if file.kind is Purpose.ATTACHMENT],
        written_at=post.created_at,
        edited_at=post.edited_at,
        history_url=f"{url}/history",
        voted=view.voted,
        votes=view.votes,
        needs=post.number == 1 and thread.kind is ThreadKind.QUESTION,
        outcome_url=f"{url}/outcome",
        outcomes=outcomes_of(showing.actor, thread, post) if showing.may_write else [],
        **_acts(view, showing, url),
    )


def _acts(view: PostView, showing: Showing, url: str) -> dict[str, str | None]:
    """Return the addresses of what the reader may do with a post."""
    post, actor = view.post, showing.actor
    said = Said(post, showing.talk.thread, answered=showing.answered(view))
    may_write, is_own = showing.may_write, post.author_id == actor.person_id
    quote = f"{showing.url}?quote={post.number}#tulis"
    return {
        "quote_url": quote if may_write else None,
        "edit_url": f"{url}/edit" if may_write and permits(actor, EDIT_POST, said) else None,
        "delete_url": f"{url}/delete" if may_write and permits(actor, DELETE_POST, said) else None,
        "vote_url": f"{url}/vote" if permits(actor, VOTE) and not is_own else None,
        "flag_url": f"{url}/flag" if _may_flag(view, showing) else None,
        "moderate_url": f"{url}/moderate" if showing.moderates and not is_own else None,
    }


def _may_flag(view: PostView, showing: Showing) -> bool:
    """Tell whether the reader can report a post; who moderates it acts instead."""
    post, actor = view.post, showing.actor
    return permits(actor, FLAG) and post.author_id != actor.person_id and not showing.moderates


def _images(files: Sequence[PostFileView]) -> list[PostFileView]:
    return [file for file in files if file.kind is Purpose.IMAGE]


def _attachment(file: PostFileView) -> Download:
    return Download(
        title=file.name,
        url=file_url(file.public_id),
        type=type_of(file),
        bytes=file.bytes,
        member_only=False,
    )
