"""The desk: what waits for somebody, and since when."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for

from portal.core import panels
from portal.core.access import current_actor, requires
from portal.core.clock import utcnow
from portal.core.formats import words
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.models import WRITABLE_STATES, DraftState
from portal.practices.permissions import EDITOR, OPEN_DESK, WRITERS
from portal.practices.queries.desk import Task, tasks_of
from portal.practices.views.wording_review import STATE_KINDS, STATE_LABELS

blueprint = Blueprint("desk", __name__, template_folder="../templates")


@dataclass(frozen=True, kw_only=True)
class Item:
    """A draft on the desk; `quote` is what the editor asked for, `invented` tells a sample.

    `edit_url` is where one goes on writing, None where one only reads.
    """

    title: str
    url: str
    edit_url: str | None
    region: str
    invented: bool
    state: str
    state_kind: str
    since: datetime
    days: int
    who: str
    quote: str
    open_count: int


@dataclass(frozen=True)
class Pile:
    """Drafts that wait for the same thing."""

    id: str
    title: str
    explanation: str
    items: Sequence[Item]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The page; `parts` come from features above, `empty` says what to do where nothing waits."""

    parts: Sequence[panels.Shown]
    piles: Sequence[Pile]
    empty: str


@blueprint.get("/desk")
@requires(OPEN_DESK)
def desk() -> str:
    """Show what waits for whoever is signed in."""
    actor = current_actor()
    piles = [pile for pile in _piles(actor, tasks_of(actor)) if pile.items]
    parts = panels.show(panels.Place.DESK, actor, [actor.person_id])[actor.person_id]
    page = Desk(parts=parts, piles=piles, empty=_empty(actor, writes=bool(actor.regions(*WRITERS))))
    return render_template("practices/desk.html", desk=page)


def _piles(actor: Actor, tasks: Sequence[Task]) -> Iterator[Pile]:
    regions = actor.regions(*WRITERS)
    own = [task for task in tasks if task.region.id in regions]
    if regions:
        yield from _writers_piles(actor, own)
    if EDITOR in actor.grants:
        yield from _editors_piles(actor, tasks)
    guests = [task for task in tasks if task.is_guest and task not in own]
    yield _pile(
        "tamu",
        _("Anda diminta berkomentar"),
        _("Baca naskahnya, lalu tulis komentar pada isian yang Anda kuasai."),
        guests,
    )


def _writers_piles(actor: Actor, own: Sequence[Task]) -> Iterator[Pile]:
    writing = [task for task in own if task.state is DraftState.WRITING]
    yield _pile(
        "ubah",
        _("Perlu diubah"),
        _("Editor meminta perubahan. Ubah naskahnya, lalu kirim lagi."),
        [task for task in own if task.state is DraftState.CHANGES_REQUESTED],
        who=lambda task: _("editor: %(name)s", name=task.reviewer) if task.reviewer else "",
    )
    yield _pile(
        "draf",
        _("Draf saya"),
        _("Yang sedang Anda tulis dan belum dikirim."),
        [task for task in writing if task.holder_id == actor.person_id],
    )
    yield _pile(
        "antrean",
        _("Draf tanpa penanggung jawab"),
        _("Menunggu rekan di daerah Anda yang meneruskannya."),
        [task for task in writing if task.holder_id is None],
    )
    yield _pile(
        "rekan",
        _("Draf rekan sedaerah"),
        _("Anda boleh membaca, mengomentari, dan ikut menulis."),
        [task for task in writing if task.holder_id not in {None, actor.person_id}],
        who=lambda task: _("dipegang %(name)s", name=task.holder),
    )
    yield _pile(
        "dikirim",
        _("Sudah dikirim"),
        _("Tidak perlu apa-apa dari Anda sampai editor memutuskan."),
        [task for task in own if task.state not in WRITABLE_STATES],
        who=lambda task: _("diperiksa %(name)s", name=task.reviewer) if task.reviewer else "",
    )


def _editors_piles(actor: Actor, tasks: Sequence[Task]) -> Iterator[Pile]:
    reading = [task for task in tasks if task.state is DraftState.IN_REVIEW]
    yield _pile(
        "saya-periksa",
        _("Sedang saya periksa"),
        _("Putuskan: minta perubahan atau setujui."),
        [task for task in reading if task.reviewer_id == actor.person_id],
    )
    yield _pile(
        "menunggu",
        _("Menunggu diperiksa"),
        _("Yang paling lama menunggu berada di atas."),
        [task for task in tasks if task.state is DraftState.SUBMITTED],
    )
    yield _pile(
        "editor-lain",
        _("Diperiksa editor lain"),
        _("Anda boleh berkomentar; keputusan ada pada editor yang memeriksa."),
        [task for task in reading if task.reviewer_id != actor.person_id],
        who=lambda task: _("diperiksa %(name)s", name=task.reviewer),
    )


def _pile(
    id_: str,
    title: str,
    explanation: str,
    tasks: Sequence[Task],
    who: Callable[[Task], str] = lambda _task: "",
) -> Pile:
    regions = current_actor().regions(*WRITERS)
    items = [_item(task, who(task), writes=task.region.id in regions) for task in tasks]
    return Pile(id_, title, explanation, items)


def _item(task: Task, who: str, *, writes: bool) -> Item:
    asked = task.state is DraftState.CHANGES_REQUESTED
    editable = writes and task.state in WRITABLE_STATES
    return Item(
        title=words(task.title),
        url=url_for("reviews.review", slug=task.slug),
        edit_url=url_for("editor.overview", slug=task.slug) if editable else None,
        region=task.region.name,
        invented=task.region.invented,
        state=str(STATE_LABELS[task.state]),
        state_kind=STATE_KINDS[task.state],
        since=task.since,
        days=(utcnow() - task.since).days,
        who=who,
        quote=task.note if asked else "",
        open_count=task.open_count,
    )


def _empty(actor: Actor, *, writes: bool) -> str:
    if writes:
        return _(
            "Tidak ada yang menunggu. Punya praktik yang belum ditulis? Mulailah dari judulnya."
        )
    if EDITOR in actor.grants:
        return _(
            "Tidak ada naskah yang menunggu. Naskah baru muncul di sini begitu dikirim daerah."
        )
    return _(
        "Tidak ada yang menunggu Anda. Bila editor meminta Anda mengomentari naskah, naskahnya "
        "muncul di sini."
    )
