"""What a region may learn from whom: recommendations, with every term of their score in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for

from portal.adoptions.queries.advice import advice_for, standings, weights
from portal.adoptions.queries.matching import (
    FULL,
    PATIENCE,
    STEPS,
    Candidate,
    Gap,
    Match,
    Standing,
    success_of,
)
from portal.core.access import current_actor, public
from portal.core.errors import NotFound
from portal.core.formats import number, words
from portal.core.i18n import _, current_locale
from portal.core.permissions import Actor, permits, require
from portal.overview.profile import shared
from portal.practices.queries import Brief, briefs
from portal.practices.views.compare import compare_address
from portal.practices.views.labels import short_label
from portal.practices.views.listing import evidence_of
from portal.practices.views.related import MOST_COMPARED
from portal.regions.models.profile import Kind
from portal.regions.permissions import ENTER, MEMBERS, VIEW_ASSESSMENT, Said
from portal.regions.queries import RegionView, directory
from portal.regions.queries.likeness import likeness, traits_of
from portal.regions.queries.profile import targets
from portal.regions.schemas.labels import TRAIT_LABELS
from portal.regions.schemas.measures import What
from portal.regions.schemas.traits import CHOSEN
from portal.search.views.listing_shapes import Link
from portal.vocabularies.queries import NON_SPM, dimensions, sectors

blueprint = Blueprint("for_you", __name__, template_folder="templates")


@dataclass(frozen=True)
class Term:
    """A term of the score in words, how large it is of 1, and how much of the score it can make."""

    name: str
    text: str
    value: str
    weight: str


@dataclass(frozen=True, kw_only=True)
class Advice:
    """A practice that is recommended; `why` in words, `terms` with their numbers."""

    slug: str
    url: str
    check_url: str
    title: str
    lang: str | None
    region: str
    region_url: str
    invented: bool
    why: Sequence[str]
    score: str
    terms: Sequence[Term]


@dataclass(frozen=True, kw_only=True)
class Page:
    """The recommendations of a region, or in which way it can come to some.

    `lacking` names what nobody has said of the region; `is_known` tells that something was, and
    `has_gap` that some of it falls short.
    """

    region: RegionView
    url: str
    sheet_url: str
    choices: Sequence[Link]
    advice: Sequence[Advice]
    compare_url: str | None
    lacking: Sequence[str]
    is_known: bool
    has_gap: bool
    enter_url: str | None


@blueprint.get("/for-you")
@public
def index() -> str:
    """Show what is recommended to a region of the reader, or how to come to recommendations."""
    actor = current_actor()
    region = _asked(actor)
    page = _page(actor, region) if region else None
    sign_in = url_for("accounts.sign_in", next=url_for("for_you.index"))
    return render_template(
        "overview/for_you.html", page=page, sign_in_url=None if actor.person_id else sign_in
    )


def _asked(actor: Actor) -> RegionView | None:
    """Return the region that was asked for, else the first of the reader's own, if there is any.

    Raises:
        NotFound: if there is no such region.
        Forbidden: if the reader may not read what the region says of itself.
    """
    own = _own(actor)
    code = request.args.get("region", "").strip()
    if not code:
        return own[0] if own else None
    region = directory().by_code.get(code)
    if region is None:
        raise NotFound
    require(actor, VIEW_ASSESSMENT, Said(region.id, Kind.SELF, shown=False))
    return region


def _own(actor: Actor) -> list[RegionView]:
    known = directory().by_id
    return sorted((known[key] for key in actor.regions(*MEMBERS)), key=lambda one: one.code)


def _page(actor: Actor, region: RegionView) -> Page:
    known = standings(region.id)
    mine, matches = known(region.id), advice_for(region, known)
    named = briefs(actor, [str(match.of.id) for match in matches])
    told = [(match, brief) for match in matches if (brief := named.get(str(match.of.id)))]
    slugs = [brief.slug for _match, brief in told]
    return Page(
        region=region,
        url=url_for("overview.region", code=region.code),
        sheet_url=url_for("sheet.sheet", code=region.code),
        choices=[Link(one.name, url_for("for_you.index", region=one.code)) for one in _own(actor)],
        advice=[_advice(region, known(match.of.owner), match, brief) for match, brief in told],
        compare_url=compare_address(slugs[:MOST_COMPARED]) if len(slugs) > 1 else None,
        lacking=list(_lacking(region, mine)),
        is_known=bool(mine.levels or mine.spm),
        has_gap=_has_gap(region, mine),
        enter_url=url_for("regions.entry", code=region.code, what=What.MATURITY.value)
        if permits(actor, ENTER, region.id)
        else None,
    )


def _has_gap(region: RegionView, mine: Standing) -> bool:
    wanted = targets(region.id)
    return any(level < wanted.of(region.id, code) for code, level in mine.levels.items()) or any(
        percent < FULL for percent in mine.spm.values()
    )


def _lacking(region: RegionView, mine: Standing) -> Iterator[str]:
    """Yield in words what nobody has said of a region."""
    unknown = [code for code in dimensions() if code not in mine.levels]
    if unknown:
        names = ", ".join(short_label("dimension", code) for code in unknown)
        yield _("tingkat kematangan: %(names)s", names=names)
    unknown = [code for code in sectors() if code != NON_SPM and code not in mine.spm]
    if unknown:
        names = ", ".join(short_label("sector", code) for code in unknown)
        yield _("capaian SPM: %(names)s", names=names)
    traits = [
        str(TRAIT_LABELS[trait.value]) for trait, code in traits_of(region).items() if not code
    ]
    if traits:
        yield _("sifat daerah: %(names)s", names=", ".join(traits).lower())


def _advice(region: RegionView, owner: Standing, match: Match, brief: Brief) -> Advice:
    title, gap = words(brief.title), match.gap
    terms = list(_terms(region, brief.region, match))
    return Advice(
        slug=brief.slug,
        url=url_for("practices.detail", slug=brief.slug),
        check_url=url_for("adoptions.check", slug=brief.slug, region=region.code),
        title=title,
        lang=title.lang if title.lang != current_locale() else None,
        region=brief.region.name,
        region_url=url_for("overview.region", code=brief.region.code),
        invented=brief.region.invented,
        why=[*(term.text for term in terms), _ahead(brief.region, owner, gap)],
        score=number(match.score, 3),
        terms=terms,
    )


def _terms(region: RegionView, owner: RegionView, match: Match) -> Iterator[Term]:
    """Yield the terms of a score, first that by which all others are multiplied."""
    of, counts = match.of, weights()
    label = evidence_of(of.evidence).label.lower()
    yield Term(_("Kekurangan yang diisi"), _missing(match.gap), number(match.gap.fit, 4), "")
    yield _term(
        _("Bukti"),
        _("bukti %(level)s dari %(most)s: %(label)s", level=of.evidence, most=STEPS, label=label),
        of.evidence / STEPS,
        counts.evidence,
    )
    yield _term(_("Kemiripan daerah"), _alike(region, owner), match.context, counts.context)
    yield _term(
        _("Keberhasilan di tempat lain"),
        _replicated(of),
        success_of(of.ok, of.closed),
        counts.success,
    )
    yield _term(_("Konfirmasi daerah asal"), _fresh(of.fresh), of.fresh, counts.fresh)


def _term(name: str, text: str, value: float, weight: float) -> Term:
    return Term(name, text, number(value, 4), number(weight, 4))


def _missing(gap: Gap) -> str:
    """Say where a region stands in a pair, and where it aims; what is not known is told as such."""
    dimension, sector = gap.pair
    name = short_label("dimension", dimension)
    told = [
        _("%(name)s M%(level)s, target M%(target)s", name=name, level=gap.level, target=gap.target)
        if gap.level is not None
        else _("%(name)s: tingkat belum diketahui", name=name)
    ]
    if sector:
        name = short_label("sector", sector)
        told.append(
            _("SPM %(name)s %(percent)s %%", name=name.lower(), percent=number(gap.spm))
            if gap.spm is not None
            else _("SPM %(name)s: capaian belum diketahui", name=name.lower())
        )
    return "; ".join(told)


def _alike(region: RegionView, owner: RegionView) -> str:
    if traits := shared(likeness(region, owner)):
        return _("mirip: %(traits)s", traits=traits)
    ours, theirs = traits_of(region), traits_of(owner)
    if any(ours[trait] and theirs[trait] for trait in CHOSEN):
        return _("keadaannya tidak mirip")
    return _("kemiripannya belum diketahui")


def _replicated(of: Candidate) -> str:
    if not of.closed:
        return _("belum ada replikasi yang selesai")
    return _("%(ok)s dari %(closed)s replikasi berhasil", ok=of.ok, closed=of.closed)


def _fresh(fresh: float) -> str:
    if fresh == 1:
        return _("konfirmasi daerah asalnya masih berlaku")
    if fresh:
        return _("%(days)s hari lewat dari waktu konfirmasi", days=round((1 - fresh) * PATIENCE))
    return _("belum dikonfirmasi daerah asalnya")


def _ahead(owner: RegionView, standing: Standing, gap: Gap) -> str:
    """Say in what the region of a practice is further."""
    dimension, sector = gap.pair
    level, spm = standing.levels.get(dimension), standing.spm.get(sector or "")
    told = []
    if level is not None and gap.level is not None and level > gap.level:
        told.append(f"M{level}")
    if spm is not None and gap.spm is not None and spm > gap.spm:
        told.append(_("SPM %(percent)s %%", percent=number(spm)))
    return _("%(region)s lebih maju: %(what)s", region=owner.name, what=", ".join(told))
