"""The saves of a draft, newest first."""

from dataclasses import dataclass
from datetime import datetime

from portal.practices.forms.sheets import sheet_of
from portal.practices.forms.steps import STEPS
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft
from portal.practices.queries.drafts import saves
from portal.practices.views.editor_pages import outline_of
from portal.practices.views.editor_shapes import Outline

MOST = 50


@dataclass(frozen=True)
class SaveRow:
    """A save with the steps on which something changed."""

    number: int
    who: str
    when: datetime
    steps: list[str]


@dataclass(frozen=True)
class History:
    """The saves of a draft."""

    outline: Outline
    rows: list[SaveRow]


def history_of(practice: Practice, draft: Draft) -> History:
    """Return the last saves."""
    found = saves(practice, most=MOST + 1)
    told = [{step.slug: sheet_of(step, save.record) for step in STEPS} for save in found]
    nothing = {step.slug: sheet_of(step, {}) for step in STEPS}
    rows = [
        SaveRow(
            save.token,
            save.who,
            save.when,
            [str(step.title) for step in STEPS if newer[step.slug] != older[step.slug]],
        )
        for save, newer, older in zip(found[:MOST], told, [*told[1:], nothing], strict=False)
    ]
    return History(outline_of(practice, draft), rows)
