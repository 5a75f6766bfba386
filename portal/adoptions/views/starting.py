"""Pages on which a region begins: with a practice, or with something of another catalogue."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.adoptions.forms import Options, elsewhere_form, start_form
from portal.adoptions.models import SHOWABLE, Adoption
from portal.adoptions.permissions import RECORD_ADOPTION, regions_recording
from portal.adoptions.queries import AdoptionView, adoption_at, of_practice
from portal.adoptions.queries.wording import STAGES
from portal.adoptions.services import starting
from portal.adoptions.views.pages import blueprint, done, refused
from portal.adoptions.views.rows import row_of
from portal.adoptions.views.shapes import StartPage
from portal.core.access import current_actor, requires
from portal.core.errors import BadInput, Conflict, Forbidden
from portal.core.formats import words
from portal.core.forms import Form
from portal.core.i18n import _, current_locale
from portal.core.once import key_of_page, once
from portal.core.permissions import permits
from portal.core.uow import unit_of_work
from portal.practices.permissions import OPEN_DESK
from portal.practices.queries import PracticeView, get_visible
from portal.practices.queries.names import practice_at
from portal.regions.queries import directory


@blueprint.get("/practices/<slug:slug>/adopt")
@requires(OPEN_DESK)
def start(slug: str) -> str:
    """Ask for which region and from whom a practice is to be taken over."""
    view = _running(slug)
    form = _form(view)
    if form is not None:
        form["source"].data = request.args.get("source", "")
        form["note"].data = ""
    return _page(view, form)


@blueprint.post("/practices/<slug:slug>/adopt")
@requires(OPEN_DESK)
def begin(slug: str) -> Response:
    """Begin."""
    actor, view = current_actor(), _running(slug)
    form = _form(view)
    if form is None:
        raise Conflict(_refusal(view))
    if not form.validate():
        return refused(_page(view, form))
    try:
        with unit_of_work() as session:
            chosen = form["source"].data
            adoption = once(key_of_page(), Adoption, starting.start)(
                session,
                actor,
                directory().by_code[form["region"].data].id,
                practice_at(actor, slug),
                parent=adoption_at(actor, chosen) if chosen else None,
                note=form["note"].data,
            )
            key = adoption.public_id
    except Conflict as error:
        form.blame("region", str(error))
        page = refused(_page(view, form))
        page.status_code = Conflict.status
        return page
    return done(key, "started")


@blueprint.get("/adoptions/new")
@requires(OPEN_DESK)
def new() -> str:
    """Ask what of another catalogue is to be taken over."""
    _require_recorder()
    form = elsewhere_form(_own_regions())
    return _elsewhere_page(form)


@blueprint.post("/adoptions/new")
@requires(OPEN_DESK)
def begin_elsewhere() -> Response:
    """Begin with it."""
    _require_recorder()
    form = elsewhere_form(_own_regions())
    valid = form.validate()
    code = form["source"].data
    source = directory().by_code.get(code) if code else None
    if code and source is None and not form["source"].errors:
        form.blame("source", _("Daerah dengan kode ini tidak dikenal."))
        valid = False
    if not valid:
        return refused(_elsewhere_page(form))
    elsewhere = starting.Elsewhere(
        title=form["title"].data,
        url=form["url"].data,
        catalogue=form["catalogue"].data,
        source_region_id=source.id if source else None,
    )
    region = directory().by_code[form["region"].data]
    try:
        with unit_of_work() as session:
            adoption = once(key_of_page(), Adoption, starting.start_elsewhere)(
                session, current_actor(), region.id, elsewhere, note=form["note"].data
            )
            key = adoption.public_id
    except (BadInput, Conflict) as error:
        form.blame("url", str(error))
        page = refused(_elsewhere_page(form))
        page.status_code = 409 if isinstance(error, Conflict) else page.status_code
        return page
    return done(key, "started")


def _running(slug: str) -> PracticeView:
    _require_recorder()
    return get_visible(current_actor(), slug)


def _require_recorder() -> None:
    """Refuse who records for no region.

    Raises:
        Forbidden: accordingly.
    """
    if not regions_recording(current_actor()):
        raise Forbidden


def _own_regions(without: int | None = None) -> Options:
    actor, known = current_actor(), directory().by_id
    ids = [found for found in regions_recording(actor) if permits(actor, RECORD_ADOPTION, found)]
    return [(known[found].code, known[found].name) for found in ids if found != without]


def _form(view: PracticeView) -> Form | None:
    regions = _own_regions(view.region.id)
    sources = _sources(view)
    return start_form(regions, sources) if regions and sources else None


def _sources(view: PracticeView) -> Options:
    own = set(regions_recording(current_actor()))
    others = [
        (found.public_id, f"{found.region.name}: {STAGES[found.stage]}")
        for found in of_practice(current_actor(), view.id)
        if found.stage in SHOWABLE and found.region.id not in own
    ]
    original = _("%(region)s, daerah asalnya", region=view.region.name)
    return others if view.stopped or view.withheld else [("", original), *others]


def _known(view: PracticeView) -> Sequence[AdoptionView]:
    own = set(regions_recording(current_actor()))
    found = of_practice(current_actor(), view.id)
    return [one for one in found if one.region.id in own]


def _refusal(view: PracticeView) -> str:
    if not _own_regions(view.region.id):
        return _("Praktik ini milik daerah Anda sendiri.")
    return _("Praktik ini tidak berjalan lagi di daerah asalnya.")


def _page(view: PracticeView, form: Form | None) -> str:
    title = words(view.record["title"])
    page = StartPage(
        title,
        title.lang if title.lang != current_locale() else None,
        url_for("practices.detail", slug=view.slug),
        form,
        [row_of(found) for found in _known(view)],
        "" if form else _refusal(view),
    )
    return render_template("adoptions/start.html", page=page)


def _elsewhere_page(form: Form) -> str:
    return render_template("adoptions/elsewhere.html", form=form)
