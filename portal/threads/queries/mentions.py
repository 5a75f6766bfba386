"""Reads: who may be meant by an `@`: regions by name or code, mentors by their names.

A name is for members alone, so texts keep a mentor by id: what is typed as `@dewi-anggraini` is
kept as `@mentor:` and the id, and the public reads the mentor's region.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from markupsafe import escape

from portal.accounts.models import Membership, Person, PersonState
from portal.accounts.queries import is_active
from portal.core.db import db
from portal.core.i18n import _
from portal.core.permissions import Role
from portal.core.slugs import slug_of
from portal.core.text import MENTION
from portal.regions.queries import RegionView, directory

KEPT = "mentor:"
EXAMPLE = "32.73"  # Kota Bandung
ANCHOR = "#mentor-"
_NAMED = re.compile(rf'(<a href="/regions/[0-9.]+{ANCHOR}([a-z2-7]+)"[^>]*>)[^<]*')


@dataclass(frozen=True)
class MentorView:
    """A mentor who can be called; `handle` is what members type."""

    id: int
    public_id: str
    name: str
    region: RegionView
    handle: str


@dataclass(frozen=True)
class Meant:
    """Whom a text calls: the text as it is kept, and what its mentions mean.

    `links` are {what stands behind the @: (words, path)}, as `core.text.render` takes them.
    """

    source: str
    links: Mapping[str, tuple[str, str]]
    region_ids: frozenset[int]
    person_ids: frozenset[int]


def meant_by(source: str) -> Meant:
    """Return whom a text calls; what nobody is called by stays as it was typed."""
    handles = {match.group(1).lower() for match in MENTION.finditer(source)}
    regions = {handle: found for handle in handles if (found := region_called(handle))}
    rest = handles - set(regions)
    mentors = _mentors_by_handle() if rest else {}
    called = {handle: mentors[handle] for handle in rest if handle in mentors}

    def kept(match: re.Match[str]) -> str:
        mentor = called.get(match.group(1).lower())
        return f"@{KEPT}{mentor.public_id}" if mentor else match.group()

    links = {handle: (f"@{place.name}", _path(place)) for handle, place in regions.items()}
    for mentor in called.values():
        words = "@" + _("mentor %(region)s", region=mentor.region.name)
        path = f"{_path(mentor.region)}{ANCHOR}{mentor.public_id}"
        links[KEPT + mentor.public_id] = (words, path)
    return Meant(
        MENTION.sub(kept, source),
        links,
        frozenset(place.id for place in regions.values()),
        frozenset(mentor.id for mentor in called.values()),
    )


def links_in(source: str) -> dict[str, tuple[str, str]]:
    """Return what the mentions of a kept text mean today: who is no mentor any more is just one."""
    kept = (match.group(1) for match in MENTION.finditer(source))
    gone = {handle: ("@mentor", "/mentors") for handle in kept if handle.startswith(KEPT)}
    return gone | dict(meant_by(source).links)


def as_typed(source: str) -> str:
    """Return a kept text as a member types it."""
    if KEPT not in source:
        return source
    handles = {KEPT + mentor.public_id: mentor.handle for mentor in all_mentors()}
    return MENTION.sub(lambda match: "@" + handles.get(match.group(1), match.group(1)), source)


def public_words(source: str) -> str:
    """Return a kept text as everybody may read it: mentors without what tells them apart."""
    if KEPT not in source:
        return source
    return MENTION.sub(
        lambda match: match[0] if match[1][: len(KEPT)] != KEPT else "@mentor", source
    )


def plain_words(source: str) -> str:
    """Return a kept text in which mentions are names, which call nobody any more."""
    links = links_in(source)

    def plain(match: re.Match[str]) -> str:
        words, _path = links.get(match[1].lower(), (match[0], ""))
        return words if words == match[0] else words.removeprefix("@")

    return MENTION.sub(plain, source)


def with_names(html: str, names: Mapping[str, str]) -> str:
    """Return the HTML of a text in which mentors are called by `names`, {public id: name}."""

    def named(found: re.Match[str]) -> str:
        return f"{found[1]}@{names[found[2]]}" if found[2] in names else found[0]

    return _NAMED.sub(named, html)


def named_in(htmls: Iterable[str]) -> set[str]:
    """Return the public ids of the mentors whom texts call."""
    return {found[2] for html in htmls if ANCHOR in html for found in _NAMED.finditer(html)}


def names_of(public_ids: Collection[str]) -> dict[str, str]:
    """Return {public id: name, ready to stand in HTML}."""
    rows = db.session.execute(
        sa.select(Person.public_id, Person.name).where(
            Person.public_id.in_(public_ids), Person.state != PersonState.ERASED
        )
    )
    return {row.public_id: str(escape(row.name)) for row in rows}


def _path(region: RegionView) -> str:
    return f"/regions/{region.code}"


def region_called(handle: str) -> RegionView | None:
    """Return the region that is called so, by its code or a name of `handles_of`."""
    known = directory()
    if found := known.by_code.get(handle):
        return found
    return next((place for place in known.by_code.values() if handle in handles_of(place)), None)


def handles_of(region: RegionView) -> tuple[str, str]:
    """Return by what a region may be called: its name in short, and spelt out."""
    return slug_of(region.name), slug_of(region.long_name)


def example(region_id: int | None) -> str:
    """Return by what a region may be called, of none in particular that of a well-known one."""
    known = directory()
    region = known.by_id[region_id] if region_id is not None else known.by_code.get(EXAMPLE)
    return handles_of(region)[0] if region else EXAMPLE


def all_mentors() -> list[MentorView]:
    """Return everybody who is a mentor today; two of one name are told apart by their regions."""
    rows = db.session.execute(
        sa.select(Person.id, Person.public_id, Person.name, Membership.region_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.role == Role.MENTOR,
            Membership.region_id.is_not(None),
            Person.state == PersonState.ACTIVE,
            is_active(),
        )
        .order_by(Person.id, Membership.region_id)
    ).all()
    people = {row.id: row for row in rows}
    slugs = [slug_of(row.name) for row in people.values()]
    found = []
    for row in people.values():
        region, slug = directory().by_id[row.region_id], slug_of(row.name)
        handle = slug if slugs.count(slug) == 1 else f"{slug}-{handles_of(region)[0]}"
        found.append(MentorView(row.id, row.public_id, row.name, region, handle))
    return found


def _mentors_by_handle() -> dict[str, MentorView]:
    found: dict[str, MentorView] = {}
    for mentor in all_mentors():
        found[KEPT + mentor.public_id] = found[mentor.handle] = mentor
    return found
