"""Choices that hang together: a term with those below it, and sources by id or new title."""

from collections.abc import Sequence
from typing import Any

from portal.core.i18n import _
from portal.practices.forms.fields import Field
from portal.practices.forms.options import codes_of, options_of, parents_of
from portal.practices.forms.values import Misfit, Record
from portal.practices.schemas.citations import SourceBook
from portal.practices.schemas.paths import set_at, value_at
from portal.practices.schemas.shapes import MAX_LINE
from portal.vocabularies.queries import NON_SPM

MOST_CHOSEN = 3


def chosen_with_children(
    field: Field, typed: Sequence[str], below: Sequence[str], record: Record
) -> tuple[list[str], list[str]]:
    """Return what is chosen, and what of the choices below it.

    Who ticks something below means what stands above it too; who takes away what was chosen above
    takes away all below it.

    Raises:
        Misfit: if something is not on the list, or is too much.
    """
    options = options_of(field.options, record)
    parents, before = parents_of(options), record.get(field.path, [])
    if not set(typed) <= codes_of(options) or not set(below) <= set(parents):
        raise Misfit(_("Pilih salah satu dari daftar."))
    meant = {parents[child] for child in below} - set(before) | set(typed)
    chosen = [option.value for option in options if option.value in meant]
    if len(chosen) > MOST_CHOSEN:
        raise Misfit(_("Pilih paling banyak %(most)s.", most=MOST_CHOSEN))
    if NON_SPM in chosen and len(chosen) > 1:
        raise Misfit(_("Pilih bidang SPM, atau Di luar SPM saja."))
    return chosen, [child for child in parents if child in below and parents[child] in chosen]


def chosen_sources(typed: Sequence[str], titles: Sequence[str], book: SourceBook) -> list[str]:
    """Return the sources that are picked, and those of new titles.

    Raises:
        Misfit: if a source is not on the list, or a title is too long.
    """
    if not set(typed) <= set(book.names()):
        raise Misfit(_("Pilih salah satu dari daftar."))
    if any(len(title) > MAX_LINE for title in titles):
        raise Misfit(_("Isian ini paling panjang %(most)s karakter.", most=MAX_LINE))
    added = [book.id_for(title) for title in titles if title.strip()]
    return list(dict.fromkeys((*typed, *added)))


def put_sources(
    holder: dict[str, Any], field: Field, chosen: Sequence[str], before: Record
) -> None:
    """Put sources where a field keeps them.

    A field of several parts leaves those that were there `before` as they are, while the choice is
    what they had together.
    """
    if not field.parts:
        set_at(holder, field.path, list(chosen) or None)
        return
    used = {source for part in field.parts for source in _sources_of(before, part)}
    for part in field.parts:
        if part in holder and (used != set(chosen) or part not in before):
            set_at(holder, f"{part}.sources", list(chosen) or None)


def _sources_of(record: Record, part: str) -> list[str]:
    return value_at(record, f"{part}.sources") or []
