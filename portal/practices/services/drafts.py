"""Drafts: begun, saved, taken up from a version again, thrown away."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.practices.models import (
    WRITABLE_STATES,
    DraftState,
    Practice,
    PracticeState,
    PracticeVersion,
)
from portal.practices.models.drafts import Draft, DraftSave
from portal.practices.permissions import WRITE_DRAFT, require_seen
from portal.practices.queries.terms import terms
from portal.practices.schemas.draft import merged
from portal.practices.schemas.record import MAX_TITLE
from portal.practices.schemas.translation import TranslationState, source_hash, state_of
from portal.practices.services.slugs import free_slug
from portal.practices.services.trail import note
from portal.practices.services.versions import started
from portal.regions.queries import directory


class StaleDraft(Exception):
    """Somebody else has saved since; `current` is what is saved now, under `token`."""

    def __init__(self, token: int, current: Mapping[str, Any]) -> None:
        """Keep what the writer has to be shown."""
        self.token = token
        self.current = current
        super().__init__(f"the draft is at token {token}")


def create(session: Session, actor: Actor, region_code: str, title: str) -> Practice:
    """Begin a practice of a region with a title in Indonesian, and return it.

    Raises:
        Forbidden: if the actor does not write for the region.
        BadInput: if there is no such region, or no usable title.
    """
    region = directory().by_code.get(region_code)
    if region is None:
        raise BadInput(_("Daerah dengan kode ini tidak dikenal."))
    require(actor, WRITE_DRAFT, Practice(region_id=region.id))
    title = " ".join(title.split())
    if not title or len(title) > MAX_TITLE:
        raise BadInput(_("Judul paling panjang %(most)s karakter.", most=MAX_TITLE))
    practice = started(session, free_slug(session, title), region.id)
    record = {
        "title": {"id": title},
        "region": region_code,
        "compiled_by": "region",
        "status": "active",
    }
    _open(session, actor, practice, record, base=None)
    return practice


def revise(
    session: Session, actor: Actor, practice: Practice, version: PracticeVersion | None = None
) -> Draft:
    """Begin the next version from the current one, or from `version` to restore it.

    Where editors compiled the practice, this is the region's claim of it.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write the practice.
        Conflict: if a draft exists already, or the practice was withdrawn.
    """
    require_seen(actor, WRITE_DRAFT, practice)
    if practice.draft_state is not None:
        raise Conflict(_("Praktik ini sedang direvisi; hanya ada satu draf pada satu waktu."))
    if practice.state not in {PracticeState.PUBLISHED, PracticeState.STOPPED}:
        raise Conflict(_("Praktik ini sedang tidak tayang."))
    base = version or session.get_one(PracticeVersion, practice.current_version_id)
    record = dict(base.record) | {"compiled_by": "region"}
    if practice.state is PracticeState.PUBLISHED:  # also if the version says that it stopped once
        record.pop("stopped", None)
        record["status"] = "active"
    if "translation" not in record and state_of(record) is TranslationState.HUMAN:
        record["translation"] = {"state": "human", "source_hash": source_hash(record)}
    return _open(session, actor, practice, record, base=base)


def _open(
    session: Session,
    actor: Actor,
    practice: Practice,
    record: Mapping[str, Any],
    *,
    base: PracticeVersion | None,
) -> Draft:
    last = session.scalar(
        sa.select(sa.func.max(DraftSave.token)).where(DraftSave.practice_id == practice.id)
    )
    draft = Draft(
        practice_id=practice.id,
        record=dict(record),
        token=last or 0,
        base_version_id=base.id if base else None,
        holder_id=actor.person_id,
        since=utcnow(),
    )
    practice.draft_state = DraftState.WRITING
    session.add(draft)
    _keep(session, actor, draft)
    note(session, "start", actor, practice, {"from": base.number if base else 0})
    return draft


def save(
    session: Session, actor: Actor, practice: Practice, changes: Mapping[str, Any], *, token: int
) -> Draft:
    """Replace the top-level keys of `changes` in the draft, and return it with its new token.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write the practice.
        Conflict: if there is no draft, or an editor is reading it.
        StaleDraft: if `token` is not that of the last save; nothing is written then.
        InvalidRecord: if a value has not the shape that a record has.
    """
    require_seen(actor, WRITE_DRAFT, practice)
    draft = writable_draft(session, practice)
    if draft.token != token:
        raise StaleDraft(draft.token, draft.record)
    draft.record = merged(draft.record, changes, terms())
    _keep(session, actor, draft)
    return draft


def _keep(session: Session, actor: Actor, draft: Draft) -> None:
    if actor.person_id is None:
        raise ValueError("nobody in particular cannot save")
    draft.token += 1
    session.add(
        DraftSave(
            practice_id=draft.practice_id,
            token=draft.token,
            record=draft.record,
            person_id=actor.person_id,
            saved_at=utcnow(),
        )
    )
    session.flush()


def discard(session: Session, actor: Actor, practice: Practice) -> None:
    """Throw the draft away; its saves stay in the history, and a live version stays live.

    A practice that was never published goes with it.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write the practice.
        Conflict: if there is no draft, or an editor is reading it.
    """
    require_seen(actor, WRITE_DRAFT, practice)
    draft = writable_draft(session, practice)
    session.delete(draft)
    practice.draft_state = None
    note(session, "discard", actor, practice, {"token": draft.token})
    if practice.state is PracticeState.DRAFT:
        session.flush()
        session.delete(practice)


def draft_of(session: Session, practice: Practice) -> Draft:
    """Return the draft of a practice.

    Raises:
        NotFound: if nothing is being written.
    """
    draft = session.scalars(sa.select(Draft).where(Draft.practice_id == practice.id)).one_or_none()
    if draft is None:
        raise NotFound
    return draft


def writable_draft(session: Session, practice: Practice) -> Draft:
    """Return the draft if its region may write in it now.

    Raises:
        Conflict: if there is none, or an editor is reading it.
    """
    if practice.draft_state is None:
        raise Conflict(_("Praktik ini tidak punya draf. Mulailah revisi dahulu."))
    if practice.draft_state not in WRITABLE_STATES:
        raise Conflict(_("Draf ini sedang diperiksa editor, jadi belum dapat diubah."))
    return draft_of(session, practice)
