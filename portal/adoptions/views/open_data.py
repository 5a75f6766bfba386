"""Adoptions as open data: who takes over what from whom, and what came of it."""

from collections.abc import Sequence

from flask import url_for

from portal.adoptions.models import Stage
from portal.adoptions.queries import AdoptionView
from portal.adoptions.queries.listing import count_public, last_moved, public_after
from portal.core.addresses import absolute
from portal.core.i18n import _l
from portal.core.open_data import Column, DataSet, Row, in_both, part_by_part, register, texts
from portal.practices.views.open_data import TABLES


def _rows(views: Sequence[AdoptionView]) -> list[Row]:
    return [
        (
            view.public_id,
            absolute(url_for("adoptions.adoption", adoption=view.public_id)),
            view.region.code,
            view.source.code if view.source else None,
            view.slug,
            view.version if view.slug else None,
            *texts(view.title),
            view.catalogue,
            view.url,
            view.generation,
            view.stage.value,
            view.phase.value,
            view.outcome.value if view.outcome and view.stage is Stage.VERIFIED else None,
            view.reason,
            view.started_at,
            view.moved_at,
        )
        for view in views
    ]


ADOPTIONS = DataSet(
    name="adoptions",
    title=_l("Penerapan"),
    about=_l("Siapa mengambil apa dari siapa, sampai tahap mana, dan apa hasilnya."),
    columns=(
        Column("adoption_id", _l("Pengenal penerapan, tetap selamanya")),
        Column("url", _l("Alamat halaman")),
        Column("region", _l("Kode daerah yang menerapkan")),
        Column("source_region", _l("Kode daerah asal")),
        Column("practice", _l("Nama praktik dalam alamatnya")),
        Column("practice_version", _l("Nomor versi")),
        *in_both("title", _l("Judul")),
        Column("catalogue", _l("Katalog lain, bila praktiknya bukan dari portal ini")),
        Column("catalogue_url", _l("Alamat di katalog lain")),
        Column(
            "generation", _l("Angkatan: 1 dari pemilik praktik, 2 dari penerapnya, dan seterusnya")
        ),
        Column("stage", _l("Tahap")),
        Column("phase", _l("Fase replikasi")),
        Column("outcome", _l("Hasil yang terverifikasi: success, partial, atau none")),
        Column("reason", _l("Alasan berhenti, kode dari kosakata stop-reason")),
        Column("started_at", _l("Saat dimulai")),
        Column("moved_at", _l("Saat tahapnya terakhir berubah")),
    ),
    batches=part_by_part(public_after, _rows),
    count=count_public,
    tables=TABLES | {"adoption"},
    changed=last_moved,
)


def start() -> None:
    """Let them be taken along."""
    register(ADOPTIONS)
