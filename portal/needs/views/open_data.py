"""Needs as open data: what several regions searched for in vain, and what became of it."""

from flask import url_for

from portal.core.addresses import absolute
from portal.core.i18n import _l
from portal.core.open_data import Column, DataSet, Row, register
from portal.core.permissions import ANONYMOUS
from portal.needs.queries import Asked, all_shown, board
from portal.practices.views.open_data import TABLES


def _rows() -> list[Row]:
    return [
        (
            view.public_id,
            absolute(url_for("needs.need", need=view.public_id)),
            view.title or None,
            view.dimension,
            view.sector,
            view.state.value,
            view.searches,
            view.regions,
            view.joined,
            view.claimed_by.code if view.claimed_by else None,
            view.claimed_until,
            view.answered_by,
        )
        for view in all_shown(ANONYMOUS)
    ]


NEEDS = DataSet(
    name="needs",
    title=_l("Kebutuhan"),
    about=_l("Apa yang dicari beberapa daerah tanpa hasil, dan siapa menulisnya."),
    columns=(
        Column("need_id", _l("Pengenal kebutuhan")),
        Column("url", _l("Alamat halaman")),
        Column("title", _l("Kata yang dicari; kosong bila hanya dimensi dan sektornya")),
        Column("dimension", _l("Dimensi kematangan, kode dari kosakata kota-cerdas-id")),
        Column("sector", _l("Sektor SPM, kode dari kosakata spm, atau non-spm")),
        Column("state", _l("Keadaan: public, claimed, answered, atau closed")),
        Column("searches", _l("Pencarian tanpa hasil yang dibuka dalam 90 hari")),
        Column("regions", _l("Banyaknya daerah yang mencari")),
        Column("joined", _l("Banyaknya daerah yang ikut membutuhkan")),
        Column("claimed_by", _l("Kode daerah yang menulisnya")),
        Column("claimed_until", _l("Sampai kapan")),
        Column("answer", _l("Nama praktik yang menjawab, dalam alamatnya")),
    ),
    batches=lambda: [_rows()],
    count=lambda: board(ANONYMOUS, Asked(), page=1, per_page=1)[1],
    tables=TABLES | {"need", "need_wish"},
)


def start() -> None:
    """Let them be taken along."""
    register(NEEDS)
