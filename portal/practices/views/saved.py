"""Practices kept to compare: slugs in one cookie of this browser, set only when asked to.

No other page reads the cookie, so all of them stay the same for everybody and can be cached. What
was done is told by the address: `#kept-…` beside the button that was pressed, `?done=…` here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, current_app, request, url_for

from portal.core.addresses import SLUG
from portal.core.errors import NotFound
from portal.core.formats import words
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.core.security import local_target
from portal.core.settings import Settings
from portal.practices.queries import by_slugs, seen_slugs
from portal.practices.views.cards import Card
from portal.practices.views.listing import card_of
from portal.practices.views.related import MOST_COMPARED

MOST_KEPT = 20
MAX_SLUG = 150  # so that a full cookie stays far below the 4,096 bytes that browsers keep
KEPT_FOR = timedelta(days=180)
SEPARATOR = "."


@dataclass(frozen=True)
class Done:
    """What the last press of a button did; `undo` is the slug that would be kept again."""

    text: str
    undo: str | None = None


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The page of what is kept; `ticked` tells whether all are chosen for comparing."""

    cards: list[Card]
    ticked: bool
    gone: int
    most_kept: int
    most_compared: int
    days: int
    cookie: str
    done: Done | None


def saved_of(actor: Actor) -> Saved:
    """Return the page of what this browser keeps; what is no longer published is only counted."""
    kept = kept_slugs()
    views = by_slugs(actor, kept)
    return Saved(
        cards=[card_of(view) for view in views],
        ticked=len(views) <= MOST_COMPARED,
        gone=len(kept) - len(views),
        most_kept=MOST_KEPT,
        most_compared=MOST_COMPARED,
        days=KEPT_FOR.days,
        cookie=cookie_name(),
        done=_done(actor),
    )


def _done(actor: Actor) -> Done | None:
    done, slug = request.args.get("done"), request.args.get("slug", "")
    if done == "cleared":
        return Done(_("Simpanan sudah dikosongkan dan kukinya dihapus."))
    views = by_slugs(actor, [slug])
    if not views:
        return None
    title = words(views[0].record["title"])
    if done == "removed":
        return Done(_("“%(title)s” dihapus dari simpanan.", title=title), undo=slug)
    if done == "full":
        full = _("Simpanan penuh, jadi “%(title)s” belum disimpan. Hapus satu dulu.", title=title)
        return Done(full)
    return None


def keep(slug: str, back: str, actor: Actor) -> Response:
    """Keep a practice, and return to where the reader was.

    Raises:
        NotFound: if there is no such practice.
    """
    if not _is_slug(slug) or not seen_slugs(actor, [slug]):
        raise NotFound
    before = seen_slugs(actor, kept_slugs())
    if slug not in before and len(before) >= MOST_KEPT:
        return _answer(url_for("practices.saved", done="full", slug=slug), before)
    word = "again" if slug in before else "kept"
    others = [kept for kept in before if kept != slug]
    target = local_target(back, url_for("practices.saved"))
    return _answer(f"{target}#{word}-{slug}", [slug, *others])


def remove(slug: str) -> Response:
    """Keep a practice no longer; one that is not kept changes nothing."""
    before = kept_slugs()
    if slug not in before:
        return _answer(url_for("practices.saved"), before)
    left = [kept for kept in before if kept != slug]
    return _answer(url_for("practices.saved", done="removed", slug=slug), left)


def clear() -> Response:
    """Keep nothing, and delete the cookie."""
    return _answer(url_for("practices.saved", done="cleared"), [])


def kept_slugs() -> list[str]:
    """Return what the cookie says, newest first; whatever is no slug in it is left out."""
    parts = request.cookies.get(cookie_name(), "").split(SEPARATOR)
    return list(dict.fromkeys(part for part in parts if _is_slug(part)))[:MOST_KEPT]


def _is_slug(text: str) -> bool:
    return len(text) <= MAX_SLUG and bool(SLUG.fullmatch(text))


def cookie_name() -> str:
    """Return the name of the cookie; under https browsers hold `__Host-` to this host."""
    return "__Host-saved" if _https() else "saved"


def _https() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return settings.https


def private(response: Response) -> Response:
    """Keep an answer that depends on the cookie out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _answer(location: str, slugs: Sequence[str]) -> Response:
    response = Response(status=303, headers={"Location": location})
    response.set_cookie(
        cookie_name(),
        SEPARATOR.join(slugs),
        max_age=KEPT_FOR if slugs else 0,
        path="/",
        secure=_https(),
        httponly=True,
        samesite="Lax",
    )
    return private(response)
