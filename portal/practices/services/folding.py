"""What was asked and answered in a thread becomes a question of the draft, with its credit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.forms.sheets import book_of
from portal.practices.forms.steps.asked import ANSWER, QUESTION
from portal.practices.forms.values import Misfit, taken
from portal.practices.models import Practice
from portal.practices.permissions import WRITE_DRAFT, require_seen
from portal.practices.queries.faq import newest
from portal.practices.schemas.citations import SourceBook
from portal.practices.schemas.faq import MAX_FAQ
from portal.practices.services.drafts import revise, save, writable_draft
from portal.practices.services.editing import Misfits

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """A question and its answer, {language: text}, the key of their thread, and codes of regions.

    `asked_by` and `answered_by` are "" where no region is credited.
    """

    question: Texts
    answer: Texts
    thread: str
    asked_by: str
    answered_by: str


def fold(session: Session, actor: Actor, practice: Practice, asked: Asked, *, token: int) -> int:
    """Put a question last in the draft, and return which one it is, counted from 0.

    With `token` 0, which no draft has, the next version is begun first.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write the practice.
        Conflict: if the draft cannot be written in, or has the thread or too many questions.
        StaleDraft: if somebody else has saved since; nothing is written then.
        Misfits: if a text cannot be kept; nothing is written then either.
    """
    require_seen(actor, WRITE_DRAFT, practice)
    if newest(session, practice.id).has(asked.thread):
        raise Conflict(_("Utas ini sudah ada di tanya jawab praktiknya."))
    if practice.draft_state is None and not token:
        token = revise(session, actor, practice).token
    record = writable_draft(session, practice).record
    rows = record.get("faq", [])
    if len(rows) >= MAX_FAQ:
        raise Conflict(
            _("Tanya jawab praktik ini sudah penuh: paling banyak %(most)s.", most=MAX_FAQ)
        )
    book = book_of(record)
    row = _row(asked, record, book)
    changes = {"faq": [*rows, row], **({"sources": book.sources} if book.grown else {})}
    save(session, actor, practice, changes, token=token)
    return len(rows)


def _row(asked: Asked, record: Mapping[str, Any], book: SourceBook) -> dict[str, Any]:
    """Return a question as a record keeps it, its texts checked as the editor checks them."""
    row: dict[str, Any] = {
        "thread": asked.thread,
        "asked_by": asked.asked_by,
        "answered_by": asked.answered_by,
    }
    faults = []
    for part, field, texts in (
        ("question", QUESTION, asked.question),
        ("answer", ANSWER, asked.answer),
    ):
        row[part] = {}
        for lang, text in texts.items():
            try:
                row[part][lang] = taken(field, [text], record, book)
            except Misfit as misfit:
                faults.append((f"{part}.{lang}", str(misfit)))
    if faults:
        raise Misfits(faults)
    return row
