"""Home, the regions, and pages of plain text."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.accounts.permissions import VIEW_MEMBERS
from portal.accounts.permissions import Place as Membered
from portal.core import glossary, panels, retention
from portal.core.access import current_actor, public
from portal.core.crawling import list_pages
from portal.core.db import db
from portal.core.errors import BadInput, NotFound
from portal.core.formats import words
from portal.core.i18n import _, _l
from portal.core.permissions import permits
from portal.overview import champions, followed, for_you, listed, sheet, topics
from portal.overview.grid import gaps, grid, real_count
from portal.overview.linked import website
from portal.overview.models import Page
from portal.overview.profile import profile_of
from portal.overview.statuses import statuses_at
from portal.overview.tiles import MapTile, province_tiles
from portal.practices.queries import KIND, best, by_region
from portal.practices.schemas.facets import ACTIVE
from portal.practices.schemas.readability import acronyms_in
from portal.practices.views.listing import card_of
from portal.regions.queries import RegionView, directory
from portal.regions.schemas.labels import REGION_KINDS
from portal.search.query import MAX_LENGTH
from portal.search.registry import table

blueprint = Blueprint("overview", __name__, template_folder="templates")
topics.add_to(blueprint)
CARDS = 3
PRIVACY = "privacy"  # the page that also shows what is kept how long
EXAMPLES = (
    _l("anak pendek kurang gizi"),
    _l("jalan rusak lapor ke mana"),
    _l("sampah menumpuk"),
    _l("anak putus sekolah"),
    _l("rumah tidak layak huni"),
    _l("layanan satu pintu"),
)


@dataclass(frozen=True)
class Place:
    """A region in a list, with how many practices it has; `invented` if there is none such."""

    code: str
    name: str
    url: str
    count: int
    invented: bool


@dataclass(frozen=True)
class Province(Place):
    """A province with its regencies and cities; `total` counts the practices of all."""

    total: int
    regions: list[Place]


@blueprint.get("/")
@public
def home() -> str:
    """Show the search, the grid, the map, and the newest and best-evidenced practices."""
    objects = table(KIND)
    actor = current_actor()
    known = directory()
    real = [place for place in known.by_code.values() if not place.invented]
    stats = {
        "practices": real_count(),
        "regions": sum(1 for place in real if objects.count(region=place.code, status=ACTIVE)),
        "provinces": sum(
            1
            for place in known.provinces()
            if not place.invented and objects.count(province=place.code, status=ACTIVE)
        ),
    }
    return render_template(
        "overview/home.html",
        linked=website(),
        stats=stats,
        examples=[
            {"label": example, "url": url_for("practices.index", q=example)} for example in EXAMPLES
        ],
        grid=grid(),
        gaps=gaps(),
        provinces=_map(),
        newest=[card_of(view) for view in best(actor, "newest", CARDS)],
        strongest=[card_of(view) for view in best(actor, "evidence", CARDS)],
    )


def _map() -> list[MapTile]:
    objects = table(KIND)
    return province_tiles(
        count=lambda place: objects.count(province=place.code, status=ACTIVE),
        address=lambda place: url_for("overview.region", code=place.code),
    )


@blueprint.get("/regions")
@public
def regions() -> str:
    """Show all regions by province, or those that fit what was typed."""
    text = request.args.get("q", "").strip()
    if len(text) > MAX_LENGTH:
        raise BadInput(_("Pencarian paling panjang %(most)s karakter.", most=MAX_LENGTH))
    known = directory()
    provinces = known.provinces()
    real = [region for region in known.by_code.values() if not region.invented]
    told = sum(1 for province in provinces if not province.invented)
    return render_template(
        "overview/regions.html",
        q=text,
        matches=[_place(region) for region in known.matching(text)],
        provinces=[_province(province) for province in provinces],
        stats={"provinces": told, "regencies": len(real) - told},
    )


def _place(region: RegionView) -> Place:
    return Place(
        region.code,
        region.name,
        url_for("overview.region", code=region.code),
        table(KIND).count(region=region.code, status=ACTIVE),
        region.invented,
    )


def _province(province: RegionView) -> Province:
    place = _place(province)
    return Province(
        place.code,
        place.name,
        place.url,
        place.count,
        place.invented,
        total=table(KIND).count(province=province.code, status=ACTIVE),
        regions=[_place(region) for region in directory().within(province.code)],
    )


@blueprint.get("/regions/<code:code>")
@public
def region(code: str) -> str | Response:
    """Show a region with its practices; a former code leads to today's."""
    known = directory()
    if code in known.moved:
        return redirect(url_for("overview.region", code=known.moved[code]), 301)
    found = known.by_code.get(code)
    if found is None:
        raise NotFound
    return render_template("overview/region.html", region=_region_page(found))


def _region_page(found: RegionView) -> dict[str, Any]:
    known = directory()
    province = known.province_of(found)
    own = found.code == province.code
    practices = by_region(current_actor(), found.id)
    near = table(KIND).count(province=province.code, status=ACTIVE)
    return {
        "name": found.name,
        "kind_label": REGION_KINDS[found.kind.value],
        "code": found.code,
        "invented": found.invented,
        "former_codes": found.former_codes,
        "aliases": found.aliases,
        "proofs": champions.proofs_of(found.badges),
        "statuses": statuses_at(current_actor(), found),
        "is_autonomous": found.is_autonomous,
        "parent": None if own else _place(province),
        "total": len(practices),
        "practices": [card_of(view) for view in practices],
        "practices_url": url_for("practices.index", region=found.code),
        "nearby_url": url_for("practices.index", province=province.code) if near else None,
        "members_url": url_for("accounts.members", code=found.code)
        if permits(current_actor(), VIEW_MEMBERS, Membered(found.id))
        else None,
        "children": [_place(child) for child in known.within(found.code)] if own else [],
        "profile": profile_of(current_actor(), found),
        "panels": panels.show(panels.Place.REGION_ASIDE, current_actor(), [found.id])[found.id],
    }


@blueprint.get("/pages/<slug:slug>")
@public
def page(slug: str) -> str:
    """Show a page of plain text."""
    found = db.session.scalar(sa.select(Page).where(Page.slug == slug))
    if found is None:
        raise NotFound
    html = words(found.html)
    return render_template(
        "overview/page.html",
        page={
            "slug": slug,
            "title": words(found.title),
            "lang": html.lang,
            "html": Markup(html),  # noqa: S704  # it came from the sanitiser
            "kept": retention.rules() if slug == PRIVACY else (),
        },
    )


def init_app(app: Flask) -> None:
    """Add the pages."""
    followed.start()
    app.register_blueprint(blueprint)
    app.register_blueprint(champions.blueprint)
    app.register_blueprint(for_you.blueprint)
    app.register_blueprint(sheet.blueprint)
    list_pages(app, listed.public_pages)
    glossary.provide(_explained)


def _explained() -> frozenset[str]:
    """Return the acronyms that the glossary explains, in either language."""
    found = db.session.scalar(sa.select(Page.body).where(Page.slug == "glossary"))
    return acronyms_in("\n".join((found or {}).values()))
