"""The form of a region's traits, time zone and targets, and the switch of who reads more."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.forms import Form
from portal.core.uow import unit_of_work
from portal.regions.forms.profile import TARGET, traits_form
from portal.regions.permissions import ENTER, OPEN_PROFILE
from portal.regions.queries import RegionView
from portal.regions.queries.profile import targets
from portal.regions.schemas.traits import CHOSEN
from portal.regions.services import traits as service
from portal.regions.views.pages import blueprint, go, refused, region_for
from portal.vocabularies.queries import dimensions


@dataclass(frozen=True)
class Traits:
    """The page."""

    region: RegionView
    form: Form
    chosen: list[str]
    targets: list[str]


@blueprint.get("/regions/<code:code>/profile/traits")
@requires(ENTER)
def traits(code: str) -> str:
    """Show what a region has said."""
    region = region_for(ENTER, code)
    return _page(region, traits_form(_known(region)))


@blueprint.post("/regions/<code:code>/profile/traits")
@requires(ENTER)
def save_traits(code: str) -> AnyResponse:
    """Keep what a region says now."""
    region, actor = region_for(ENTER, code), current_actor()
    form = traits_form({})
    if not form.validate():
        return refused(_page(region, form))
    values = {service.COLUMNS[trait]: form[trait.value].data or None for trait in CHOSEN}
    values["zone"] = form["zone"].data or None
    levels = {code: int(form[TARGET + code].data) for code in dimensions()}
    with unit_of_work() as session:
        service.set_traits(session, actor, region.id, values)
        service.set_targets(session, actor, region.id, levels)
    return go("regions.profile", code=region.code, done="traits")


@blueprint.post("/regions/<code:code>/profile/open")
@requires(OPEN_PROFILE)
def show_self(code: str) -> AnyResponse:
    """Let everybody read what a region says of itself, or not."""
    region = region_for(OPEN_PROFILE, code)
    shows = request.form.get("shows") == "yes"
    with unit_of_work() as session:
        service.show_self(session, current_actor(), region.id, shows=shows)
    return go("regions.profile", code=code, done="shown" if shows else "hidden")


def _known(region: RegionView) -> dict[str, Any]:
    wanted = targets(region.id)
    known = {trait.value: getattr(region, service.COLUMNS[trait]) or "" for trait in CHOSEN}
    known["zone"] = region.zone or ""
    return known | {TARGET + code: str(wanted.of(region.id, code)) for code in dimensions()}


def _page(region: RegionView, form: Form) -> str:
    page = Traits(
        region,
        form,
        [*(trait.value for trait in CHOSEN), "zone"],
        [TARGET + code for code in dimensions()],
    )
    return render_template("regions/traits.html", traits=page)
