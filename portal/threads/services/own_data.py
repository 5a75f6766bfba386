"""What is kept of a person because of questions and answers, for the copy of their own data."""

import sqlalchemy as sa

from portal.accounts.services.personal import holds, rows_of, values_of
from portal.core.i18n import _l
from portal.threads.models import Mention, Post, PostFile, PostRevision, Thread, Vote
from portal.threads.models.decisions import Decision
from portal.threads.models.holding import AnswerInvitation
from portal.threads.queries.hands import is_open

THREAD = Thread.public_id.label("thread")
NUMBER = Post.number.label("post")
_WORDS = {
    "source": _l("Teks"),
    "edited_at": _l("Diubah"),
    "written_at": _l("Ditulis"),
    "alt": _l("Teks pengganti gambar"),
    "ground": _l("Dasar"),
}


def start() -> None:
    """Register it."""
    for name, query, title in (
        ("posts", _posts, _l("Tulisan saya")),
        ("post_revisions", _revisions, _l("Bunyi tulisan saya sebelum diubah")),
        ("post_files", _files, _l("Berkas pada tulisan saya")),
        ("votes", _votes, _l("Suara saya")),
        ("mentions", _mentions, _l("Tulisan yang menyebut saya")),
        ("answer_invitations", _invitations, _l("Undangan menjawab")),
        ("post_decisions", _decisions, _l("Keputusan saya sebagai moderator")),
    ):
        holds(name, rows_of(query), title, _WORDS)
    holds("questions_held", values_of(_held), _l("Pertanyaan yang saya pegang"))


def _posts(person_id: int) -> sa.Executable:
    title = sa.case((Post.number == 1, Thread.title), else_=None).label("title")
    return (
        sa.select(
            THREAD,
            NUMBER,
            title,
            Post.kind,
            Post.state,
            Post.as_region,
            Post.source,
            Post.created_at,
            Post.edited_at,
        )
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == person_id)
        .order_by(Post.id)
    )


def _revisions(person_id: int) -> sa.Executable:
    return (
        sa.select(
            THREAD,
            NUMBER,
            PostRevision.number,
            PostRevision.title,
            PostRevision.source,
            PostRevision.written_at,
        )
        .join(Post, Post.id == PostRevision.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == person_id)
        .order_by(PostRevision.id)
    )


def _files(person_id: int) -> sa.Executable:
    return (
        sa.select(
            THREAD,
            NUMBER,
            PostFile.name,
            PostFile.alt,
            PostFile.bytes,
            PostFile.created_at,
            PostFile.removed_at,
        )
        .select_from(PostFile)
        .outerjoin(Post, Post.id == PostFile.post_id)
        .outerjoin(Thread, Thread.id == Post.thread_id)
        .where(PostFile.person_id == person_id)
        .order_by(PostFile.id)
    )


def _votes(person_id: int) -> sa.Executable:
    return (
        sa.select(THREAD, NUMBER, Vote.created_at.label("at"))
        .join(Post, Post.id == Vote.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Vote.person_id == person_id)
        .order_by(Vote.id)
    )


def _mentions(person_id: int) -> sa.Executable:
    return (
        sa.select(THREAD, NUMBER)
        .select_from(Mention)
        .join(Post, Post.id == Mention.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Mention.person_id == person_id)
        .order_by(Mention.id)
    )


def _decisions(person_id: int) -> sa.Executable:
    return (
        sa.select(
            THREAD,
            NUMBER,
            Decision.act,
            Decision.ground,
            Decision.reason,
            Decision.created_at.label("at"),
        )
        .select_from(Decision)
        .join(Thread, Thread.id == Decision.thread_id)
        .outerjoin(Post, Post.id == Decision.post_id)
        .where(Decision.person_id == person_id)
        .order_by(Decision.id)
    )


def _held(person_id: int) -> sa.Executable:
    held = sa.select(Thread.public_id).where(Thread.holder_id == person_id, is_open())
    return held.order_by(Thread.id)


def _invitations(person_id: int) -> sa.Executable:
    return (
        sa.select(THREAD, AnswerInvitation.created_at.label("at"))
        .join(Thread, Thread.id == AnswerInvitation.thread_id)
        .where(AnswerInvitation.person_id == person_id)
        .order_by(AnswerInvitation.id)
    )
