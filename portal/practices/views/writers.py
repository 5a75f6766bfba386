"""What the page of a practice says to writers of its region, and of its translation."""

from flask import url_for

from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.permissions import WRITERS
from portal.practices.queries import PracticeView
from portal.practices.queries.drafts import has_draft
from portal.practices.schemas.translation import TranslationState, state_of
from portal.practices.views.detail_shapes import Writing


def writing_of(view: PracticeView, actor: Actor) -> Writing | None:
    """Return what the actor may do towards the next version, None for who writes elsewhere.

    What editors compiled is first taken over, see `views.life`.
    """
    if view.region.id not in actor.regions(*WRITERS):
        return None
    if has_draft(view.id):
        return Writing(_("Lanjutkan draf"), url_for("editor.overview", slug=view.slug))
    return None if view.by_editors else Writing(_("Revisi"), "")


def translation_note(view: PracticeView) -> str:
    """Return what readers of the English should know of it, "" if nothing."""
    notes = {
        TranslationState.MACHINE: _("Terjemahan mesin, belum diperiksa orang."),
        TranslationState.STALE: _("Teks Indonesia sudah berubah setelah terjemahan ini dibuat."),
    }
    return notes.get(state_of(view.record), "")
