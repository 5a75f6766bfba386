"""Two people saved the same step: both texts, what differs between them, and three ways on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal.core.db import db
from portal.core.words import differences
from portal.practices.forms.fields import Kind, Step, id_of
from portal.practices.forms.labels import labels_of
from portal.practices.forms.options import options_of
from portal.practices.forms.sheets import NEW, Row, Sheet, book_of, sheet_of
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft
from portal.practices.queries.drafts import saves
from portal.practices.services.editing import record_at
from portal.practices.views.editor_pages import Looks, step_page
from portal.practices.views.editor_shapes import Difference, StepPage

Record = Mapping[str, Any]


@dataclass(frozen=True)
class ConflictPage:
    """My text in the form, theirs beside it, and who wrote it."""

    step: StepPage
    differences: list[Difference]
    who: str
    theirs_url: str


def conflict_of(
    practice: Practice, draft: Draft, step: Step, mine: Sheet, base_token: int
) -> ConflictPage:
    """Return the page for a save that came too late."""
    theirs = sheet_of(step, draft.record)
    base = record_at(db.session(), practice, base_token) or draft.record
    found = list(_differences(step, draft.record, mine, theirs))
    for table in step.tables():
        rows, now = base.get(table.path, []), draft.record.get(table.path, [])
        for row in mine.rows[table.path]:
            row.was = _moved(row, rows, now)
    last = next(iter(saves(practice, most=1)), None)
    return ConflictPage(
        step=step_page(practice, draft, step, Looks(sheet=mine)),
        differences=found,
        who=last.who if last else "",
        theirs_url=url_for("editor.step", slug=practice.slug, step=step.slug),
    )


def _moved(row: Row, before: list[Record], now: list[Record]) -> int | None:
    """Return where a row that stood in `before` stands now, None if it is gone or new."""
    if row.was is None or row.was >= len(before):
        return None
    if before[row.was] in now:
        return now.index(before[row.was])
    return row.was if row.was < len(now) else None


def _differences(step: Step, record: Record, mine: Sheet, theirs: Sheet) -> Iterator[Difference]:
    ours, others = (dict(_texts(step, record, sheet)) for sheet in (mine, theirs))
    labels = labels_of(step, theirs) | labels_of(step, mine)
    for path in dict.fromkeys((*ours, *others)):
        one, other = ours.get(path, ""), others.get(path, "")
        if " ".join(one.split()) != " ".join(other.split()):
            yield Difference(id_of(path), labels.get(path, ""), one, other, differences(other, one))


def _texts(step: Step, record: Record, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield what a sheet says, as (path, text that people read)."""
    for known in step.fields():
        yield known.path, _read(known, record, sheet.values)
    for table in step.tables():
        for index, row in enumerate(sheet.rows.get(table.path, [])):
            if not row.is_blank:
                for known in table.fields:
                    yield f"{table.path}.{index}.{known.path}", _read(known, record, row.values)


def _read(known: Any, record: Record, values: Mapping[str, list[str]]) -> str:
    typed = [*values.get(known.path, []), *values.get(known.path + NEW, [])]
    if known.kind is Kind.SOURCES:
        names = book_of(record).names()
        return ", ".join(names.get(source, source) for source in typed)
    if known.options:
        options = options_of(known.options, record)
        labels = {option.value: option.label for option in options}
        labels |= {child.value: child.label for option in options for child in option.children}
        chosen = [*typed, *values.get(known.children, [])] if known.children else typed
        return ", ".join(labels.get(code, code) for code in chosen)
    return "".join(typed)
