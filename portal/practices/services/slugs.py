"""Slugs of practices: found for new ones, changed without breaking an address."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.addresses import SLUG
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.core.slugs import slug_of
from portal.practices.models import FormerSlug, Practice, PracticeState
from portal.practices.permissions import WRITE_DRAFT, require_seen
from portal.practices.schemas.record import RESERVED_SLUGS
from portal.practices.services.trail import note


def rename(session: Session, actor: Actor, practice: Practice, slug: str) -> None:
    """Give a practice another slug; the old address keeps leading to it.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write the practice.
        BadInput: if the slug is taken, now or once, or reserved.
    """
    require_seen(actor, WRITE_DRAFT, practice)
    if slug == practice.slug:
        return
    if not SLUG.fullmatch(slug):
        raise BadInput(_("Alamat hanya memuat huruf kecil, angka, dan tanda hubung."))
    own = session.scalars(
        sa.select(FormerSlug).where(FormerSlug.slug == slug, FormerSlug.practice_id == practice.id)
    ).one_or_none()
    if own is not None:
        session.delete(own)
        session.flush()
    elif _is_taken(session, slug):
        raise BadInput(_("Alamat ini sudah dipakai praktik lain."))
    if practice.state is not PracticeState.DRAFT:
        session.add(FormerSlug(slug=practice.slug, practice_id=practice.id))
    note(session, "rename", actor, practice, {"from": practice.slug, "to": slug})
    practice.slug = slug


def free_slug(session: Session, title: str) -> str:
    """Return a slug made from a title that no practice has or had."""
    stem = slug_of(title) or "praktik"
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 10_000))
    return next(slug for slug in numbered if not _is_taken(session, slug))


def _is_taken(session: Session, slug: str) -> bool:
    return (
        slug in RESERVED_SLUGS
        or session.scalar(sa.select(Practice.id).where(Practice.slug == slug)) is not None
        or session.scalar(sa.select(FormerSlug.id).where(FormerSlug.slug == slug)) is not None
    )
