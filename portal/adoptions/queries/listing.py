"""Reads: adoptions that fit filters, page by page."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.adoptions.models import PHASES, Adoption, Phase, Stage
from portal.adoptions.queries import AdoptionView, select, view_of
from portal.core.db import db
from portal.core.permissions import ANONYMOUS, Actor
from portal.practices.models import Practice, PracticeTag
from portal.regions.queries import directory
from portal.vocabularies.models import Term

PER_PAGE = 20
FILTERS = ("phase", "region", "dimension", "reason", "practice")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for; "" narrows nothing. `region` is the code of the adopter."""

    phase: str = ""
    region: str = ""
    dimension: str = ""
    reason: str = ""
    practice: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows, by its name."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}


def found(
    actor: Actor, asked: Asked, page: int, per_page: int = PER_PAGE
) -> tuple[list[AdoptionView], int]:
    """Return a page of the adoptions that fit, last moved first, and how many fit in all."""
    query = select(actor).where(*_conditions(asked))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = db.session.execute(
        query.order_by(Adoption.moved_at.desc(), Adoption.id.desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [view_of(row) for row in rows], total


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if asked.phase:
        conditions.append(Adoption.stage.in_(_stages(asked.phase)))
    if asked.region:
        region = directory().by_code.get(asked.region)
        conditions.append(Adoption.region_id == (region.id if region else 0))
    if asked.dimension:
        tagged = sa.select(PracticeTag.version_id).join(Term, Term.id == PracticeTag.term_id)
        tagged = tagged.where(PracticeTag.facet == "dimension", Term.code == asked.dimension)
        conditions.append(Practice.current_version_id.in_(tagged))
    if asked.reason:
        conditions.append(Term.code == asked.reason)
    if asked.practice:
        conditions.append(Practice.slug == asked.practice)
    return conditions


def _stages(phase: str) -> tuple[Stage, ...]:
    return PHASES[Phase(phase)] if phase in set(Phase) else ()


def public() -> list[tuple[str, datetime]]:
    """Return the public ids of all adoptions that everybody may see, and when they moved."""
    rows = db.session.execute(select(ANONYMOUS).order_by(Adoption.id))
    return [(row.public_id, row.moved_at) for row in rows]


def adopters(actor: Actor) -> list[int]:
    """Return the ids of the regions that have adopted something that the actor may see."""
    query = select(actor).with_only_columns(Adoption.region_id).distinct()
    return list(db.session.scalars(query))
