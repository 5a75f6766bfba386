"""The replication tree of a practice: a drawing, and the same as a list of lists."""

from collections.abc import Iterator, Sequence
from functools import cache

from flask import render_template, url_for

from portal.adoptions.queries.counting import Counts, counts
from portal.adoptions.queries.trees import Node, nodes
from portal.adoptions.queries.wording import reason_label, standing
from portal.adoptions.views.listing_shapes import Leaf, TreePage
from portal.adoptions.views.pages import blueprint
from portal.adoptions.views.told import sentence
from portal.core.access import current_actor, public
from portal.core.formats import words
from portal.core.i18n import _, current_locale
from portal.core.trees import Drawn, in_order, tree
from portal.practices.queries import PracticeView, get_visible
from portal.search.views.listing_shapes import Link

NAME, WORDS = 25, 29  # characters that fit into a box


@blueprint.get("/practices/<slug:slug>/adoptions", endpoint="tree")
@public
def tree_of(slug: str) -> str:
    """Show who has taken a practice over from whom, and how it went."""
    view = get_visible(current_actor(), slug)
    return render_template("adoptions/tree.html", tree=_page(view))


def _page(view: PracticeView) -> TreePage:
    found = nodes(view.id)
    parents = [None, *(0 if node.parent is None else node.parent + 1 for node in found)]
    drawn = tree(parents)
    number = counts([view.id]).get(view.id, Counts())
    title = words(view.record["title"])
    return TreePage(
        practice=Link(title, url_for("practices.detail", slug=view.slug)),
        lang=title.lang if title.lang != current_locale() else None,
        invented=view.region.invented,
        sentence=sentence(number),
        reasons=[(reason_label(code), times) for code, times in number.reasons.most_common()],
        generations=max((spot.depth for spot in drawn.spots), default=0),
        leaves=list(_leaves(view, found, parents, drawn)),
        lines=drawn.lines,
        width=drawn.width,
        height=drawn.height,
        start_url=url_for("adoptions.start", slug=view.slug),
        list_url=url_for("adoptions.index", practice=view.slug),
        why_url=url_for("adoptions.why_not", practice=view.slug),
    )


def _leaves(
    view: PracticeView, found: Sequence[Node], parents: Sequence[int | None], drawn: Drawn
) -> Iterator[Leaf]:
    """Yield the nodes as they are read, with where lists of lists begin and end."""
    order = in_order(parents)
    depths = [drawn.spots[node].depth for node in order]
    base, known = url_for("adoptions.index"), cache(standing)
    for place, node in enumerate(order):
        following = depths[place + 1] if place + 1 < len(order) else 0
        spot = drawn.spots[node]
        opens, closes = following > spot.depth, max(spot.depth - following, 0)
        if node == 0:
            name, said, icon, at = view.region.name, _("Daerah asal"), "origin", None
            url = url_for("practices.detail", slug=view.slug)
        else:
            one = found[node - 1]
            stands = known(one.stage, one.outcome, one.reason)
            name, said, icon, at = one.region.name, stands.label, stands.icon, one.moved_at
            url = f"{base}/{one.key}"
        short, brief = _fitting(name, NAME), _fitting(said, WORDS)
        yield Leaf(name, short, said, brief, icon, url, spot.x, spot.y, at, opens, closes)


def _fitting(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
