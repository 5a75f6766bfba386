"""What a change does, as pages show it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from portal.care.queries.asked import Asked
from portal.care.queries.effects import (
    WHILE_SOMEBODY_WAITS,
    Answer,
    Compared,
    Difference,
    Effect,
    answer,
    effect_of,
)
from portal.care.views.pages import links_of
from portal.care.views.shapes import Changed, Hits, Part, Rank, Trial
from portal.core.i18n import _
from portal.search.guidance import Guidance
from portal.search.views.listing_shapes import Link

MOST = 30  # queries that are shown of each set
Links = Mapping[str, Link]


def trial_of(query: str, before: Guidance, after: Guidance) -> Trial:
    """Return what a change would do to one query, and to the sets of them."""
    effect = effect_of(before, after, seconds=WHILE_SOMEBODY_WAITS)
    asked = Asked(query)
    answers = [answer(asked, by) for by in (before, after)] if query else []
    links = links_of(chain(_keys(effect), *(one.first for one in answers)))
    old, new = [_hits(one, links) for one in answers] or (None, None)
    return Trial(query, old, new, _parts(effect, links))


def parts_of(effect: Effect) -> Sequence[Part]:
    """Return what a change did to the sets of queries."""
    return _parts(effect, links_of(_keys(effect)))


def _keys(effect: Effect) -> Iterator[str]:
    for compared in (effect.golden, effect.week):
        for one in compared.differences[:MOST]:
            yield from (*one.before.first, *one.after.first, *one.before.ranks)


def _parts(effect: Effect, links: Links) -> Sequence[Part]:
    return [
        _part(_("Pencarian yang harus berhasil"), effect.golden, links),
        _part(_("Pencarian tujuh hari terakhir"), effect.week, links),
    ]


def _part(title: str, told: Compared, links: Links) -> Part:
    changed = [_changed(one, links) for one in told.differences[:MOST]]
    return Part(title, told.compared, told.of, changed, len(told.differences) - len(changed))


def _changed(one: Difference, links: Links) -> Changed:
    ranks = [
        Rank(links[key].label, rank, one.after.ranks.get(key))
        for key, rank in one.before.ranks.items()
        if key in links
    ]
    return Changed(one.text, one.times, _hits(one.before, links), _hits(one.after, links), ranks)


def _hits(told: Answer, links: Links) -> Hits:
    return Hits([links[key] for key in told.first if key in links], told.total)
