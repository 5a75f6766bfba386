"""The vocabularies as open data."""

from collections.abc import Iterator, Sequence

from flask import Flask

from portal.core.i18n import _l
from portal.core.open_data import Column, DataSet, Row, in_both, register, texts
from portal.vocabularies.queries import catalogue


def _terms() -> Iterator[Sequence[Row]]:
    yield [
        (
            scheme.code,
            scheme.version,
            *texts(scheme.label),
            term.code,
            term.parent,
            term.number,
            *texts(term.label),
            *texts(term.description),
            term.retired,
        )
        for scheme in catalogue().values()
        for term in scheme.terms.values()
    ]


TERMS = DataSet(
    name="vocabularies",
    title=_l("Kosakata"),
    about=_l("Semua istilah yang menggolongkan isi portal, juga yang tidak dipakai lagi."),
    columns=(
        Column("scheme", _l("Kode kosakata")),
        Column("scheme_version", _l("Versi kosakata")),
        *in_both("scheme_label", _l("Nama kosakata")),
        Column("code", _l("Kode istilah")),
        Column("parent", _l("Kode istilah di atasnya")),
        Column("number", _l("Nomor resmi")),
        *in_both("label", _l("Nama istilah")),
        *in_both("description", _l("Penjelasan")),
        Column("is_retired", _l("Apakah tidak dipakai lagi")),
    ),
    batches=_terms,
    count=lambda: sum(len(scheme.terms) for scheme in catalogue().values()),
    tables=frozenset({"scheme", "term", "level"}),
)


def init_app(_app: Flask) -> None:
    """Let them be taken along."""
    register(TERMS)
