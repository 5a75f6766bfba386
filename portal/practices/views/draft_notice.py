"""What those who may read a draft are told on the page of the version that is live."""

from dataclasses import dataclass

from flask import url_for

from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, permits
from portal.practices.models import DraftState
from portal.practices.permissions import COMMENT_DRAFT
from portal.practices.queries.cases import case_of, found

NOTICES = {
    DraftState.WRITING: _l("Revisi sedang ditulis; pembaca lain masih melihat versi ini."),
    DraftState.SUBMITTED: _l("Revisi menunggu editor; pembaca lain masih melihat versi ini."),
    DraftState.IN_REVIEW: _l("Revisi sedang diperiksa; pembaca lain masih melihat versi ini."),
    DraftState.CHANGES_REQUESTED: _l("Revisi perlu diubah; pembaca lain masih melihat versi ini."),
}


@dataclass(frozen=True)
class DraftNotice:
    """A sentence about the draft, and where to read it."""

    text: str
    label: str
    url: str


def draft_notice(actor: Actor, slug: str) -> DraftNotice | None:
    """Return the notice, None for those who may not know that there is a draft."""
    if not actor.grants:
        return None
    practice = found(slug)
    state = practice.draft_state
    if state is None or not permits(actor, COMMENT_DRAFT, case_of(db.session(), practice)):
        return None
    url = url_for("reviews.review", slug=slug)
    return DraftNotice(str(NOTICES[state]), _("Buka naskah revisinya"), url)
