"""The tables that tell of quarters: what is counted by and by, in words."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from portal.core.i18n import _
from portal.core.periods import Quarter
from portal.figures.queries.numbers import Numbers
from portal.figures.views.shapes import Row, Table

Told = Sequence[tuple[Quarter, Sequence[int]]]  # quarters with their values


def practices(numbers: Numbers) -> Table:
    """Return how many practices there were by and by."""
    totals = numbers.totals(numbers.published)
    return Table(
        name="practices",
        title=_("Praktik"),
        meaning=_(
            "Praktik yang hari ini dapat dibaca siapa saja, masih berjalan atau sudah berhenti, "
            "menurut hari terbit pertamanya. Praktik yang ditarik tidak dihitung, juga tidak "
            "untuk masa lalu."
        ),
        heads=[_("Triwulan"), _("Terbit baru"), _("Seluruhnya")],
        rows=_rows(_begun(numbers, totals)),
        none=_("Belum ada praktik yang terbit."),
        drawn=1,
    )


def adoptions(numbers: Numbers) -> Table:
    """Return how many adoptions began, and how many results were verified."""
    begun, verified = numbers.totals(numbers.begun), numbers.totals(numbers.verified)
    return Table(
        name="adoptions",
        title=_("Penerapan"),
        meaning=_(
            "Penerapan adalah daerah yang mengambil praktik daerah lain dan mencatat jalannya. "
            "Hasil terverifikasi: berhasil, utuh atau sebagian, dikonfirmasi daerah asal dan "
            "diverifikasi editor nasional."
        ),
        heads=[_("Triwulan"), _("Dimulai"), _("Hasil terverifikasi")],
        rows=_rows(_moved(numbers, begun, verified)),
        none=_("Belum ada penerapan yang tercatat."),
        drawn=0,
    )


def champions(numbers: Numbers) -> Table:
    """Return how many regions were champion by and by."""
    return Table(
        name="champions",
        title=_("Daerah champion"),
        meaning=_(
            "Daerah dengan setidaknya satu status champion pada akhir triwulan, dari riwayat "
            "status yang tidak pernah diubah. Penghargaan dari luar portal tidak dihitung."
        ),
        heads=[_("Akhir triwulan"), _("Daerah champion")],
        rows=_rows(_told(numbers, [[count] for count in numbers.champions[1:]])),
        none=_("Belum ada daerah berstatus champion.")
        if numbers.scope.is_area
        else _("Daerah ini belum berstatus champion."),
        drawn=0,
    )


def answers(numbers: Numbers) -> Table:
    """Return how soon questions were answered."""
    rows = [
        Row(
            label=quarter.long,
            short=quarter.short,
            values=[record.questions, record.answered, record.share, record.hours],
        )
        for quarter, record in numbers.answers
        if record is not None
    ]
    return Table(
        name="answers",
        title=_("Waktu jawab"),
        meaning=_(
            "Pertanyaan publik yang jawabannya dijanjikan sebuah daerah dalam tiga hari kerja, "
            "menurut triwulan ditanyakan: yang sudah dijawab, atau yang janjinya sudah lewat. "
            "Median dalam jam kerja sampai jawaban pertama."
        ),
        heads=[
            _("Triwulan"),
            _("Ditanyakan"),
            _("Dijawab"),
            _("Persen dalam janji"),
            _("Median (jam kerja)"),
        ],
        rows=rows,
        none=_("Belum ada pertanyaan yang janji jawabnya dapat dihitung."),
    )


def _told(numbers: Numbers, values: Sequence[Sequence[int]]) -> Told:
    """Return the quarters of the period with their values."""
    rows = list(zip(numbers.quarters, values, strict=True))
    return rows[-numbers.period :]


def _begun(numbers: Numbers, totals: Sequence[int]) -> Told:
    """Return how many came in each quarter, and how many there were in all at its end."""
    return _told(numbers, [[after - before, after] for before, after in pairwise(totals)])


def _moved(numbers: Numbers, *series: Sequence[int]) -> Told:
    """Return how many of each came in each quarter."""
    steps = ([after - before for before, after in pairwise(totals)] for totals in series)
    return _told(numbers, list(zip(*steps, strict=True)))


def _rows(told: Told) -> list[Row]:
    """Return a row for each quarter from the first on in which there was anything."""
    return [
        Row(label=quarter.long, short=quarter.short, values=values)
        for quarter, values in _from_the_first(told)
    ]


def _from_the_first(told: Told) -> Iterator[tuple[Quarter, Sequence[int]]]:
    begun = False
    for quarter, values in told:
        begun = begun or any(values)
        if begun:
            yield quarter, values
