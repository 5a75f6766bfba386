"""The questions on somebody's desk, by practice, what is most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from portal.core.clock import utcnow
from portal.core.formats import Words, words
from portal.core.i18n import _, _l
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor, permits
from portal.regions.queries import directory
from portal.threads.permissions import ANSWER
from portal.threads.queries.desk import MOST, Waiting, Why, waiting_for
from portal.threads.views.labels import foreign

SOON = 24 * 3600  # seconds
PILES = {
    Why.HELD: (
        "tanya-saya",
        _l("Pertanyaan yang menunggu jawaban Anda"),
        _l("Yang paling mendesak berada di atas, dikelompokkan menurut praktiknya."),
    ),
    Why.ASKED: (
        "tanya-undangan",
        _l("Anda diminta menjawab"),
        _l("Jawab langsung di utasnya, atau ambil pertanyaannya."),
    ),
    Why.QUEUE: (
        "tanya-antrean",
        _l("Pertanyaan di antrean"),
        _l("Belum ada yang memegang. Ambil, atau berikan kepada orang yang tepat."),
    ),
    Why.OFFERED: (
        "tanya-tawaran",
        _l("Ditawarkan kepada Anda"),
        _l("Lima hari kerja belum dijawab. Bila Anda tahu jawabannya, ambil."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question; `take_url` is None for what is held already, or may only be answered."""

    title: str
    lang: str | None
    excerpt: str
    url: str
    answer_url: str
    take_url: str | None
    block: str
    region: str
    since: datetime
    due_at: datetime
    pill: str
    tone: str


@dataclass(frozen=True)
class Bundle:
    """The questions at one practice, None for those at none, with an id on the page."""

    id: str
    practice: Words | None
    url: str
    items: Sequence[Item]
    late: int


@dataclass(frozen=True)
class Pile:
    """Questions that are on the desk for one reason."""

    id: str
    title: str
    explanation: str
    bundles: Sequence[Bundle]
    count: int


@dataclass(frozen=True)
class Questions:
    """All of them; `more` tells that there are so many that some are not shown yet."""

    piles: Sequence[Pile]
    more: bool


def start() -> None:
    """Add them to the desk."""
    register(Panel(place=Place.DESK, load=_load, template="threads/_desk.html"))


def _load(actor: Actor, ids: Sequence[int]) -> Mapping[int, Questions]:
    found = waiting_for(actor) if permits(actor, ANSWER) else []
    if not found:
        return {}
    piles = [_pile(why, [one for one in found if one.why is why]) for why in PILES]
    shown = [pile for pile in piles if pile.count]
    return dict.fromkeys(ids, Questions(shown, len(found) == MOST))


def _pile(why: Why, found: Sequence[Waiting]) -> Pile:
    id_, title, explanation = PILES[why]
    grouped: dict[str, list[Waiting]] = {}  # in the order of the most urgent of each
    for one in found:
        grouped.setdefault(one.slug, []).append(one)
    bundles = [
        _bundle(f"{id_}-{number}", group) for number, group in enumerate(grouped.values(), start=1)
    ]
    return Pile(id_, str(title), str(explanation), bundles, len(found))


def _bundle(id_: str, found: Sequence[Waiting]) -> Bundle:
    first, now = found[0], utcnow()
    return Bundle(
        id_,
        words(first.practice) if first.practice else None,
        url_for("practices.detail", slug=first.slug) if first.slug else "",
        [_item(one) for one in found],
        sum(1 for one in found if one.due_at < now),
    )


def _item(one: Waiting) -> Item:
    url = url_for("threads.thread", thread=one.key)
    pill, tone = _urgency(one)
    return Item(
        title=one.title,
        lang=foreign(one.language),
        excerpt=one.excerpt,
        url=url,
        answer_url=f"{url}#tulis",
        take_url=url_for("threads.take", thread=one.key) if one.may_take else None,
        block=_("bagian %(number)s", number=one.block) if one.block else "",
        region=directory().by_id[one.region_id].name if one.region_id is not None else "",
        since=one.since,
        due_at=one.due_at,
        pill=pill,
        tone=tone,
    )


def _urgency(one: Waiting) -> tuple[str, str]:
    left = (one.due_at - utcnow()).total_seconds()
    if left < 0:
        return _("lewat tenggat"), "stop"
    return (_("kurang dari sehari"), "warn") if left < SOON else (_("masih ada waktu"), "")
