"""One sheet of A4 about a region for its head: what is weak, what to copy, from whom, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, url_for

from portal.core.access import current_actor, public
from portal.core.addresses import absolute
from portal.core.clock import today
from portal.core.errors import NotFound
from portal.core.formats import words
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.overview.profile import Profile, Stood, profile_of, shared
from portal.practices.queries import PracticeView, best
from portal.practices.views.cards import Evidence
from portal.practices.views.listing import evidence_of
from portal.regions.queries import RegionView, directory
from portal.regions.queries.likeness import likeness
from portal.regions.queries.profile import levels_of, spm_of
from portal.regions.schemas.labels import said
from portal.regions.schemas.measures import FULL, What

blueprint = Blueprint("sheet", __name__, template_folder="templates")
WEAK = 3  # weaknesses on the sheet
COPIED = 2  # practices for each
FACETS = {What.SPM: "sector", What.MATURITY: "dimension"}
LOOKED_AT = 30  # practices of a topic, best evidence first


@dataclass(frozen=True)
class Copied:
    """A practice that may help: of whom, how well proven, and why it would fit."""

    title: str
    lang: str
    url: str
    region: str
    evidence: Evidence
    why: str


@dataclass(frozen=True)
class _Gap:
    """What is missing of what, from where a region stands to where it aims."""

    what: What
    code: str
    name: str
    stood: Stood
    aim: str


@dataclass(frozen=True)
class Weak:
    """A dimension or sector in which a region lacks something, and what to copy."""

    name: str
    now: Stood
    aim: str
    practices: Sequence[Copied]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The sheet."""

    region: RegionView
    profile: Profile
    weak: Sequence[Weak]
    day: date
    url: str


@blueprint.get("/regions/<code:code>/sheet")
@public
def sheet(code: str) -> str:
    """Show a region on one sheet."""
    region = directory().by_code.get(code)
    if region is None:
        raise NotFound
    actor = current_actor()
    profile = profile_of(actor, region)
    page = Sheet(
        region=region,
        profile=profile,
        weak=list(_weak(actor, region, profile)),
        day=today(),
        url=absolute(url_for("overview.region", code=code)),
    )
    return render_template("overview/sheet.html", sheet=page)


def _weak(actor: Actor, region: RegionView, profile: Profile) -> Iterator[Weak]:
    """Yield the widest gaps, a sector first, since minimum standards come first."""
    values: dict[What, Mapping[int, Mapping[str, float]]] = {
        What.SPM: spm_of(),
        What.MATURITY: levels_of(),
    }
    for gap in _gaps(profile)[:WEAK]:
        ahead = {
            key: said(gap.what, gap.code, known[gap.code])
            for key, known in values[gap.what].items()
            if known.get(gap.code, 0.0) > gap.stood.value
        }
        topic = {FACETS[gap.what]: gap.code}
        found = best(actor, "evidence", LOOKED_AT, **topic)
        yield Weak(gap.name, gap.stood, gap.aim, _copied(region, found, ahead))


def _gaps(profile: Profile) -> list[_Gap]:
    sectors = [
        _Gap(What.SPM, one.code, one.name, one.stood, said(What.SPM, one.code, FULL))
        for one in sorted(profile.sectors, key=lambda one: -one.gap)
        if one.gap and one.stood
    ]
    dimensions = [
        _Gap(
            What.MATURITY, one.code, one.name, one.counts, said(What.MATURITY, one.code, one.target)
        )
        for one in sorted(profile.dimensions, key=lambda one: -one.gap)
        if one.gap and one.counts
    ]
    return [*sectors[:1], *dimensions, *sectors[1:]]


def _copied(
    region: RegionView, found: Sequence[PracticeView], ahead: dict[int, str]
) -> list[Copied]:
    """Return the practices to copy: of regions known to be ahead, then of those most alike."""
    others = [view for view in found if view.region.id != region.id]
    if not region.invented:
        others = [view for view in others if not view.region.invented]
    ranked = sorted(
        others,
        key=lambda view: (
            view.region.id not in ahead,
            -view.evidence_level,
            -len(likeness(region, view.region).alike),
        ),
    )
    return [_copy(region, view, ahead.get(view.region.id, "")) for view in ranked[:COPIED]]


def _copy(region: RegionView, view: PracticeView, ahead: str) -> Copied:
    alike = shared(likeness(region, view.region))
    why = [
        _("lebih maju: %(level)s", level=ahead) if ahead else "",
        _("serupa: %(traits)s", traits=alike) if alike else "",
    ]
    title = words(view.record["title"])
    return Copied(
        title,
        title.lang,
        url_for("practices.detail", slug=view.slug),
        view.region.name,
        evidence_of(view.evidence_level),
        "; ".join(part for part in why if part),
    )
