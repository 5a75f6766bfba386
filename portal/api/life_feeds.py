"""Feeds of what becomes of things: of one practice, of adoptions, and of champion statuses."""

from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from flask import Response, request, url_for

from portal.adoptions.queries import AdoptionView
from portal.adoptions.queries.listing import FILTERS, Asked, found
from portal.adoptions.queries.wording import standing_of
from portal.adoptions.views.labels import thing, tongue
from portal.adoptions.views.rows import page_url
from portal.api import atom
from portal.api.documents import add
from portal.api.feed_pages import blueprint
from portal.core.access import public
from portal.core.addresses import absolute
from portal.core.formats import words
from portal.core.i18n import _, current_locale
from portal.core.permissions import ANONYMOUS
from portal.practices.queries import PracticeView, get_visible
from portal.practices.queries.life import Moment, history
from portal.practices.views.labels import author_label
from portal.practices.views.lived import STEPS
from portal.regions.queries import RegionView
from portal.regions.queries.champions import Told, newest_lines
from portal.regions.schemas.labels import CHAMPION_ACTS, name_of
from portal.regions.schemas.measures import What

MOST = 30


@blueprint.get("/feeds/practices/<slug:slug>.atom")
@public
def practice(slug: str) -> Response:
    """Tell what becomes of a practice, the newest first: versions, confirmations, its end."""
    view = get_visible(ANONYMOUS, slug)
    moments = history(view.id)[::-1][:MOST]
    about = atom.About(
        own=url_for("feeds.practice", slug=slug),
        page=url_for("practices.detail", slug=slug),
        title=f"Sokoguru · {words(view.record['title'])}",
        changed=max((moment.at for moment in moments), default=atom.BEFORE_ALL),
    )
    feed = atom.begin(about)
    for moment in moments:
        _moment(feed, view, moment)
    return atom.sent(feed, about)


@blueprint.get("/feeds/adoptions.atom")
@public
def adoptions() -> Response:
    """Tell of the adoptions that moved last, narrowed like their list."""
    chosen = {name: value for name in FILTERS if (value := request.args.get(name, ""))}
    views, _total = found(ANONYMOUS, Asked(**chosen), 1, MOST)
    page = url_for("adoptions.index")
    about = atom.About(
        own=url_for("feeds.adoptions", **chosen),  # type: ignore[arg-type]  # values of the address
        page=f"{page}?{urlencode(chosen)}" if chosen else page,
        title=" · ".join(["Sokoguru", _("Penerapan"), *chosen.values()]),
        changed=max((view.moved_at for view in views), default=atom.BEFORE_ALL),
    )
    feed = atom.begin(about)
    for view in views:
        _adoption(feed, view)
    return atom.sent(feed, about)


@blueprint.get("/feeds/champions.atom")
@public
def champions() -> Response:
    """Tell which regions became champion of what, and which are it no longer."""
    lines = newest_lines(MOST)
    about = atom.About(
        own=url_for("feeds.champions"),
        page=url_for("champions.index"),
        title=f"Sokoguru · {_('Status champion')}",
        changed=max((line.happened_at for line in lines), default=atom.BEFORE_ALL),
    )
    feed = atom.begin(about)
    for line in lines:
        _champion(feed, line)
    return atom.sent(feed, about)


def _moment(feed: Element, view: PracticeView, moment: Moment) -> None:
    if moment.what is None:
        what = _("Versi %(number)s", number=moment.version)
        path = url_for("practices.version", slug=view.slug, number=moment.version)
    else:
        what, path = str(STEPS[moment.what]), url_for("practices.detail", slug=view.slug)
    title = f"{what}: {words(view.record['title'])}"
    at = moment.at.isoformat()
    entry = _entry(feed, f"practice:{view.public_id}:{moment.version or at}", title, "")
    add(entry, "published", atom.time(moment.at))
    add(entry, "updated", atom.time(moment.at))
    atom.page_link(entry, path)
    author = add(entry, "author")
    add(author, "name", author_label(view))


def _adoption(feed: Element, view: AdoptionView) -> None:
    title = f"{view.region.name}: {thing(view).label}"
    entry = _entry(feed, f"adoption:{view.public_id}", title, tongue(view) or "")
    atom.words_of(entry, "summary", standing_of(view).label, current_locale())
    add(entry, "published", atom.time(view.started_at))
    add(entry, "updated", atom.time(view.moved_at))
    atom.page_link(entry, page_url(view))
    _by(entry, view.region)


def _champion(feed: Element, line: Told) -> None:
    named = name_of(What.MATURITY, line.dimension)
    title = f"{line.region.name}, {named}: {CHAMPION_ACTS[line.act.value]}"
    entry = _entry(feed, f"champion:{line.public_id}:{line.number}", title, "")
    add(entry, "published", atom.time(line.happened_at))
    add(entry, "updated", atom.time(line.happened_at))
    atom.page_link(entry, url_for("overview.region", code=line.region.code, _anchor="champion"))
    _by(entry, line.region)


def _entry(feed: Element, what: str, title: str, lang: str) -> Element:
    entry = add(feed, "entry")
    add(entry, "id", atom.name(f"{what}:{current_locale()}"))
    atom.words_of(entry, "title", title, lang or current_locale())
    return entry


def _by(entry: Element, region: RegionView) -> None:
    author = add(entry, "author")
    add(author, "name", region.long_name)
    add(author, "uri", absolute(url_for("overview.region", code=region.code)))
