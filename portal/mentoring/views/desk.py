"""Which mentorships the desk shows, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from portal.core.i18n import _l
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.mentoring.queries.waiting import Due, Why, waiting_for
from portal.mentoring.views.rows import row_of
from portal.mentoring.views.shapes import Row

PILES = {
    Why.ANSWER: (
        "pendampingan-jawab",
        _l("Permintaan pendampingan yang menunggu jawaban Anda"),
        _l("Terima atau tolak dalam tujuh hari; setelah itu permintaannya lewat waktu."),
        "",
    ),
    Why.NAME: (
        "pendampingan-tanpa-mentor",
        _l("Pendampingan tanpa mentor"),
        _l("Mentornya pergi. Tunjuk siapa yang meneruskan."),
        "",
    ),
    Why.TAKE: (
        "pendampingan-tawaran",
        _l("Tempat pendampingan yang ditawarkan kepada daerah Anda"),
        _l("Ambil dalam tiga hari; setelah itu tempatnya ditawarkan kepada antrean berikutnya."),
        "",
    ),
    Why.OWN: (
        "pendampingan-diminta",
        _l("Permintaan pendampingan daerah Anda"),
        _l("Belum dijawab, atau masih antre menunggu tempat."),
        "",
    ),
    Why.SIGN: (
        "kesepakatan-tanda-tangan",
        _l("Kesepakatan pendampingan yang menunggu tanda tangan Anda"),
        _l("Baca versinya, lalu tanda tangani untuk daerah Anda."),
        "agreement",
    ),
    Why.ITEMS: (
        "pendampingan-tugas",
        _l("Tugas pendampingan yang jatuh tempo"),
        _l("Kerjakan, lalu tandai selesai di sesinya."),
        "session",
    ),
    Why.CLOSE: (
        "pendampingan-penutupan",
        _l("Pendampingan yang menunggu formulir penutupan Anda"),
        _l("Jangka waktunya lewat, atau daerah lain sudah mengisi."),
        "closing",
    ),
    Why.VERIFY: (
        "pendampingan-verifikasi",
        _l("Hasil pendampingan yang menunggu verifikasi"),
        _l("Kedua daerah sudah mengisi. Periksa indikator yang ditunjuk."),
        "outcome",
    ),
    Why.LASTED: (
        "pendampingan-bertahan",
        _l("Apakah hasil pendampingan bertahan?"),
        _l("Satu pertanyaan, 90 hari sesudah selesai."),
        "outcome",
    ),
}


@dataclass(frozen=True)
class Item:
    """A mentorship on a desk; `text` and `day` tell of what is to be done, `url` is where, if any.

    Where there is none the page of the mentorship itself asks for it.
    """

    row: Row
    text: str
    day: date | None
    url: str


@dataclass(frozen=True)
class Pile:
    """Mentorships that are on a desk for one reason."""

    id: str
    title: str
    explanation: str
    items: Sequence[Item]


def _on_desk(actor: Actor, ids: Sequence[int]) -> Mapping[int, Sequence[Pile]]:
    piles = []
    for why, rows in waiting_for(actor).items():
        id_, title, explanation, page = PILES[why]
        items = [_item(due, page) for due in rows]
        piles.append(Pile(id_, str(title), str(explanation), items))
    return dict.fromkeys(ids, piles) if piles else {}


def _item(due: Due, page: str) -> Item:
    where: dict[str, Any] = {"mentorship": due.view.public_id, "number": due.session or None}
    url = url_for(f"mentoring.{page}", **where) if page else ""
    return Item(row_of(due.view), due.text, due.day, url)


def register_all() -> None:
    """Let the desk show what waits."""
    register(Panel(place=Place.DESK, load=_on_desk, template="mentoring/_desk.html"))
