"""Reads: the adoptions and practices that prove something, as far as somebody may read them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from portal.adoptions.models import Adoption
from portal.adoptions.queries import AdoptionView, select, view_of
from portal.core.db import db
from portal.core.permissions import Actor
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to
from portal.regions.schemas.champions import Basis


@dataclass(frozen=True)
class Taught:
    """A practice as proof; `title` is {"id": ..., "en": ...}."""

    slug: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Documents:
    """Adoptions and practices by their public ids, without those that the reader may not see."""

    adoptions: Mapping[str, AdoptionView]
    practices: Mapping[str, Taught]


def documents_of(actor: Actor, bases: Collection[Basis]) -> Documents:
    """Return what stands behind proofs, in two queries."""
    adopted = sorted({basis.adoption for basis in bases} - {""})
    taught = sorted({basis.practice for basis in bases} - {""})
    rows = db.session.execute(select(actor).where(Adoption.public_id.in_(adopted)))
    practices = db.session.execute(
        sa.select(Practice.public_id, Practice.slug, PracticeVersion.record["title"].label("title"))
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(Practice.public_id.in_(taught), visible_to(actor))
    )
    return Documents(
        {row.public_id: view_of(row) for row in rows} if adopted else {},
        {row.public_id: Taught(row.slug, row.title) for row in practices} if taught else {},
    )
