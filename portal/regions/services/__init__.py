"""Writes: bringing the tables to what the region files say, and where a region reads its mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import NotFound
from portal.core.generations import bump
from portal.core.permissions import Actor, require
from portal.regions.models import (
    FormerCode,
    Region,
    RegionAlias,
    RegionBadge,
    is_invented,
    kind_of,
)
from portal.regions.permissions import SET_MAILBOX
from portal.regions.queries import BADGE_KINDS, GENERATION
from portal.search.registry import enqueue_rebuild
from portal.vocabularies.models import Scheme, Term


@dataclass(frozen=True)
class RegionFiles:
    """The parsed files: regions, parents first; (code, alias); (code, former code, until); badges.

    A badge is {code, kind, date, text_id, text_en, source, publisher, url}.
    """

    regions: Sequence[Mapping[str, Any]]
    aliases: Sequence[tuple[str, str]]
    former_codes: Sequence[tuple[str, str, str | None]]
    badges: Sequence[Mapping[str, str]]


def set_mailbox(session: Session, actor: Actor, code: str, mail: str | None) -> None:
    """Say to which office the portal writes about a region's matters; None for nowhere.

    Raises:
        NotFound: if there is no such region.
        Forbidden: if the actor does not govern it.
    """
    region = session.scalars(sa.select(Region).where(Region.code == code)).one_or_none()
    if region is None:
        raise NotFound
    require(actor, SET_MAILBOX, region.id)
    if region.role_mailbox == mail:
        return
    region.role_mailbox = mail
    bump(session, GENERATION)
    audit.record(
        session,
        "region:mailbox",
        actor=actor,
        region_id=region.id,
        kind="region",
        key=code,
        details={"set": mail is not None},
    )


def badge_order(badge: Mapping[str, str]) -> tuple[str, ...]:
    """Return where a badge stands in the file: by region, then by date."""
    return badge["code"], badge["date"], badge["kind"], badge["url"]


def store_regions(session: Session, files: RegionFiles) -> int:
    """Bring regions, aliases, former codes and badges to the files; return how many rows changed.

    A region is never deleted: its id outlives its code. A badge that left the files is.
    """
    known = {region.code: region for region in session.scalars(sa.select(Region))}
    changed = 0
    for row in files.regions:
        changed += _store_region(session, known, row)
    changed += _store_aliases(session, known, files.aliases)
    changed += _store_former_codes(session, known, files.former_codes)
    if changed:
        enqueue_rebuild(session)  # documents hold labels and names, but no badges
    changed += _store_badges(session, known, files.badges)
    if changed:
        bump(session, GENERATION)
    return changed


def store_invented(session: Session, regions: Sequence[Mapping[str, Any]]) -> int:
    """Bring the demonstration's regions, parents first, in beside the real ones.

    Returns how many rows changed.

    Raises:
        ValueError: if one of them is not invented.
    """
    if not all(is_invented(row["code"]) for row in regions):
        raise ValueError("real regions come with their aliases, former codes and badges")
    known = {region.code: region for region in session.scalars(sa.select(Region))}
    changed = sum(_store_region(session, known, row) for row in regions)
    if changed:
        enqueue_rebuild(session)
        bump(session, GENERATION)
    return changed


def _store_region(session: Session, known: dict[str, Region], row: Mapping[str, Any]) -> int:
    code = row["code"]
    parent = known[code.split(".")[0]] if "." in code else None
    values = {
        "name": row["name"],
        "kind": kind_of(code),
        "parent_id": parent.id if parent else None,
        "is_autonomous": row["is_autonomous"],
        "abbr": row.get("abbr"),
        "tile_row": row.get("tile_row"),
        "tile_col": row.get("tile_col"),
    }
    region = known.get(code)
    if region is None:
        known[code] = region = Region(code=code, **values)
        session.add(region)
        if parent is None:
            session.flush()  # its regencies need its id
        return 1
    differing = {key: value for key, value in values.items() if getattr(region, key) != value}
    for key, value in differing.items():
        setattr(region, key, value)
    return int(bool(differing))


def _store_aliases(
    session: Session, known: Mapping[str, Region], aliases: Sequence[tuple[str, str]]
) -> int:
    session.flush()  # new regions need their ids
    wanted = {(known[code].id, alias) for code, alias in aliases}
    present = {(row.region_id, row.alias): row for row in session.scalars(sa.select(RegionAlias))}
    for key in sorted(present.keys() - wanted):
        session.delete(present[key])
    for region_id, alias in sorted(wanted - present.keys()):
        session.add(RegionAlias(region_id=region_id, alias=alias))
    return len(present.keys() ^ wanted)


def _store_former_codes(
    session: Session,
    known: Mapping[str, Region],
    former_codes: Sequence[tuple[str, str, str | None]],
) -> int:
    present = {row.code: row for row in session.scalars(sa.select(FormerCode))}
    changed = 0
    for code, former, until in former_codes:
        row = present.get(former)
        if row is None:
            session.add(FormerCode(region_id=known[code].id, code=former, until=until))
            changed += 1
        elif (row.region_id, row.until) != (known[code].id, until):
            row.region_id, row.until = known[code].id, until
            changed += 1
    return changed


def _store_badges(
    session: Session, known: Mapping[str, Region], badges: Sequence[Mapping[str, str]]
) -> int:
    kinds = {
        term.code: term.id
        for term in session.scalars(
            sa.select(Term)
            .join(Scheme, Scheme.id == Term.scheme_id)
            .where(Scheme.code == BADGE_KINDS)
        )
    }
    present = {
        (row.region_id, row.kind_id, row.date, row.url): row
        for row in session.scalars(sa.select(RegionBadge))
    }
    changed = 0
    for badge in sorted(badges, key=badge_order):
        key = (known[badge["code"]].id, kinds[badge["kind"]], badge["date"], badge["url"])
        values = {
            "text": {"id": badge["text_id"], "en": badge["text_en"]},
            "source": badge["source"],
            "publisher": badge["publisher"],
        }
        row = present.pop(key, None)
        if row is None:
            names = ("region_id", "kind_id", "date", "url")
            session.add(RegionBadge(**dict(zip(names, key, strict=True)), **values))
            changed += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed += 1
    for row in present.values():
        session.delete(row)
    return changed + len(present)
