"""Threads as open data: what was asked where, and how far it has come; never who asked."""

from collections.abc import Sequence

from flask import url_for

from portal.core.addresses import absolute
from portal.core.i18n import _l
from portal.core.open_data import Column, DataSet, Row, part_by_part, register
from portal.practices.queries.names import slugs_of
from portal.practices.views.open_data import TABLES
from portal.regions.queries import directory
from portal.threads.models import Thread
from portal.threads.queries.feeds import count_public, last_words, public_after
from portal.threads.queries.finding import place_terms
from portal.vocabularies.queries import MATURITY, SPM


def _rows(threads: Sequence[Thread]) -> list[Row]:
    practices = slugs_of([thread.practice_id for thread in threads if thread.practice_id])
    regions = directory().by_id
    rows: list[Row] = []
    for thread in threads:
        places = {term.scheme: term.code for term in place_terms(thread)}
        about = regions.get(thread.about_region_id or 0)
        rows.append(
            (
                thread.public_id,
                absolute(url_for("threads.thread", thread=thread.public_id)),
                thread.kind.value,
                thread.state.value,
                thread.title,
                thread.language,
                practices.get(thread.practice_id or 0),
                about.code if about else None,
                places.get(MATURITY),
                places.get(SPM),
                thread.post_count,
                thread.created_at,
                thread.last_post_at,
            )
        )
    return rows


THREADS = DataSet(
    name="threads",
    title=_l("Tanya jawab"),
    about=_l("Pertanyaan dan diskusi yang terbuka bagi semua orang, tanpa nama penulisnya."),
    columns=(
        Column("thread_id", _l("Pengenal utas, tetap selamanya")),
        Column("url", _l("Alamat halaman")),
        Column("kind", _l("Jenis: question atau discussion")),
        Column("state", _l("Keadaan: open, answered, confirmed, applied, atau duplicate")),
        Column("title", _l("Judul")),
        Column("language", _l("Bahasa: id atau en")),
        Column("practice", _l("Nama praktik dalam alamatnya")),
        Column("about_region", _l("Kode daerah yang dibicarakan")),
        Column("dimension", _l("Dimensi kematangan, kode dari kosakata kota-cerdas-id")),
        Column("sector", _l("Sektor SPM, kode dari kosakata spm, atau non-spm")),
        Column("posts", _l("Banyaknya tulisan")),
        Column("started_at", _l("Saat dimulai")),
        Column("last_post_at", _l("Saat tulisan terakhir")),
    ),
    batches=part_by_part(public_after, _rows),
    count=count_public,
    tables=TABLES | {"thread", "post", "practice_tag", "scheme", "term", "level"},
    changed=last_words,
)


def start() -> None:
    """Let them be taken along."""
    register(THREADS)
