"""Reads: to whom at the identity provider an account is linked."""

import sqlalchemy as sa

from portal.accounts.models import Identity
from portal.core.db import db
from portal.core.settings import current_settings


def identity_of(person_id: int) -> Identity | None:
    """Return who a person is to the provider that the portal has now, None if that is not said."""
    query = sa.select(Identity).where(
        Identity.person_id == person_id, Identity.issuer == current_settings().oidc_issuer
    )
    return db.session.scalars(query).one_or_none()
