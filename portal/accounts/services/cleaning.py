"""Cleaning: what no longer lets anybody in is deleted once a day."""

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import ApiToken, SignIn, UsedLink
from portal.accounts.queries import ABSOLUTE
from portal.core.clock import utcnow
from portal.core.uow import unit_of_work

KEPT = timedelta(days=30)  # for who looks at where they have been signed in


def clean() -> None:
    """Delete sign-ins and tokens that ended a month ago, and used links that are too old anyway."""
    now = utcnow()
    with unit_of_work() as session:
        for model, dead in (
            (SignIn, SignIn.created_at < now - ABSOLUTE - KEPT),
            (ApiToken, ApiToken.expires_at < now - KEPT),
            (ApiToken, ApiToken.revoked_at < now - KEPT),
            (UsedLink, UsedLink.expires_at <= now),
        ):
            session.execute(
                sa.delete(model).where(dead).execution_options(synchronize_session=False)
            )
