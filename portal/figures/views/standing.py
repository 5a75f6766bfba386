"""The tables that tell of one moment or of a whole period: what is counted, in words."""

from collections.abc import Iterable

from flask import url_for

from portal.adoptions.models import Outcome, Stage
from portal.adoptions.queries.wording import OUTCOMES, STAGES
from portal.core.i18n import _, _l
from portal.figures.queries.numbers import Numbers, Way
from portal.figures.views.shapes import Row, Table
from portal.practices.models import PracticeState, Pulse
from portal.practices.models.life import Happening
from portal.practices.views.labels import value_label
from portal.regions.queries import RegionView, directory
from portal.vocabularies.queries import dimensions, sectors

WAYS = {
    Way.PUBLISHED: _l("Menerbitkan praktik"),
    Way.ADOPTED: _l("Menerapkan praktik daerah lain"),
    Way.ASKED: _l("Bertanya"),
    Way.ANSWERED: _l("Menjawab"),
}
FRESH = {
    (PracticeState.PUBLISHED, Pulse.VERIFIED): _l("Dikonfirmasi tepat waktu"),
    (PracticeState.PUBLISHED, Pulse.DUE): _l("Waktunya dikonfirmasi lagi"),
    (PracticeState.PUBLISHED, Pulse.OVERDUE): _l("Lama tidak dikonfirmasi"),
}
LIVED = {
    Happening.CONFIRMED: _l("Dikonfirmasi masih berjalan"),
    Happening.STOPPED: _l("Dihentikan daerahnya"),
    Happening.RESUMED: _l("Dijalankan lagi"),
}
TITLES = {"dimension": _l("Praktik baru per dimensi"), "sector": _l("Praktik baru per sektor SPM")}


def places(numbers: Numbers) -> Table:
    """Return what each part of the scope has, those that take part."""
    parts = _parts(numbers)
    rows = [_place(numbers, part, ids) for part, ids in parts if ids & numbers.everybody]
    whole = numbers.scope.is_nation
    left = len(parts) - len(rows)
    return Table(
        name="regions",
        title=_("Per provinsi") if whole else _("Per daerah"),
        meaning=_(
            "Daerah terlibat bila menerbitkan praktik, menerapkan praktik daerah lain, bertanya, "
            "atau menjawab. Penerapan dihitung di daerah yang menerapkan, bukan di daerah asal "
            "praktik."
        ),
        heads=[
            _("Provinsi") if whole else _("Nama daerah"),
            _("Daerah terlibat"),
            _("Praktik"),
            _("Penerapan"),
            _("Hasil terverifikasi"),
        ],
        rows=rows,
        none=_("Belum ada daerah yang terlibat."),
        spare=True,
        first=0 if whole else 1,  # of one region it is always one
        rest=_("Lainnya yang belum tercatat apa-apa: %(count)s.", count=left) if left else "",
    )


def _parts(numbers: Numbers) -> list[tuple[RegionView, frozenset[int]]]:
    """Return the regions into which a scope is divided, each with the ids of all in it."""
    known, region = directory(), numbers.scope.region
    if region is not None:
        within = [region, *known.within(region.code)]
        return [(each, frozenset({each.id})) for each in within]
    return [
        (place, frozenset({place.id, *(each.id for each in known.within(place.code))}))
        for place in known.provinces()
        if not place.invented
    ]


def _place(numbers: Numbers, part: RegionView, ids: frozenset[int]) -> Row:
    series = (numbers.published, numbers.begun, numbers.verified)
    counts = [sum(numbers.within(found[key]) for key in ids if key in found) for found in series]
    return Row(
        label=part.name,
        values=[len(numbers.everybody & ids), *counts],
        code=part.code,
        url=url_for("figures.of_region", code=part.code)
        if part is not numbers.scope.region
        else url_for("overview.region", code=part.code),
    )


def taking_part(numbers: Numbers) -> Table:
    """Return how many regions took part, by how."""
    rows = _met((label, len(numbers.taking_part[way]), way.value) for way, label in WAYS.items())
    whole = Row(label=_("Salah satunya"), values=[len(numbers.everybody)], code="any")
    return Table(
        name="taking-part",
        title=_("Daerah yang terlibat"),
        meaning=_(
            "Satu daerah dapat terlibat dengan beberapa cara. Bertanya dan menjawab dihitung dari "
            "tanya jawab yang dapat dibaca siapa saja, menurut daerah yang diwakili penulisnya."
        ),
        heads=[_("Cara"), _("Daerah")],
        rows=[*rows, whole] if rows else [],
        none=_("Belum ada daerah yang terlibat."),
    )


def stages(numbers: Numbers) -> Table:
    """Return how many adoptions stood where at the end."""
    counts = {
        stage: sum(count for (at, _outcome), count in numbers.stages.items() if at is stage)
        for stage in Stage
    }
    return Table(
        name="stages",
        title=_("Penerapan menurut tahap"),
        meaning=_("Tiap penerapan dihitung sekali, pada tahap tempatnya berada."),
        heads=[_("Tahap"), _("Penerapan")],
        rows=_met((STAGES[stage], count, stage.value) for stage, count in counts.items()),
        none=_("Belum ada penerapan yang tercatat."),
    )


def outcomes(numbers: Numbers) -> Table:
    """Return what came of the adoptions that were verified until the end."""
    return Table(
        name="outcomes",
        title=_("Hasil yang diverifikasi"),
        meaning=_(
            "Dilihat oleh daerah asal dan diverifikasi editor yang bukan orang kedua daerah. Yang "
            "tanpa hasil juga dihitung di sini."
        ),
        heads=[_("Hasil"), _("Penerapan")],
        rows=_met(
            (
                str(OUTCOMES[outcome]).capitalize(),
                numbers.stages[Stage.VERIFIED, outcome],
                outcome.value,
            )
            for outcome in Outcome
        ),
        none=_("Belum ada hasil yang diverifikasi."),
    )


def freshness(numbers: Numbers) -> Table:
    """Return how many practices are still believed to run."""
    found = [(str(label), numbers.running[kind], kind[1].value) for kind, label in FRESH.items()]
    stopped = sum(
        count
        for (state, _pulse), count in numbers.running.items()
        if state is PracticeState.STOPPED
    )
    whole = numbers.running.total() or 1
    return Table(
        name="freshness",
        title=_("Kesegaran"),
        meaning=_(
            "Daerah mengonfirmasi secara berkala bahwa praktiknya masih berjalan. Yang lama tidak "
            "dikonfirmasi tetap terbaca, dengan tanda."
        ),
        heads=[_("Keadaan"), _("Praktik"), _("Persen")],
        rows=[
            Row(label=label, values=[count, round(100 * count / whole)], code=code)
            for label, count, code in [*found, (_("Sudah berhenti"), stopped, "stopped")]
            if count
        ],
        none=_("Belum ada praktik yang terbit."),
    )


def lived(numbers: Numbers) -> Table:
    """Return what regions said of their practices in the period."""
    return Table(
        name="life",
        title=_("Kabar dari daerah tentang praktiknya"),
        meaning=_("Berapa kali daerah mengonfirmasi, menghentikan, atau menjalankan lagi."),
        heads=[_("Kabar"), _("Kali")],
        rows=_met((label, numbers.lived[what], what.value) for what, label in LIVED.items()),
        none=_("Tidak ada kabar dari daerah tentang praktiknya."),
    )


def about(facet: str, numbers: Numbers) -> Table:
    """Return how many practices came in the period, by dimension or by sector."""
    counts = numbers.published_about(facet)
    codes = dimensions() if facet == "dimension" else sectors()
    return Table(
        name=f"{facet}s",
        title=str(TITLES[facet]),
        meaning=_("Satu praktik dapat terhitung di beberapa baris."),
        heads=[_("Dimensi") if facet == "dimension" else _("Sektor"), _("Praktik")],
        rows=_met((value_label(facet, code), counts[code], code) for code in codes),
        none=_("Tidak ada praktik yang terbit."),
    )


def _met(counted: Iterable[tuple[str, int, str]]) -> list[Row]:
    """Return the rows of (label, count, code), without what is not met."""
    return [
        Row(label=str(label), values=[count], code=code) for label, count, code in counted if count
    ]
