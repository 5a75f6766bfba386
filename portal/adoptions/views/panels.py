"""What pages of practices, regions and threads, and the desk, show of adoptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.adoptions.models import CLOSED
from portal.adoptions.permissions import regions_recording
from portal.adoptions.queries import latest_of, of_region
from portal.adoptions.queries.applied import Applied, applied_at
from portal.adoptions.queries.counting import Counts, counts
from portal.adoptions.queries.waiting import Why, waiting_for
from portal.adoptions.views.fitting import fits_of
from portal.adoptions.views.rows import row_of
from portal.adoptions.views.shapes import Row
from portal.adoptions.views.told import sentence
from portal.core.i18n import _l
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.practices.queries import PracticeView
from portal.practices.queries.names import slugs_of
from portal.practices.views.compare_rows import add_row
from portal.practices.views.compare_shapes import Point
from portal.regions.queries import directory
from portal.search.views.listing_shapes import Link

SHOWN = 5
PILES = {
    Why.CONFIRM: (
        "hasil-konfirmasi",
        _l("Hasil penerapan yang menunggu konfirmasi daerah Anda"),
        _l("Daerah lain melaporkan hasil dari praktik Anda. Katakan apa yang Anda lihat."),
    ),
    Why.VERIFY: (
        "hasil-verifikasi",
        _l("Hasil penerapan yang menunggu verifikasi"),
        _l("Daerah asal sudah mengonfirmasi. Verifikasi, atau minta diperiksa lagi."),
    ),
    Why.HELD: (
        "penerapan-saya",
        _l("Penerapan yang Anda pegang"),
        _l("Catat langkah berikutnya begitu terjadi; daerah asal ikut membacanya."),
    ),
    Why.QUEUE: (
        "penerapan-antrean",
        _l("Penerapan tanpa penanggung jawab"),
        _l("Milik daerah Anda, dan belum ada yang meneruskannya."),
    ),
}


@dataclass(frozen=True)
class OfPractice:
    """The adoptions of a practice; `sentence` is "" where there are none."""

    sentence: str
    rows: Sequence[Row]
    start_url: str
    check_url: str
    tree_url: str
    why_url: str | None


@dataclass(frozen=True)
class OfRegion:
    """The adoptions of a region, how many of them are open, and where all are."""

    rows: Sequence[Row]
    total: int
    open: int
    all_url: str


@dataclass(frozen=True)
class Item:
    """An adoption on a desk; `act_url` is where what waits is done."""

    row: Row
    act_url: str


@dataclass(frozen=True)
class Pile:
    """Adoptions that are on a desk for one reason."""

    id: str
    title: str
    explanation: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Outcome:
    """The adoption of who applied an answer, or where to record one."""

    adoption: Row | None
    record: Link | None


def _of_practices(actor: Actor, ids: Sequence[int]) -> Mapping[int, OfPractice]:
    slugs, numbers = slugs_of(ids), counts(ids)
    newest = latest_of(actor, numbers, SHOWN) if numbers else {}
    return {
        key: _of_practice(slug, numbers.get(key), [row_of(view) for view in newest.get(key, ())])
        for key, slug in slugs.items()
    }


def _of_practice(slug: str, number: Counts | None, rows: Sequence[Row]) -> OfPractice:
    return OfPractice(
        sentence(number) if number else "",
        rows,
        url_for("adoptions.start", slug=slug),
        url_for("adoptions.check", slug=slug),
        url_for("adoptions.tree", slug=slug),
        url_for("adoptions.why_not", practice=slug) if number and number.dropped else None,
    )


def _of_regions(actor: Actor, ids: Sequence[int]) -> Mapping[int, OfRegion]:
    known = directory().by_id
    return {
        key: OfRegion(
            [row_of(view) for view in views[:SHOWN]],
            len(views),
            sum(view.stage not in CLOSED for view in views),
            url_for("adoptions.index", region=known[key].code),
        )
        for key, views in of_region(actor, ids).items()
    }


def _on_desk(actor: Actor, ids: Sequence[int]) -> Mapping[int, Sequence[Pile]]:
    piles = []
    for why, views in waiting_for(actor).items():
        id_, title, explanation = PILES[why]
        page = "adoptions.verdict" if why in {Why.CONFIRM, Why.VERIFY} else "adoptions.step"
        items = [Item(row_of(view), url_for(page, adoption=view.public_id)) for view in views]
        piles.append(Pile(id_, str(title), str(explanation), items))
    return dict.fromkeys(ids, piles) if piles else {}


def _at_threads(actor: Actor, ids: Sequence[int]) -> Mapping[int, Outcome]:
    found = {}
    for key, applied in applied_at(actor, ids).items():
        outcome = _outcome(actor, applied)
        if outcome.adoption or outcome.record:
            found[key] = outcome
    return found


def _outcome(actor: Actor, applied: Applied) -> Outcome:
    if applied.adoption is not None:
        return Outcome(row_of(applied.adoption), None)
    own = applied.region_id in regions_recording(actor) and applied.slug
    url = url_for("adoptions.start", slug=applied.slug) if own else ""
    return Outcome(None, Link("", url) if own else None)


PANELS = (
    Panel(
        place=Place.PRACTICE_ASIDE,
        load=_of_practices,
        template="adoptions/_practice.html",
        anchor="penerapan",
        title=_l("Penerapan di daerah lain"),
    ),
    Panel(place=Place.RESULTS_HIT, load=fits_of, template="adoptions/_fit.html"),
    Panel(place=Place.REGION_ASIDE, load=_of_regions, template="adoptions/_region.html"),
    Panel(place=Place.DESK, load=_on_desk, template="adoptions/_desk.html"),
    Panel(place=Place.THREAD_OUTCOME, load=_at_threads, template="adoptions/_thread.html"),
)


def register_all() -> None:
    """Let the pages below show what they have of adoptions."""
    for panel in PANELS:
        register(panel)
    add_row("adoptions", _l("Penerapan di daerah lain"), _compared)


def _compared(view: PracticeView) -> list[Point]:
    """Return how many adoptions a practice has, with the tree, for a comparison."""
    found = counts([view.id]).get(view.id)
    url = url_for("adoptions.tree", slug=view.slug)
    return [Point(text=sentence(found), url=url)] if found else []
