"""The funnel in words: what each step means, what is lost between them, where to do something."""

from flask import url_for

from portal.core.formats import number
from portal.core.i18n import _, _l
from portal.figures.queries.numbers import Numbers
from portal.figures.schemas.funnel import Cell, Leak, Step, widest
from portal.figures.views.shapes import Loss, Row, Table
from portal.practices.views.labels import short_label
from portal.search.views.listing_shapes import Link

STEPS = {
    Step.SEARCH: _l("Mencari"),
    Step.READ: _l("Membaca"),
    Step.ASK: _l("Bertanya"),
    Step.MENTORSHIP: _l("Didampingi"),
    Step.ADOPTION: _l("Menerapkan"),
    Step.OUTCOME: _l("Berhasil"),
}
MEANINGS = {
    Step.SEARCH: _l(
        "Mencari: pencarian praktik, menurut sel yang dipilih, atau sel praktik yang dibuka; "
        "diperlihatkan mulai lima pencarian di sel itu."
    ),
    Step.READ: _l("Membaca: pencarian yang salah satu hasilnya dibuka."),
    Step.ASK: _l("Bertanya: pertanyaan publik pada praktik di sel itu, atau pada selnya."),
    Step.MENTORSHIP: _l(
        "Didampingi: pendampingan yang diterima tentang praktik di sel itu; yang tidak menyebut "
        "praktik tidak punya sel."
    ),
    Step.ADOPTION: _l("Menerapkan: penerapan yang dimulai."),
    Step.OUTCOME: _l("Berhasil: hasil yang diverifikasi, utuh atau sebagian."),
}
# What to do about a loss after a step: in words, and at which endpoint, which takes a cell.
ACTS = {
    Step.SEARCH: (_l("Lihat kebutuhan yang belum terjawab"), "needs.index"),
    Step.READ: (_l("Baca tanya jawabnya"), "threads.index"),
    Step.ASK: (_l("Cari mentor"), "mentors.index"),
    Step.MENTORSHIP: (_l("Lihat praktiknya"), "practices.index"),
    Step.ADOPTION: (_l("Lihat mengapa penerapan berhenti"), "adoptions.why_not"),
}


def funnel(numbers: Numbers) -> Table:
    """Return the steps of all cells in which any was taken."""
    known = [step for step in Step if any(step in counts for counts in numbers.funnel.values())]
    return Table(
        name="funnel",
        title=_("Dari pencarian sampai hasil"),
        meaning=" ".join([_whole(numbers), *(str(MEANINGS[step]) for step in known)]),
        heads=[_("Sel"), *(str(STEPS[step]) for step in known)],
        rows=[
            Row(
                label=label_of(cell),
                values=[counts.get(step) for step in known],
                code="/".join(cell),
                url=_at("practices.index", cell),
            )
            for cell, counts in numbers.funnel.items()
        ],
        none=_("Belum ada langkah yang tercatat di sel mana pun."),
    )


def _whole(numbers: Numbers) -> str:
    """Return what holds for all steps."""
    span = (
        _("Dihitung dalam tahun ini.")
        if numbers.period
        else _("Dihitung dalam empat triwulan terakhir.")
    )
    rest = _(
        "Tiap langkah dihitung sendiri; tidak ada orang yang diikuti. Satu praktik dapat berada di "
        "beberapa sel."
    )
    return f"{span} {rest}"


def losses(numbers: Numbers) -> list[Loss]:
    """Return the widest leaks, the widest first."""
    return [_loss(leak) for leak in widest(numbers.funnel)]


def label_of(cell: Cell) -> str:
    """Return the name of a cell: "Ekonomi · Sosial"."""
    dimension, sector = cell
    return f"{short_label('dimension', dimension)} · {short_label('sector', sector)}"


def _loss(leak: Leak) -> Loss:
    label, endpoint = ACTS[leak.step]
    sentence = _(
        "%(step)s %(before)s, %(to)s %(after)s: hilang %(share)s%%",
        step=STEPS[leak.step],
        before=number(leak.before),
        to=str(STEPS[leak.to]).lower(),
        after=number(leak.after),
        share=round(100 * leak.share),
    )
    cell = Link(label_of(leak.cell), _at("practices.index", leak.cell))
    return Loss(cell, sentence, Link(str(label), _at(endpoint, leak.cell)))


def _at(endpoint: str, cell: Cell) -> str:
    return url_for(endpoint, dimension=cell[0], sector=cell[1])
