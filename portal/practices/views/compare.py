"""Practices side by side."""

from collections.abc import Callable, Sequence

from flask import url_for

from portal.core.formats import words
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.queries import PracticeView, by_slugs
from portal.practices.views import compare_rows
from portal.practices.views.compare_shapes import Cell, Column, Comparison, Point, Row
from portal.practices.views.related import MOST_COMPARED, related_of
from portal.search.views.listing_shapes import Link

MOST_ASKED = 20
SHOWN_TYPED = 60


def comparison_of(asked: Sequence[str], actor: Actor) -> Comparison:
    """Return the practices of the slugs `asked` side by side, and in words what is not shown."""
    slugs = [slug for slug in (typed.strip() for typed in asked) if slug]
    distinct = list(dict.fromkeys(slugs))[:MOST_ASKED]
    views = by_slugs(actor, distinct)
    shown = views[:MOST_COMPARED]
    columns = [_column(view, shown) for view in shown]
    rows = [_row(name, say, shown, columns) for name, say in compare_rows.ROWS.items()]
    return Comparison(
        columns=columns,
        rows=[row for row in rows if any(cell.points for cell in row.cells)],
        unknown=[row.label for row in rows if not any(cell.points for cell in row.cells)],
        notices=_notices(slugs, distinct, views),
        near=_near(shown, actor),
        most=MOST_COMPARED,
    )


def compare_address(slugs: Sequence[str]) -> str:
    """Return the address that compares practices."""
    return url_for("practices.compare", slug=list(slugs))


def _column(view: PracticeView, shown: Sequence[PracticeView]) -> Column:
    return Column(
        slug=view.slug,
        url=url_for("practices.detail", slug=view.slug),
        title=words(view.record["title"]),
        region=view.region.name,
        invented=view.region.invented,
        remove_url=compare_address([other.slug for other in shown if other is not view]),
    )


def _row(
    name: str,
    say: Callable[[PracticeView], list[Point]],
    views: Sequence[PracticeView],
    columns: Sequence[Column],
) -> Row:
    cells = [Cell(column, say(view)) for column, view in zip(columns, views, strict=True)]
    return Row(name, str(compare_rows.LABELS[name]), cells)


def _notices(
    slugs: Sequence[str], distinct: Sequence[str], views: Sequence[PracticeView]
) -> list[str]:
    titles = {view.slug: words(view.record["title"]) for view in views}
    told = [
        _("Tidak ada praktik yang beralamat “%(slug)s”.", slug=slug[:SHOWN_TYPED])
        for slug in distinct
        if slug not in titles
    ]
    told += [
        _("“%(title)s” disebut lebih dari sekali; ditampilkan sekali.", title=title)
        for slug, title in titles.items()
        if slugs.count(slug) > 1
    ]
    left_out = [titles[view.slug] for view in views[MOST_COMPARED:]]
    if left_out or len(set(slugs)) > MOST_ASKED:
        told.append(_("Paling banyak %(most)s praktik dibandingkan sekaligus.", most=MOST_COMPARED))
    if left_out:
        titles_told = "; ".join(f"“{title}”" for title in left_out)
        told.append(_("Belum ditampilkan: %(titles)s.", titles=titles_told))
    return told


def _near(shown: Sequence[PracticeView], actor: Actor) -> list[Link]:
    """Return links that add a practice which resembles the first, as long as there is room."""
    if not 0 < len(shown) < MOST_COMPARED:
        return []
    slugs = [view.slug for view in shown]
    related = related_of(shown[0], actor)
    return [
        Link(f"{card.region_label}: {card.title}", compare_address([*slugs, card.slug]))
        for card in (related.cards if related else [])
        if card.slug not in slugs
    ]
