"""Pinned answers: which practices come first for which queries."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.care.forms import NewPinForm, PinForm, topic_of_query
from portal.care.permissions import CARE
from portal.care.queries import history
from portal.care.services import changing
from portal.care.views.pages import SAVE, blueprint, kept, links_of, refused, told
from portal.care.views.past import past_of
from portal.care.views.shapes import PinPage, PinRow, Pins
from portal.care.views.trials import trial_of
from portal.core.access import requires
from portal.core.errors import NotFound
from portal.core.forms import readable
from portal.core.i18n import _
from portal.core.permissions import ANONYMOUS
from portal.practices.queries import briefs
from portal.practices.queries.names import running_keys
from portal.search.guidance import current_guidance
from portal.search.models import Care, SearchChange
from portal.search.query import MAX_LENGTH

Answer = str | Response


@blueprint.get("/needs/pins")
@requires(CARE)
def pins() -> str:
    """Show the queries that have answers of editors."""
    changes = [change for change in history.said(Care.PINS).values() if change.said]
    links = links_of(key for change in changes for key in _keys_of(change))
    rows = []
    for change in sorted(changes, key=lambda change: change.label):
        shown = [links[key] for key in _keys_of(change) if key in links]
        url = url_for("care.pinned", topic=change.topic)
        rows.append(PinRow(change.label, url, shown, len(_keys_of(change)) - len(shown)))
    page = Pins(rows, past_of(history.latest(Care.PINS)), told())
    return render_template("care/pins.html", page=page)


@blueprint.get("/needs/pins/new")
@requires(CARE)
def new_pins() -> str:
    """Show the form of a query without answers."""
    form = NewPinForm(formdata=None)
    form.query.data = readable(request.args.get("query", "")[:MAX_LENGTH])
    return _new_page(form)


@blueprint.post("/needs/pins/new")
@requires(CARE)
def add_pins() -> Answer:
    """Put practices first for a query, or try it."""
    form = NewPinForm()
    is_sound = form.validate()
    keys = _keys_in(form)
    if is_sound and not form.slugs():
        form.blame("first", _("Tulis paling sedikit satu praktik."))
    topic = topic_of_query(form.query.data) or ""
    if form.faults:
        return refused(_new_page(form))
    if request.form.get("act") != SAVE:
        return _new_page(form, topic, keys)
    made = kept(form, "query", changing.pin_first, topic, form.query.data, keys)
    return refused(_new_page(form), made) if isinstance(made, int) else _done(topic)


@blueprint.get("/needs/pins/<slug:topic>")
@requires(CARE)
def pinned(topic: str) -> str:
    """Show the answers of a query with their history."""
    change = _last(topic)
    form = PinForm(formdata=None)
    form.query.data = change.label
    found = briefs(ANONYMOUS, _keys_of(change)) if change.said else {}
    form.show(brief.slug for brief in found.values())
    return _page(change, form)


@blueprint.post("/needs/pins/<slug:topic>")
@requires(CARE)
def change_pins(topic: str) -> Answer:
    """Put other practices first, or none, or try it."""
    change, form = _last(topic), PinForm()
    form.validate()
    keys = _keys_in(form)
    if form.faults:
        return refused(_page(change, form))
    if request.form.get("act") != SAVE:
        return _page(change, form, keys)
    made = kept(form, "first", changing.pin, topic, change.label, keys, form.seen_id)
    return refused(_page(change, form), made) if isinstance(made, int) else _done(topic)


def _keys_in(form: PinForm) -> list[str]:
    """Return the keys of the practices that were typed, and note what is none."""
    typed = form.slugs()
    known = running_keys(typed.values())
    keys: list[str] = []
    for name, slug in typed.items():
        key = known.get(slug)
        if key is None:
            form.blame(name, _("Tidak ada praktik terbit di alamat ini."))
        elif key in keys:
            form.blame(name, _("Praktik ini sudah ditulis di atas."))
        else:
            keys.append(key)
    return keys


def _last(topic: str) -> SearchChange:
    """Return what was said last of a query.

    Raises:
        NotFound: if nothing was.
    """
    change = history.newest(Care.PINS, topic)
    if change is None:
        raise NotFound
    return change


def _keys_of(change: SearchChange) -> list[str]:
    return list(change.said["keys"]) if change.said else []


def _done(topic: str) -> Response:
    return redirect(url_for("care.pinned", topic=topic, done="saved"), 303)


def _page(change: SearchChange, form: PinForm, tried: Sequence[str] | None = None) -> str:
    form.seen.data = str(change.id)
    now = current_guidance()
    page = PinPage(
        query=change.label,
        is_new=False,
        form=form,
        gone=len(_keys_of(change)) - len(links_of(_keys_of(change))),
        trial=None
        if tried is None
        else trial_of(form.query.data or change.label, now, now.pinning(change.topic, tried)),
        past=past_of(history.of_topic(Care.PINS, change.topic)),
        done=told(),
    )
    return render_template("care/pin.html", page=page)


def _new_page(form: NewPinForm, topic: str = "", tried: Sequence[str] = ()) -> str:
    now = current_guidance()
    trial = trial_of(form.query.data, now, now.pinning(topic, tried)) if tried else None
    page = PinPage(query="", is_new=True, form=form, gone=0, trial=trial, past=[], done="")
    return render_template("care/pin.html", page=page)
