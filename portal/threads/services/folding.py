"""An answer that helped goes into the next version of the practice that it is about."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.core.events import emit, listens
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.events import PracticeApproved
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import WRITE_DRAFT, require_seen
from portal.practices.services import folding
from portal.practices.services.drafts import writable_draft
from portal.practices.services.folding import Asked
from portal.regions.queries import directory
from portal.threads.events import AnswerFolded
from portal.threads.models import SETTLED, Post, PostState, Thread, Visibility
from portal.threads.services.trail import note

Texts = Mapping[str, str]


def is_settled(thread: Thread, post: Post) -> bool:
    """Tell whether a post is the answer of its question, confirmed or applied."""
    return thread.state in SETTLED and post.accepted


def require_foldable(session: Session, actor: Actor, thread: Thread, post: Post) -> Practice:
    """Return the practice whose draft may take up an answer.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write the practice.
        Conflict: if there is none, the answer is not settled or not for everybody, or an editor
            reads the draft.
    """
    if thread.practice_id is None:
        raise Conflict(_("Utas ini bukan tentang sebuah praktik."))
    practice = session.get_one(Practice, thread.practice_id)
    require_seen(actor, WRITE_DRAFT, practice)
    if not is_settled(thread, post):
        raise Conflict(_("Hanya jawaban yang diterima penanya yang dapat masuk ke tanya jawab."))
    if thread.visibility is not Visibility.PUBLIC:
        raise Conflict(
            _(
                "Utas ini khusus anggota, jadi jawabannya tidak dapat masuk ke praktik, yang "
                "dibaca semua orang."
            )
        )
    withheld = {post.state, thread.opening.state} != {PostState.VISIBLE}
    if withheld or thread.hidden_at is not None:
        raise Conflict(_("Utas ini sedang ditahan moderator."))
    if practice.draft_state is not None:
        writable_draft(session, practice)
    return practice


def credit_of(thread: Thread, post: Post) -> dict[str, str]:
    """Return the codes of the regions that asked and answered, "" for who speaks nationally."""
    regions = {"asked_by": thread.region_id, "answered_by": post.region_id}
    known = directory().by_id
    return {
        key: known[region_id].code if region_id is not None else ""
        for key, region_id in regions.items()
    }


def fold(  # noqa: PLR0913  # an answer, its texts and of which save they know
    session: Session,
    actor: Actor,
    thread: Thread,
    post: Post,
    *,
    question: Texts,
    answer: Texts,
    token: int,
) -> tuple[Practice, int]:
    """Put an answer into the draft of its practice, and return which of its questions it is.

    Raises:
        NotFound, Forbidden, Conflict: see `require_foldable`, and if it is there already.
        StaleDraft, Misfits: see `portal.practices.services.folding.fold`.
    """
    practice = require_foldable(session, actor, thread, post)
    asked = Asked(question, answer, thread.public_id, **credit_of(thread, post))
    index = folding.fold(session, actor, practice, asked, token=token)
    note(session, "fold", actor, post, practice=practice.public_id)
    return practice, index


def _published(session: Session, event: PracticeApproved) -> None:
    """Note of which threads a version has the answer for the first time."""
    version = session.scalars(
        sa.select(PracticeVersion).where(
            PracticeVersion.practice_id == event.practice_id,
            PracticeVersion.number == event.version_number,
        )
    ).one()
    keys = [row["thread"] for row in version.record.get("faq", []) if "thread" in row]
    threads = sa.select(Thread).where(
        Thread.public_id.in_(keys),
        Thread.practice_id == event.practice_id,
        Thread.visibility == Visibility.PUBLIC,
        Thread.folded_version_id.is_(None),
    )
    for thread in session.scalars(threads):
        thread.folded_version_id = version.id
        emit(session, AnswerFolded(thread.id, version.id, event.person_id))


def start() -> None:
    """Listen for versions that are published."""
    listens(PracticeApproved)(_published)
