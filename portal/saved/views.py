"""The pages of one's saved searches, and the button on a results page that saves what it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.errors import BadInput
from portal.core.i18n import _, _l
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor, permits
from portal.follows.permissions import FOLLOW
from portal.practices.views.addresses import feed_address, results_address
from portal.practices.views.labels import search_label, value_label
from portal.saved import queries
from portal.saved.forms import LONGEST_NAME, OFTEN, SearchForm
from portal.saved.models import Often, SavedSearch
from portal.saved.queries.asked import query_of, read, retired_in
from portal.saved.services import saving
from portal.search.finder import Request

blueprint = Blueprint("saved", __name__, template_folder="templates")
REFUSED = 422
DONE = {
    "saved": _l("Pencarian sudah disimpan."),
    "changed": _l("Perubahan sudah disimpan."),
    "deleted": _l("Pencarian sudah dihapus."),
}


@dataclass(frozen=True)
class Button:
    """What a results page offers: to save its search, or to look at how it is saved."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A saved search; `fault` says why it finds nothing, or less than it should.

    One that cannot be read any more has no addresses.
    """

    key: str
    name: str
    says: str
    often: str
    since: datetime
    unseen: int
    url: str
    feed_url: str
    fault: str


@dataclass(frozen=True, kw_only=True)
class Index:
    """The list; `done` says what the last press of a button did."""

    rows: Sequence[Row]
    most: int
    done: str


@dataclass(frozen=True, kw_only=True)
class Edited:
    """The page of one search; without `key` it is not saved yet."""

    form: SearchForm
    says: str
    query: str = ""
    key: str = ""
    name: str = ""


@blueprint.get("/saved/searches")
@requires(FOLLOW)
def index() -> str:
    """Show what its reader has saved."""
    actor = current_actor()
    unseen = queries.unseen(actor)
    rows = [_row(search, unseen.get(search.id, 0)) for search in queries.searches_of(actor)]
    done = str(DONE.get(request.args.get("done", ""), ""))
    return render_template("saved/index.html", saved=Index(rows=rows, most=saving.MOST, done=done))


@blueprint.get("/saved/searches/new")
@requires(FOLLOW)
def new() -> AnyResponse:
    """Ask under which name the search of the address is to be saved."""
    asked = read(urlencode(list(request.args.items(multi=True))))
    known = queries.saved_as(current_actor(), query_of(asked))
    if known is not None:
        return redirect(url_for("saved.edit", key=known.public_id), 303)
    says = search_label(asked)
    form = SearchForm(formdata=None, data={"name": says[:LONGEST_NAME]})
    return Response(_page(Edited(form=form, says=says, query=query_of(asked))))


@blueprint.post("/saved/searches/new")
@requires(FOLLOW)
def save() -> AnyResponse:
    """Save a search."""
    query, form = request.form.get("query", ""), SearchForm()
    asked = read(query)
    if form.validate():
        try:
            key = saving.save(current_actor(), query, name=form.name.data, often=_often(form))
        except BadInput as error:
            form.blame("name", str(error))
        else:
            return _go("saved", key)
    return _refused(Edited(form=form, says=search_label(asked), query=query_of(asked)))


@blueprint.get("/saved/searches/<key:key>")
@requires(FOLLOW)
def edit(key: str) -> str:
    """Show how a search is saved."""
    search = queries.search_at(current_actor(), key)
    form = SearchForm(formdata=None, data={"name": search.name, "often": search.often.value})
    return _page(_edited(search, form))


@blueprint.post("/saved/searches/<key:key>")
@requires(FOLLOW)
def change(key: str) -> AnyResponse:
    """Call a search otherwise, or tell of it as often as is said."""
    search, form = queries.search_at(current_actor(), key), SearchForm()
    if not form.validate():
        return _refused(_edited(search, form))
    saving.change(current_actor(), key, name=form.name.data, often=_often(form))
    return _go("changed", key)


@blueprint.post("/saved/searches/<key:key>/delete")
@requires(FOLLOW)
def delete(key: str) -> AnyResponse:
    """Keep a search no longer."""
    saving.remove(current_actor(), key)
    return redirect(url_for("saved.index", done="deleted"), 303)


@blueprint.post("/saved/searches/<key:key>/seen")
@requires(FOLLOW)
def see(key: str) -> AnyResponse:
    """Note that what is new was looked at, and show it, the newest first."""
    asked = read(saving.see(current_actor(), key))
    newest = Request(text=asked.text, exact=asked.exact, selected=asked.selected, sort="newest")
    return redirect(results_address(newest), 303)


def _go(done: str, key: str) -> AnyResponse:
    return redirect(url_for("saved.index", done=done, _anchor=key), 303)


def _page(edited: Edited) -> str:
    return render_template("saved/edit.html", search=edited)


def _refused(edited: Edited) -> Response:
    return Response(_page(edited), REFUSED, content_type="text/html; charset=utf-8")


def _often(form: SearchForm) -> Often:
    return Often(form.often.data)


def _edited(search: SavedSearch, form: SearchForm) -> Edited:
    row = _row(search, 0)
    return Edited(form=form, says=row.says, key=row.key, name=row.name)


def _row(search: SavedSearch, unseen: int) -> Row:
    asked: Request | None = None
    fault = ""
    try:
        asked = read(search.query)
    except BadInput:
        fault = _("Pencarian ini tidak dapat dibaca lagi, jadi tidak menemukan apa pun.")
    if asked and (gone := [value_label(facet, value) for facet, value in retired_in(asked)]):
        fault = _(
            "Saringan ini tidak dipakai lagi: %(gone)s. Cari ulang, lalu simpan yang baru.",
            gone=", ".join(gone),
        )
    return Row(
        key=search.public_id,
        name=search.name,
        says=search_label(asked) if asked else "",
        often=str(dict(OFTEN)[search.often.value]),
        since=search.created_at,
        unseen=unseen if asked else 0,
        url=results_address(asked) if asked else "",
        feed_url=feed_address(asked) if asked else "",
        fault=fault,
    )


def _buttons(actor: Actor, searches: Sequence[str]) -> Mapping[str, Button]:
    """Return the buttons of searches that can be saved; strangers are led to sign in first."""
    if actor.person_id is not None and not permits(actor, FOLLOW):
        return {}
    found = {}
    for query in searches:
        try:
            kept = query_of(read(query))
        except BadInput:
            continue
        known = queries.saved_as(actor, kept) if actor.person_id is not None else None
        found[query] = (
            Button(_("Tersimpan"), url_for("saved.edit", key=known.public_id))
            if known
            else Button(_("Simpan pencarian ini"), f"{url_for('saved.new')}?{kept}")
        )
    return found


def init_app(app: Flask) -> None:
    """Add the pages, and the button to the results pages of practices."""
    saving.start()
    app.register_blueprint(blueprint)
    register(Panel(place=Place.RESULTS_HEAD, load=_buttons, template="saved/_button.html"))
