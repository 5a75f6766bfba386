"""What the people of the demonstration have asked and answered, as they would do it."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.moderation.services.flagging import Report, flag
from portal.threads.models import Post, PostKind, Thread, ThreadKind, Visibility
from portal.threads.models.decisions import Ground
from portal.threads.permissions import Voice, voices_of
from portal.threads.queries.anchors import NOWHERE, Anchor, at_cell, at_practice, at_region
from portal.threads.services import asking, folding, merging, posting, settling
from portal.threads.services.deciding import Reason
from portal.threads.services.posting import Words
from portal.threads.services.texts import body_of

Row = Mapping[str, Any]


def tell(
    session: Session,
    everybody: Mapping[str, Actor],
    threads: Sequence[Row],
    slugs: Mapping[str, str],
) -> None:
    """Let all threads happen; `slugs` are those of the practices, by their files."""
    for row in threads:
        asker = everybody[row["by"]]
        asked = asking.Asked(
            kind=ThreadKind(row["kind"]),
            title=row["title"],
            visibility=Visibility(row["visibility"]),
            anchor=_anchor(row, slugs),
            words=_words(asker, row),
        )
        thread = asking.ask(session, asker, asked)
        for step in row["steps"]:
            _step(session, everybody[step["by"]], thread, step)


def _step(session: Session, actor: Actor, thread: Thread, step: Row) -> None:
    if step["do"] in {"answer", "comment"}:
        posting.write(session, actor, thread, PostKind(step["do"]), _words(actor, step))
        return
    post = session.scalars(
        sa.select(Post).where(Post.thread_id == thread.id, Post.number == step["post"])
    ).one()
    if step["do"] == "merge":
        original = sa.select(Thread).where(Thread.title == step["into"])
        reason = Reason(step["text"])
        merging.merge(session, actor, thread, session.scalars(original).one(), reason)
    elif step["do"] == "vote":
        posting.vote(session, actor, post, on=True)
    elif step["do"] == "flag":
        flag(session, actor, thread, post, Report(Ground(step["ground"]), step["text"]))
    elif step["do"] == "fold":
        _fold(session, actor, post, step)
    else:
        settling.say(session, actor, post, step["do"])


def _fold(session: Session, actor: Actor, post: Post, step: Row) -> None:
    """Put an answer into the next version of its practice, which is begun by that."""
    thread = session.get_one(Thread, post.thread_id)
    texts = {"question": {"id": thread.title}, "answer": {"id": step["text"]}}
    folding.fold(session, actor, thread, post, **texts, token=0)


def _words(actor: Actor, row: Row) -> Words:
    return Words(body=body_of(row["text"]), voice=_voice(actor, row), language="id")


def _voice(actor: Actor, row: Row) -> Voice:
    return next(voice for voice in voices_of(actor) if voice.as_region is row["as_region"])


def _anchor(row: Row, slugs: Mapping[str, str]) -> Anchor:
    if row["practice"]:
        return at_practice(slugs[row["practice"]], block=row["block"])
    if row["dimension"]:
        return at_cell(row["dimension"], row["sector"])
    return at_region(row["region"]) if row["region"] else NOWHERE
