"""Writes: bringing the tables to what the vocabulary files say."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.db import Entity
from portal.core.generations import bump
from portal.search.registry import enqueue_rebuild
from portal.vocabularies.models import Level, Scheme, Term
from portal.vocabularies.queries import GENERATION


def store_schemes(session: Session, files: Sequence[Mapping[str, Any]]) -> int:
    """Add and change schemes, terms and levels, and return how many rows changed.

    A term that the files no longer hold is retired, since records may refer to it.
    """
    changed = sum(_store_scheme(session, file) for file in files)
    if changed:
        bump(session, GENERATION)
        enqueue_rebuild(session)  # documents hold labels and names
    return changed


def _store_scheme(session: Session, file: Mapping[str, Any]) -> int:
    scheme = session.scalar(sa.select(Scheme).where(Scheme.code == file["code"]))
    if scheme is None:
        scheme = Scheme(code=file["code"])
        session.add(scheme)
    keys = ("version", "status", "label", "description", "source")
    changed = _assign(scheme, {key: file[key] for key in keys})
    session.flush()  # the terms need the scheme's id
    return changed + _store_terms(session, scheme, file) + _store_levels(session, scheme, file)


def _store_terms(session: Session, scheme: Scheme, file: Mapping[str, Any]) -> int:
    known = {
        term.code: term
        for term in session.scalars(sa.select(Term).where(Term.scheme_id == scheme.id))
    }
    changed = 0
    for sort, row in enumerate(file["terms"]):
        term = known.pop(row["code"], None) or Term(scheme_id=scheme.id, code=row["code"])
        parent = row.get("parent")
        values = {
            "parent_id": _term_id(session, scheme.id, parent) if parent else None,
            "slug": row.get("slug"),
            "number": row.get("number"),
            "sort": sort,
            "label": row["label"],
            "short": row.get("short"),
            "description": row["description"],
            "alt": row.get("alt", {}),
            "applies_to": row.get("applies_to", []),
            "mappings": row.get("mappings", []),
            "bands": [_band(band) for band in row.get("bands", [])],
            "retired_on": row.get("retired_on"),
            "replaced_by": row.get("replaced_by"),
        }
        session.add(term)
        changed += _assign(term, values)
        session.flush()  # a later row may name this one as its parent
    for term in known.values():
        if term.retired_on is None:
            term.retired_on = utcnow().date()
            changed += 1
    return changed


def _band(band: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": band["label"], "from": band["from_"], "to": band["to"]}


def _term_id(session: Session, scheme_id: int, code: str) -> int:
    return session.scalars(
        sa.select(Term.id).where(Term.scheme_id == scheme_id, Term.code == code)
    ).one()


def _store_levels(session: Session, scheme: Scheme, file: Mapping[str, Any]) -> int:
    known = {
        level.rank: level
        for level in session.scalars(sa.select(Level).where(Level.scheme_id == scheme.id))
    }
    changed = 0
    for row in file.get("levels", []):
        level = known.get(row["rank"]) or Level(scheme_id=scheme.id, rank=row["rank"])
        session.add(level)
        changed += _assign(level, {key: row[key] for key in ("code", "label", "description")})
    return changed


def _assign(entity: Entity, values: Mapping[str, Any]) -> int:
    """Set what differs and return 1 if anything did."""
    differing = {key: value for key, value in values.items() if getattr(entity, key) != value}
    for key, value in differing.items():
        setattr(entity, key, value)
    return int(bool(differing) or entity.id is None)
