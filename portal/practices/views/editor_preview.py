"""What is typed on a step, as readers will see it, and what in it may be hard to read."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.core.glossary import acronyms
from portal.core.i18n import _
from portal.core.rendering import Text, render_all
from portal.practices.forms.fields import Kind, Step
from portal.practices.forms.labels import labels_of
from portal.practices.forms.sheets import Sheet, book_of
from portal.practices.schemas.readability import long_sentences, unexplained
from portal.practices.views.editor_shapes import PreviewPart

TEXTS = {Kind.MARKDOWN, Kind.TEXT}


def preview_of(step: Step, sheet: Sheet, record: Mapping[str, Any]) -> list[PreviewPart]:
    """Return the texts of a step rendered, with what may be hard to read in them."""
    book, labels, typed = book_of(record), labels_of(step, sheet), dict(_texts(step, sheet))
    stored = {path: book.stored(text) for path, text in typed.items()}
    numbers = {source: int(source[1:]) for source in book.names()}
    html = render_all({path: Text(text, numbers, _("Sumber")) for path, text in stored.items()})
    around = " ".join(typed.values())
    return [
        PreviewPart(
            labels[path],
            html[path].html,
            "en" if path.endswith(".en") else "id",
            [] if path.endswith(".en") else hints_of(text, around),
        )
        for path, text in typed.items()
    ]


def hints_of(text: str, around: str) -> list[str]:
    """Return what may be hard to read in an Indonesian text that stands among those `around`."""
    return [
        *(
            _("Kalimat panjang (%(count)s kata): “%(start)s …”", count=count, start=start)
            for start, count in long_sentences(text)
        ),
        *(
            _("Singkatan %(name)s belum dijelaskan.", name=name)
            for name in unexplained(text, around, acronyms())
        ),
    ]


def _texts(step: Step, sheet: Sheet) -> Iterator[tuple[str, str]]:
    for known in step.fields():
        if known.kind in TEXTS:
            yield from ((known.path, text) for text in sheet.values.get(known.path, []))
    for table in step.tables():
        for index, row in enumerate(sheet.rows.get(table.path, [])):
            for known in table.fields:
                if known.kind in TEXTS:
                    path = f"{table.path}.{index}.{known.path}"
                    yield from ((path, text) for text in row.values.get(known.path, []))
