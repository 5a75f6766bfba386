"""The page on which a mentor writes the own profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.formats import Words, words
from portal.core.forms import day_or_none
from portal.core.permissions import require
from portal.mentors.forms import ProfileForm
from portal.mentors.permissions import EDIT_PROFILE
from portal.mentors.queries import FACETS, MentorView, mentor_at
from portal.mentors.queries.choices import BlockChoice, blocks_of, chosen_blocks
from portal.mentors.services import profiles
from portal.mentors.services.profiles import Said
from portal.mentors.views.pages import blueprint, go, refused, told
from portal.practices.views.labels import value_label
from portal.vocabularies.queries import MATURITY, SPM, TermView, scheme

SCHEMES = {"dimension": MATURITY, "sector": SPM}


@dataclass(frozen=True)
class Offered:
    """A practice with its blocks to be ticked, as (value, title, ticked)."""

    title: Words
    blocks: Sequence[tuple[str, Words, bool]]


@dataclass(frozen=True, kw_only=True)
class Editing:
    """The page."""

    region: str
    url: str
    form: ProfileForm
    practices: Sequence[Offered]
    done: str


@blueprint.get("/mentors/<key:mentor>/edit")
@requires(EDIT_PROFILE)
def edit(mentor: str) -> str:
    """Show the own profile as a form."""
    view = _own(mentor)
    blocks = blocks_of(view.region.id)
    chosen = chosen_blocks(view.id)
    form = ProfileForm(
        formdata=None,
        data={
            "agreed": view.agreed,
            "about": view.about,
            "dimensions": list(view.dimensions),
            "sectors": list(view.sectors),
            "languages": list(view.languages),
            "blocks": [b.key for b in blocks if (b.practice_id, b.title["id"]) in chosen],
            "capacity": str(view.capacity),
            "paused_until": view.paused_until.isoformat() if view.paused_until else "",
        },
    )
    return _page(view, form, blocks)


@blueprint.post("/mentors/<key:mentor>/edit")
@requires(EDIT_PROFILE)
def save(mentor: str) -> AnyResponse:
    """Keep the own profile."""
    view = _own(mentor)
    blocks = blocks_of(view.region.id)
    form = ProfileForm()
    _offer(form, blocks)
    if not form.validate():
        return refused(_page(view, form, blocks))
    chosen = {"dimension": form.dimensions.data, "sector": form.sectors.data}
    said = Said(
        agreed=bool(form.agreed.data),
        capacity=int(form.capacity.data),
        paused_until=day_or_none(form.paused_until.data),
        about=form.about.data,
        terms=[
            (facet, term)
            for facet in FACETS
            for term in _terms(facet)
            if term.code in chosen[facet]
        ],
        languages=form.languages.data,
        blocks=[block for block in blocks if block.key in form.blocks.data],
        offered=blocks,
    )
    profiles.save(current_actor(), mentor, said)
    return go("mentors.profile", mentor=mentor, done="saved")


def _own(mentor: str) -> MentorView:
    """Return the own profile.

    Raises:
        NotFound, Forbidden: if it is none, or somebody else's.
    """
    view = mentor_at(current_actor(), mentor)
    require(current_actor(), EDIT_PROFILE, view)
    return view


def _terms(facet: str) -> tuple[TermView, ...]:
    return scheme(SCHEMES[facet]).top()


def _offer(form: ProfileForm, blocks: Sequence[BlockChoice]) -> None:
    dimensions, sectors = (
        [(term.code, value_label(facet, term.code)) for term in _terms(facet)] for facet in FACETS
    )
    form.offer(dimensions, sectors, [(block.key, words(block.title)) for block in blocks])


def _page(view: MentorView, form: ProfileForm, blocks: Sequence[BlockChoice]) -> str:
    _offer(form, blocks)
    ticked = set(form.blocks.data or ())
    page = Editing(
        region=view.region.name,
        url=url_for("mentors.profile", mentor=view.public_id),
        form=form,
        practices=[
            Offered(
                words(group[0].practice),
                [(block.key, words(block.title), block.key in ticked) for block in group],
            )
            for _id, rows in groupby(blocks, key=lambda block: block.practice_id)
            for group in (list(rows),)
        ],
        done=told(),
    )
    return render_template("mentors/edit.html", editing=page)
