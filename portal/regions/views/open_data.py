"""Regions as open data, the dated evidence of some, and which are champion of what."""

from collections.abc import Iterator, Sequence

from flask import url_for

from portal.core.addresses import absolute
from portal.core.i18n import _l
from portal.core.open_data import ODBL, Column, DataSet, Row, in_both, register, texts
from portal.regions.queries import directory
from portal.regions.queries.champions import all_statuses

# The tables from which the directory of regions is made.
DIRECTORY = frozenset({"region", "region_alias", "former_code", "region_badge", "term"})


def _regions() -> Iterator[Sequence[Row]]:
    yield [
        (
            region.code,
            region.long_name,
            region.kind.value,
            region.province_code,
            region.is_autonomous,
            region.abbr,
            region.aliases,
            region.former_codes,
            region.invented,
            absolute(url_for("overview.region", code=region.code)),
        )
        for region in directory().by_code.values()
    ]


def _badges() -> Iterator[Sequence[Row]]:
    yield [
        (
            region.code,
            badge.kind,
            badge.date,
            *texts(badge.text),
            badge.source,
            badge.publisher,
            badge.url,
        )
        for region in directory().by_code.values()
        for badge in region.badges
    ]


def _champions() -> Iterator[Sequence[Row]]:
    yield [
        (
            view.public_id,
            view.region.code,
            view.region.long_name,
            view.dimension,
            view.state.value,
            view.granted_on,
            view.expires_on,
        )
        for view in all_statuses()
    ]


REGIONS = DataSet(
    name="regions",
    title=_l("Daerah"),
    about=_l("Provinsi, kabupaten, dan kota dengan kode Kemendagri."),
    columns=(
        Column("code", _l("Kode daerah")),
        Column("name", _l("Nama daerah")),
        Column("kind", _l("Jenis: provinsi, kabupaten, atau kota")),
        Column("province", _l("Kode provinsi")),
        Column("is_autonomous", _l("Apakah daerah otonom")),
        Column("abbreviation", _l("Singkatan")),
        Column("aliases", _l("Nama lain")),
        Column("former_codes", _l("Kode sebelumnya")),
        Column("is_invented", _l("Apakah rekaan, hanya di portal contoh")),
        Column("url", _l("Alamat halaman")),
    ),
    batches=_regions,
    count=lambda: len(directory().by_code),
    tables=DIRECTORY,
    licence=ODBL,
)
BADGES = DataSet(
    name="region-evidence",
    title=_l("Bukti daerah champion"),
    about=_l("Bukti bertanggal dari luar portal, masing-masing dengan sumbernya."),
    columns=(
        Column("region", _l("Kode daerah")),
        Column("kind", _l("Jenis bukti, kode dari kosakata badge-kind")),
        Column("date", _l("Tahun, bulan, atau hari")),
        *in_both("text", _l("Isi bukti")),
        Column("source", _l("Judul sumber")),
        Column("publisher", _l("Penerbit sumber")),
        Column("url", _l("Alamat sumber")),
    ),
    batches=_badges,
    count=lambda: sum(len(region.badges) for region in directory().by_code.values()),
    tables=DIRECTORY,
)
CHAMPIONS = DataSet(
    name="champions",
    title=_l("Status champion"),
    about=_l("Daerah yang lulus dari portal ini per dimensi, juga yang statusnya sudah berakhir."),
    columns=(
        Column("status_id", _l("Pengenal status, tetap selamanya")),
        Column("region", _l("Kode daerah")),
        Column("region_name", _l("Nama daerah")),
        Column("dimension", _l("Dimensi kematangan, kode dari kosakata kota-cerdas-id")),
        Column("state", _l("Keadaan: active, suspended, revoked, atau expired")),
        Column("granted_on", _l("Tanggal diberikan")),
        Column("expires_on", _l("Tanggal berakhir")),
    ),
    batches=_champions,
    count=lambda: len(all_statuses()),
    tables=DIRECTORY | {"champion_status"},
)


def start() -> None:
    """Let them be taken along."""
    register(REGIONS, BADGES, CHAMPIONS)
