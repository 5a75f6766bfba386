"""The step on which the English texts are written next to the Indonesian ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from portal.core.i18n import _, _l
from portal.practices.forms.fields import Field, Group, Kind, Step
from portal.practices.forms.sheets import book_of
from portal.practices.schemas.citations import SourceBook
from portal.practices.schemas.translation import source_hash, texts_of

Record = Mapping[str, Any]
FRESH = "fresh"
TRANSLATION = Step(
    slug="translation",
    title=_l("Bahasa Inggris"),
    lead=_l(
        "Tulis bahasa Inggris di bawah tiap teks Indonesia. Boleh sebagian, boleh kosong: pembaca "
        "bahasa Inggris lalu melihat teks Indonesia dengan keterangan."
    ),
    groups=(),
)
_STATE = Group(
    title=_l("Keadaan terjemahan"),
    fields=(
        Field(
            path="translation.state",
            kind=Kind.CHOICE,
            label=_l("Bagaimana terjemahan ini dibuat"),
            options="translated-by",
        ),
        Field(
            path=f"translation.{FRESH}",
            kind=Kind.CHECK,
            label=_l("Sudah dicocokkan dengan teks Indonesia yang sekarang"),
        ),
    ),
)


def translation_of(record: Record, steps: Sequence[Step]) -> Step:
    """Return the step for the texts of a record, grouped by the steps they are written on."""
    book, texts = book_of(record), dict(texts_of(record))
    groups = [
        Group(title=step.title, fields=fields)
        for step in steps
        if (fields := tuple(_fields(step, texts, book)))
    ]
    return replace(TRANSLATION, groups=(*groups, _STATE), finish=_settle)


def _fields(step: Step, texts: Mapping[str, Any], book: SourceBook) -> Iterator[Field]:
    for known in step.fields():
        yield from _english(known, "", known.label, texts, book)
    for table in step.tables():
        count = sum(path.split(".")[0] == table.path for path in texts)
        for index in range(count):
            for known in table.fields:
                name = _("%(row)s %(number)s", row=table.one, number=index + 1)
                label = f"{name}: {known.label}"
                yield from _english(known, f"{table.path}.{index}.", label, texts, book)


def _english(
    known: Field, start: str, label: str, texts: Mapping[str, Any], book: SourceBook
) -> Iterator[Field]:
    path = (start + known.path).removesuffix(".id")
    if path in texts:
        yield replace(
            known,
            path=f"{path}.en",
            label=label,
            hint="",
            original=book.shown(texts[path]["id"]),
            more=False,
            short=False,
        )


def _settle(record: dict[str, Any], before: Record) -> None:
    """Keep of which Indonesian the English is, anew where somebody has compared the two."""
    noted = record.get("translation", {})
    compared = noted.pop(FRESH, False)
    if "state" not in noted:
        record.pop("translation", None)
        return
    was = before.get("translation", {})
    if compared or was.get("state") != noted["state"]:
        noted["source_hash"] = source_hash(record)
