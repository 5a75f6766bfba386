"""What is typed on a step, as readers will see it."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from portal.core.glossary import acronyms
from portal.core.i18n import _
from portal.core.text import TextRefusedError, render
from portal.practices.forms.fields import Field, Kind, Step
from portal.practices.forms.sheets import Sheet, book_of
from portal.practices.schemas.readability import long_sentences, unexplained
from portal.practices.views.editor_fields import labels_of
from portal.practices.views.editor_shapes import PreviewPart

TEXTS = {Kind.MARKDOWN, Kind.TEXT}


def preview_of(step: Step, sheet: Sheet, record: Mapping[str, Any]) -> list[PreviewPart]:
    """Return the texts of a step rendered, with what may be hard to read in them."""
    book, labels = book_of(record), dict(labels_of(step, sheet))
    parts, around = [], " ".join(text for _path, _known, text in _texts(step, sheet))
    for path, known, text in _texts(step, sheet):
        stored = book.stored(text)
        numbers = {source: int(source[1:]) for source in book.names()}
        html = _html(known, stored, numbers)
        parts.append(PreviewPart(labels[path], html, _warnings(text, around)))
    return parts


def _warnings(text: str, around: str) -> list[str]:
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


def _html(known: Field, text: str, numbers: Mapping[str, int]) -> Markup:
    if known.kind is Kind.TEXT:
        return Markup("<p>%s</p>") % text
    try:
        return render(text, citations=numbers, source_word=_("Sumber"))
    except TextRefusedError:
        return Markup("<pre>%s</pre>") % text


def _texts(step: Step, sheet: Sheet) -> Iterator[tuple[str, Field, str]]:
    for known in step.fields():
        if known.kind in TEXTS:
            yield from ((known.path, known, text) for text in sheet.values.get(known.path, []))
    for table in step.tables():
        for index, row in enumerate(sheet.rows.get(table.path, [])):
            for known in table.fields:
                if known.kind in TEXTS:
                    path = f"{table.path}.{index}.{known.path}"
                    yield from ((path, known, text) for text in row.values.get(known.path, []))
