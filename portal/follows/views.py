"""The menu by which something is followed, and the page of all that its reader follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.errors import BadInput, NotFound
from portal.core.forms import readable, whole
from portal.core.i18n import _, _l, current_locale, localized
from portal.core.permissions import permits
from portal.core.security import local_target
from portal.follows import queries
from portal.follows.models import Level
from portal.follows.permissions import FOLLOW
from portal.follows.queries import PER_PAGE
from portal.follows.queries.registry import Topic, kind_of, topic_of
from portal.follows.services import following

blueprint = Blueprint("follows", __name__, template_folder="templates")
END = "end"
MOST_PAGES = 100
DONE = {
    "chosen": _l("Pilihan Anda sudah disimpan."),
    "ended": _l("Anda tidak lagi mengikutinya."),
}


@dataclass(frozen=True)
class Choice:
    """A level to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Menu:
    """What a reader can say of a topic; `label` says what holds now, or invites to follow it."""

    kind: str
    kind_label: str
    key: str
    label: str
    choices: Sequence[Choice]
    level: str
    sign_in_url: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the list; without `title` its owner may no longer see it, or it is gone."""

    title: str
    url: str
    menu: Menu


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page; `asked` is what the reader came to follow, if anything."""

    asked: Row | None
    rows: list[Row]
    total: int
    newer_url: str | None
    older_url: str | None
    done: str


def menu(kind: str, key: str) -> Menu | None:
    """Return the menu of a topic that the page shows, None for whoever may not follow."""
    actor = current_actor()
    if actor.person_id is None:
        return _menu(kind, key, None, sign_in_url=url_for("follows.index", kind=kind, key=key))
    if not permits(actor, FOLLOW):
        return None
    return _menu(kind, key, queries.level_of(actor.person_id, kind, key))


def _menu(kind: str, key: str, level: Level | None, *, sign_in_url: str = "") -> Menu:
    found = kind_of(kind)
    if found is None:
        raise LookupError(f"nothing of the kind {kind} can be followed")
    told = {None: found.invitation, Level.MUTE: _("Dibisukan")}
    return Menu(
        kind=kind,
        kind_label=str(found.label),
        key=key,
        label=str(told.get(level, found.accepted)),
        choices=[Choice(name, str(label), name is level) for name, label in found.levels.items()],
        level=level or "",
        sign_in_url=sign_in_url,
    )


@blueprint.get("/account/follows")
@requires(FOLLOW)
def index() -> str:
    """Show what its reader follows, and what the reader came to follow."""
    page, actor = _page_number(), current_actor()
    total = queries.count(actor.person_id or 0)
    pages = max(1, -(-total // PER_PAGE))
    if page > pages:
        raise NotFound
    return render_template(
        "follows/follows.html",
        follows=Page(
            asked=_asked(),
            rows=[
                _row(row.topic, _menu(row.kind, row.key, row.level))
                for row in queries.followed_by(actor, page)
            ],
            total=total,
            newer_url=url_for("follows.index", page=page - 1) if page > 1 else None,
            older_url=url_for("follows.index", page=page + 1) if page < pages else None,
            done=str(DONE.get(request.args.get("done", ""), "")),
        ),
    )


@blueprint.post("/account/follows")
@requires(FOLLOW)
def choose() -> Response:
    """Keep how much the reader wants to hear of something, or forget it."""
    actor, form = current_actor(), request.form
    kind, key, level = (readable(form.get(name, "")) for name in ("kind", "key", "level"))
    if level == END:
        following.end(actor, kind, key)
    else:
        try:
            wanted = Level(level)
        except ValueError as error:
            raise BadInput(_("Pilih salah satu dari daftar.")) from error
        following.choose(actor, kind, key, wanted)
    here = url_for("follows.index", done="ended" if level == END else "chosen")
    return redirect(local_target(form.get("back", ""), here) + "#ikuti", 303)


def _asked() -> Row | None:
    """Return what the address asks for.

    Raises:
        NotFound: if there is no such topic that the reader may see.
    """
    kind, key, actor = request.args.get("kind"), request.args.get("key", ""), current_actor()
    if kind is None:
        return None
    topic = topic_of(actor, kind, key)
    if topic is None:
        raise NotFound
    level = queries.level_of(actor.person_id or 0, kind, topic.key)
    return _row(topic, _menu(kind, topic.key, level))


def _row(topic: Topic | None, menu: Menu) -> Row:
    return Row(
        title=topic.title if topic else "",
        url=localized(topic.path, current_locale()) if topic else "",
        menu=menu,
    )


def _page_number() -> int:
    number = whole(request.args.get("page", "1"))
    if not number or number > MOST_PAGES:
        raise NotFound
    return number


def init_app(app: Flask) -> None:
    """Add the page, and let templates write `follow_menu(kind, key)`."""
    app.jinja_env.globals["follow_menu"] = menu
    app.register_blueprint(blueprint)
