"""Steps of the editor: what is typed on one becomes a save of the draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, NotFound
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.forms.fields import Step
from portal.practices.forms.sheets import Sheet, written
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft, DraftSave
from portal.practices.permissions import WRITE_DRAFT, require_seen
from portal.practices.schemas.draft import WRITABLE, InvalidRecord, pruned
from portal.practices.services.drafts import StaleDraft, save, writable_draft


class Misfits(Exception):
    """What is typed on a step and cannot be kept; `faults` are (path in the record, reason)."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        """Keep the faults in the order of the page."""
        self.faults = faults
        super().__init__(f"{len(faults)} faults on the step")


@dataclass(frozen=True)
class Tokens:
    """Of which save a page knows (`last`), and of which it was made (`base`)."""

    last: int
    base: int


@dataclass(frozen=True)
class Typed:
    """What is typed on a step."""

    step: Step
    sheet: Sheet
    tokens: Tokens


def keep(session: Session, actor: Actor, practice: Practice, typed: Typed) -> Draft:
    """Save what is typed on a step, and return the draft; what is there already is not saved again.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write the practice.
        Conflict: if there is no draft, or an editor is reading it.
        StaleDraft: if somebody else has saved since; nothing is written then.
        Misfits: if something typed cannot be kept; nothing is written then either.
    """
    require_seen(actor, WRITE_DRAFT, practice)
    tokens = typed.tokens
    draft = writable_draft(session, practice)
    if draft.token != tokens.last:
        raise StaleDraft(draft.token, draft.record)
    base = record_at(session, practice, tokens.base) or draft.record
    result = written(typed.step, typed.sheet, base=base, current=draft.record)
    if result.faults:
        raise Misfits(result.faults)
    changed = {
        key for key, value in pruned(result.changes).items() if draft.record.get(key) != value
    }
    gone = {key for key in result.changes if key in draft.record} - set(pruned(result.changes))
    if not changed | gone:
        return draft
    try:
        return save(session, actor, practice, result.changes, token=tokens.last)
    except InvalidRecord as error:
        text = _("Isian ini belum dapat disimpan. Periksa lagi bentuknya.")
        raise Misfits([(".".join(map(str, path)), text) for path, _why in error.faults]) from error


def bring_back(
    session: Session, actor: Actor, practice: Practice, number: int, *, token: int
) -> Draft:
    """Save the draft once more as it was at an earlier save, and return it.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write it, or there is no such save.
        Conflict: if there is no draft, an editor is reading it, or the save names what is no more.
        StaleDraft: if `token` is not that of the last save; nothing is written then.
    """
    require_seen(actor, WRITE_DRAFT, practice)
    earlier = record_at(session, practice, number)
    if earlier is None:
        raise NotFound
    try:
        changes = {key: earlier.get(key) for key in WRITABLE}
        return save(session, actor, practice, changes, token=token)
    except InvalidRecord as error:
        text = _("Simpanan ini memakai istilah yang sudah tidak berlaku, jadi tidak dapat dipakai.")
        raise Conflict(text) from error


def record_at(session: Session, practice: Practice, token: int) -> Mapping[str, Any] | None:
    """Return the draft as it was saved under a token, None if it never was."""
    return session.scalar(
        sa.select(DraftSave.record).where(
            DraftSave.practice_id == practice.id, DraftSave.token == token
        )
    )
