"""What waits on desks in mentorships that go along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from portal.core.i18n import _l
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.mentoring.queries.waiting import Awaited, Due, awaited
from portal.mentoring.views.rows import row_of
from portal.mentoring.views.shapes import Row

PILES = {
    Awaited.SIGN: (
        "kesepakatan-tanda-tangan",
        _l("Kesepakatan pendampingan yang menunggu tanda tangan Anda"),
        _l("Baca versinya, lalu tanda tangani untuk daerah Anda."),
        "agreement",
    ),
    Awaited.ITEMS: (
        "pendampingan-tugas",
        _l("Tugas pendampingan yang jatuh tempo"),
        _l("Kerjakan, lalu tandai selesai di sesinya."),
        "session",
    ),
    Awaited.CLOSE: (
        "pendampingan-penutupan",
        _l("Pendampingan yang menunggu formulir penutupan Anda"),
        _l("Jangka waktunya lewat, atau daerah lain sudah mengisi."),
        "closing",
    ),
    Awaited.VERIFY: (
        "pendampingan-verifikasi",
        _l("Hasil pendampingan yang menunggu verifikasi"),
        _l("Kedua daerah sudah mengisi. Periksa indikator yang ditunjuk."),
        "outcome",
    ),
    Awaited.LASTED: (
        "pendampingan-bertahan",
        _l("Apakah hasil pendampingan bertahan?"),
        _l("Satu pertanyaan, 90 hari sesudah selesai."),
        "outcome",
    ),
}


@dataclass(frozen=True)
class Item:
    """A mentorship on a desk; `text` and `day` tell of what is to be done, `url` is where."""

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
    for why, rows in awaited(actor).items():
        id_, title, explanation, page = PILES[why]
        items = [_item(due, page) for due in rows]
        piles.append(Pile(id_, str(title), str(explanation), items))
    return dict.fromkeys(ids, piles) if piles else {}


def _item(due: Due, page: str) -> Item:
    address = f"mentoring.{page}"
    url = url_for(address, mentorship=due.view.public_id, number=due.session or None)
    return Item(row_of(due.view), due.text, due.day, url)


def register_all() -> None:
    """Let the desk show what waits."""
    register(Panel(place=Place.DESK, load=_on_desk, template="mentoring/_desk_together.html"))
