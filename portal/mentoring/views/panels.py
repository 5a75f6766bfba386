"""What pages of mentors, practices and regions, and the desk, show of mentorships."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.i18n import _l
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor, permits
from portal.mentoring.permissions import ANSWER_REQUEST, PARTIES, Parties
from portal.mentoring.queries.listing import Why, waiting_for
from portal.mentoring.queries.places import open_places
from portal.mentoring.views.rows import row_of
from portal.mentoring.views.shapes import Row
from portal.mentors.queries import public_counts, shown_as
from portal.practices.queries.names import owners_of
from portal.regions.queries import directory

PILES = {
    Why.ANSWER: (
        "pendampingan-jawab",
        _l("Permintaan pendampingan yang menunggu jawaban Anda"),
        _l("Terima atau tolak dalam tujuh hari; setelah itu permintaannya lewat waktu."),
    ),
    Why.NAME: (
        "pendampingan-tanpa-mentor",
        _l("Pendampingan tanpa mentor"),
        _l("Mentornya pergi. Tunjuk siapa yang meneruskan."),
    ),
    Why.TAKE: (
        "pendampingan-tawaran",
        _l("Tempat pendampingan yang ditawarkan kepada daerah Anda"),
        _l("Ambil dalam tiga hari; setelah itu tempatnya ditawarkan kepada antrean berikutnya."),
    ),
    Why.OWN: (
        "pendampingan-diminta",
        _l("Permintaan pendampingan daerah Anda"),
        _l("Belum dijawab, atau masih antre menunggu tempat."),
    ),
}


@dataclass(frozen=True)
class Pile:
    """Mentorships that are on a desk for one reason."""

    id: str
    title: str
    explanation: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class OfMentor:
    """How many places a mentor has, where to ask, and where to change that."""

    left: int
    ask_url: str | None
    limit_url: str | None


@dataclass(frozen=True)
class OfRegion:
    """Where to ask a region, or for whom it is one's own, where its mentorships are."""

    ask_url: str | None
    list_url: str | None


def _on_desk(actor: Actor, ids: Sequence[int]) -> Mapping[int, Sequence[Pile]]:
    piles = []
    for why, views in waiting_for(actor).items():
        id_, title, explanation = PILES[why]
        piles.append(Pile(id_, str(title), str(explanation), [row_of(view) for view in views]))
    return dict.fromkeys(ids, piles) if piles else {}


def _of_mentors(actor: Actor, ids: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], OfMentor]:
    own = actor.regions(*PARTIES)
    places = open_places({region_id for _person_id, region_id in ids})
    found = {}
    for who, (profile_id, key) in shown_as(ids).items():
        person_id, region_id = who
        governs = permits(actor, ANSWER_REQUEST, Parties(None, region_id, person_id))
        found[who] = OfMentor(
            places.get(profile_id, 0),
            None if region_id in own else url_for("mentoring.new", mentor=key),
            url_for("mentoring.places", mentor=key) if governs else None,
        )
    return found


def _of_regions(actor: Actor, ids: Sequence[int]) -> Mapping[int, OfRegion]:
    known, own, willing = directory().by_id, actor.regions(*PARTIES), public_counts(ids)
    return {
        region_id: _of_region(own=region_id in own, region=known[region_id].code)
        for region_id in ids
        if region_id in own or region_id in willing
    }


def _of_practices(actor: Actor, ids: Sequence[int]) -> Mapping[int, OfRegion]:
    owners, own = owners_of(ids), actor.regions(*PARTIES)
    willing = public_counts({region_id for region_id, _slug in owners.values()})
    return {
        practice_id: _of_region(own=False, practice=slug)
        for practice_id, (region_id, slug) in owners.items()
        if region_id in willing and region_id not in own
    }


def _of_region(*, own: bool, **asked: str) -> OfRegion:
    if own:
        return OfRegion(None, url_for("mentoring.index"))
    return OfRegion(url_for("mentoring.new", **asked), None)  # type: ignore[arg-type]  # values of the address


PANELS = (
    Panel(place=Place.MENTOR_ASIDE, load=_of_mentors, template="mentoring/_mentor.html"),
    Panel(place=Place.REGION_ASIDE, load=_of_regions, template="mentoring/_region.html"),
    Panel(
        place=Place.PRACTICE_ASIDE,
        load=_of_practices,
        template="mentoring/_practice.html",
        anchor="pendampingan",
        title=_l("Pendampingan"),
    ),
    Panel(place=Place.DESK, load=_on_desk, template="mentoring/_desk.html"),
)


def register_all() -> None:
    """Let the pages below show what they have of mentorships."""
    for panel in PANELS:
        register(panel)
