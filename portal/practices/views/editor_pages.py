"""The pages of a draft put together: the way through its steps, a step, and the overview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal.core.formats import words
from portal.core.i18n import _l
from portal.core.uploads.intake import Purpose
from portal.practices.forms.fields import Kind, Step, id_of
from portal.practices.forms.labels import labels_of
from portal.practices.forms.options import Option
from portal.practices.forms.sheets import Sheet, sheet_of
from portal.practices.forms.steps import STEPS, step_at
from portal.practices.forms.steps.translation import TRANSLATION
from portal.practices.models import PUBLIC_STATES, WRITABLE_STATES, DraftState, Practice
from portal.practices.models.drafts import Draft
from portal.practices.queries.drafts import holder_name, last_note, saves
from portal.practices.queries.files import kept_files
from portal.practices.queries.reviews import open_comments
from portal.practices.schemas.completeness import Gap, gaps_in, progress_of
from portal.practices.schemas.translation import TranslationState, state_of
from portal.practices.views.editor_fields import Drawer, Notes, nearest, placed
from portal.practices.views.editor_shapes import (
    GapView,
    Outline,
    Overview,
    PreviewPart,
    SavedMark,
    StepLink,
    StepPage,
)
from portal.practices.views.wording_review import STATE_LABELS
from portal.regions.queries import directory

TRANSLATIONS = {
    TranslationState.MISSING: _l("Belum ada teks bahasa Inggris."),
    TranslationState.MACHINE: _l("Terjemahan mesin, belum diperiksa orang."),
    TranslationState.HUMAN: _l("Terjemahan ditulis atau diperiksa orang."),
    TranslationState.STALE: _l("Teks Indonesia berubah setelah diterjemahkan; cocokkan lagi."),
}
LOCKS = {
    DraftState.SUBMITTED: _l(
        "Draf ini sudah dikirim dan menunggu editor, jadi untuk sementara tidak dapat diubah."
    ),
    DraftState.IN_REVIEW: _l(
        "Draf ini sedang diperiksa editor, jadi untuk sementara tidak dapat diubah."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Looks:
    """How a step is shown: with what is typed and wrong in it, previewed, or with gaps marked."""

    sheet: Sheet | None = None
    faults: Sequence[tuple[str, str]] = ()
    preview: Sequence[PreviewPart] = ()
    adding: str = ""
    missing: bool = False
    base: int = 0


LOOKS = Looks()


def outline_of(practice: Practice, draft: Draft, *, current: str = "") -> Outline:
    """Return where a draft stands and the way through its steps."""
    state = practice.draft_state or DraftState.WRITING
    last = next(iter(saves(practice, most=1)), None)
    done, total = progress_of(draft.record)
    return Outline(
        slug=practice.slug,
        title=words(draft.record.get("title")) or practice.slug,
        region=directory().by_id[practice.region_id].name,
        state=state.value,
        state_label=str(STATE_LABELS[state]),
        locked="" if state in WRITABLE_STATES else str(LOCKS[state]),
        token=draft.token,
        saved=SavedMark(last.when, last.who) if last else None,
        steps=_links(practice, draft.record, current),
        done=done,
        total=total,
    )


def _links(practice: Practice, record: Mapping[str, Any], current: str) -> list[StepLink]:
    gaps, remarks = gaps_in(record), open_comments(practice.id)
    return [
        StepLink(
            slug=step.slug,
            title=str(step.title),
            url=url_for("editor.step", slug=practice.slug, step=step.slug),
            current=step.slug == current,
            gaps=gap_views(practice.slug, [gap for gap in gaps if step.holds(gap.path)], record),
            filled=_is_filled(sheet_of(step, record)),
            remarks=sum(step.holds(remark.path) for remark in remarks),
            told=str(TRANSLATIONS[state_of(record)]) if step.slug == TRANSLATION.slug else "",
        )
        for step in (step_at(known.slug, record) for known in STEPS)
    ]


def _is_filled(sheet: Sheet) -> bool:
    return any(sheet.values.values()) or any(sheet.rows.values())


def gap_views(slug: str, gaps: Sequence[Gap], record: Mapping[str, Any]) -> list[GapView]:
    """Return what is missing with links to where it is written."""
    return [GapView(gap.text, _place(slug, gap.path, record)) for gap in gaps]


def _place(slug: str, path: str, record: Mapping[str, Any]) -> str:
    """Return the address of a field, or of the nearest thing around it."""
    for step in (step_at(known.slug, record) for known in STEPS):
        if step.holds(path):
            known = labels_of(step, sheet_of(step, record))
            at = id_of(nearest(path, known))
            return url_for("editor.step", slug=slug, step=step.slug, missing=1, _anchor=at)
    return url_for("editor.overview", slug=slug)


def step_page(
    practice: Practice,
    draft: Draft,
    step: Step,
    looks: Looks = LOOKS,
) -> StepPage:
    """Return a step with what is typed on it, or with what the draft says."""
    outline = outline_of(practice, draft, current=step.slug)
    gaps = gaps_in(draft.record) if looks.missing else []
    notes = Notes(looks.faults, [(gap.path, gap.text) for gap in gaps], open_comments(practice.id))
    sheet = looks.sheet or sheet_of(step, draft.record)
    kinds = {known.kind for known in step.fields()}
    kinds |= {known.kind for table in step.tables() for known in table.fields}
    at = next(index for index, link in enumerate(outline.steps) if link.current)
    return StepPage(
        outline=outline,
        slug=step.slug,
        title=str(step.title),
        lead=str(step.lead),
        base=looks.base or draft.token,
        groups=Drawer(step, draft.record, notes, _files(practice)).groups(
            sheet, adding=looks.adding
        ),
        faults=placed(step, sheet, looks.faults),
        preview=looks.preview,
        previous=outline.steps[at - 1] if at else None,
        following=outline.steps[at + 1] if at + 1 < len(outline.steps) else None,
        has_markdown=Kind.MARKDOWN in kinds,
        takes_files=Kind.FILE in kinds,
    )


def _files(practice: Practice) -> Mapping[str, Sequence[Option]]:
    """Return the uploaded files to choose from, images apart."""
    found = kept_files(practice.id)
    return {
        name: [Option(file.public_id, file.name) for file in found if file.kind is kind]
        for name, kind in (("images", Purpose.IMAGE), ("attachments", Purpose.ATTACHMENT))
    }


def overview_of(practice: Practice, draft: Draft, *, gaps: Sequence[Gap] = ()) -> Overview:
    """Return the overview; `gaps` are why it could not be submitted just now."""
    live = practice.state in PUBLIC_STATES
    return Overview(
        outline=outline_of(practice, draft),
        holder=holder_name(draft),
        since=draft.since,
        note=last_note(practice) if practice.draft_state is DraftState.CHANGES_REQUESTED else "",
        remarks=[
            (remark, _place(practice.slug, remark.path, draft.record))
            for remark in open_comments(practice.id)
        ],
        live_url=url_for("practices.detail", slug=practice.slug) if live else "",
        refused=bool(gaps),
        gaps=gap_views(practice.slug, gaps, draft.record),
    )
