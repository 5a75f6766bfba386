"""Tables of threads and posts."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import TimeZone
from portal.core.db import CreatedAt, Entity
from portal.threads.models.files import PostFile as PostFile


class ThreadKind(StrEnum):
    """What a thread is for; only a question has a holder and a due time."""

    QUESTION = "question"
    DISCUSSION = "discussion"


class Visibility(StrEnum):
    """Who may read a thread."""

    PUBLIC = "public"
    MEMBERS = "members"


class ThreadState(StrEnum):
    """How far a thread has come; a discussion is open or a duplicate.

    `applied` is stronger than `confirmed`: what was answered worked in the asker's region.
    """

    OPEN = "open"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    DUPLICATE = "duplicate"


SETTLED = (ThreadState.CONFIRMED, ThreadState.APPLIED)


class HolderKind(StrEnum):
    """Who has an open question in hand: a person, or the queue of a region or of the editors."""

    PERSON = "person"
    REGION = "region"
    EDITORS = "editors"


class PostKind(StrEnum):
    """What a post is to its thread: its beginning, an answer to it, or what is said beside."""

    OPENING = "opening"
    ANSWER = "answer"
    COMMENT = "comment"


class PostState(StrEnum):
    """Who may read a post: `quarantined` its author and moderators, `hidden` moderators alone."""

    VISIBLE = "visible"
    QUARANTINED = "quarantined"
    HIDDEN = "hidden"
    DELETED = "deleted"


class Speaker(StrEnum):
    """As what somebody speaks in a thread, as it was when they wrote."""

    OWNER = "owner"
    ADOPTER = "adopter"
    MENTOR = "mentor"
    EDITOR = "editor"
    OFFICER = "officer"
    EXPERT = "expert"


class Thread(Entity):
    """A question or a discussion; its text is its first post.

    It is anchored to a block of a practice version (`block` counts from 1, None for the whole), to
    a cell of the grid (`dimension_id`, `sector_id`), to a region (`about_region_id`, of a practice
    its owner), or to nothing. `region_id` is the region for which its author asks.

    While a question is open it has one holder and three moments in working hours of the asker's
    `zone`: when the holder is reminded, by when an answer is promised, and when it is offered to
    others; `step` counts how many of them have passed and been told, `turn` how often it changed
    hands. `promise_region_id` is the region whose promise it is. `folded_version_id` is the first
    version of its practice that has it in its `faq`. `last_post_at` and `post_count` are of visible
    posts.
    """

    __tablename__ = "thread"
    __table_args__ = (
        sa.CheckConstraint(
            "NOT (kind = 'question' AND state = 'open') OR "
            "(holder_kind IS NOT NULL AND due_at IS NOT NULL)",
            name="open_question_is_held",
        ),
        sa.CheckConstraint(
            "(holder_kind = 'person') = (holder_id IS NOT NULL) OR holder_kind IS NULL",
            name="person_holds",
        ),
        sa.Index("ix__thread__due", "step", "due_at"),
    )

    public_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ThreadKind]
    title: Mapped[str]
    language: Mapped[str]
    visibility: Mapped[Visibility]
    state: Mapped[ThreadState] = mapped_column(index=True)
    author_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    practice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="RESTRICT"), index=True
    )
    version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="RESTRICT"), index=True
    )
    block: Mapped[int | None]
    dimension_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True
    )
    sector_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True
    )
    about_region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )

    zone: Mapped[TimeZone]
    holder_kind: Mapped[HolderKind | None]
    holder_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    holder_region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    promise_region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    remind_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    offer_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0)

    answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT")
    )
    duplicate_of_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("thread.id", ondelete="RESTRICT"), index=True
    )
    folded_version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="RESTRICT"), index=True
    )
    locked_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    last_post_at: Mapped[datetime] = mapped_column(index=True)
    post_count: Mapped[int] = mapped_column(default=1)

    opening: Mapped["Post"] = relationship(
        primaryjoin="and_(Post.thread_id == Thread.id, Post.number == 1)", viewonly=True
    )


class Post(Entity):
    """What somebody wrote in a thread; `number` counts from 1 and stands in its address.

    `region_id` is the region in which its author spoke; with `as_region` readers see the region
    alone, and who wrote it only those who govern the region and the audit. `source` is Markdown,
    `html` what `core.rendering` made of it with the version `renderer`. At most one post of a
    thread is `accepted`, as the answer.
    """

    __tablename__ = "post"
    __table_args__ = (sa.UniqueConstraint("thread_id", "number"),)

    public_id: Mapped[str] = mapped_column(unique=True)
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[PostKind]
    state: Mapped[PostState]
    author_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    as_region: Mapped[bool]
    accepted: Mapped[bool] = mapped_column(default=False)
    speaker: Mapped[Speaker]
    language: Mapped[str]
    source: Mapped[str]
    html: Mapped[str]
    renderer: Mapped[int]
    created_at: Mapped[CreatedAt]
    edited_at: Mapped[datetime | None]


class PostRevision(Entity):
    """What a post said before it was edited; `number` counts from 1.

    `title` is what the thread was called then, of its opening alone.
    """

    __tablename__ = "post_revision"
    __table_args__ = (sa.UniqueConstraint("post_id", "number"),)

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str | None]
    source: Mapped[str]
    html: Mapped[str]
    renderer: Mapped[int]
    written_at: Mapped[datetime]


class Mention(Entity):
    """A region or a person whom a post calls by `@`."""

    __tablename__ = "mention"
    __table_args__ = (
        sa.UniqueConstraint("post_id", "region_id"),
        sa.UniqueConstraint("post_id", "person_id"),
    )

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"))
    region_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id", ondelete="RESTRICT"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))


class Vote(Entity):
    """Somebody found a post helpful, or needs what its opening asks for too."""

    __tablename__ = "vote"
    __table_args__ = (sa.UniqueConstraint("post_id", "person_id"),)

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    region_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id", ondelete="RESTRICT"))
    created_at: Mapped[CreatedAt]
