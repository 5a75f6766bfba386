"""Roles from claims: what the identity provider says of somebody gives what the settings name.

What it gives holds as long as it says so. What people gave or ended is theirs alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Person
from portal.accounts.queries import is_in
from portal.accounts.queries.members import Member, as_member, memberships_of
from portal.accounts.services import handover, mails, memberships
from portal.accounts.services.memberships import Post
from portal.core.clock import today
from portal.core.settings import ClaimedRole, current_settings
from portal.regions.queries import directory

CONFIRMED = timedelta(days=90)  # for which a role holds after the provider has said so last
MAX_VALUES = 500
MAX_LENGTH = 200


def posts_in(claims: Mapping[str, Any], rules: Iterable[ClaimedRole]) -> frozenset[Post]:
    """Return the posts that the settings give for the claims of a token."""
    return frozenset(
        Post(role=rule.role, region=rule.region)
        for rule in rules
        if rule.value in _values(claims.get(rule.claim))
    )


def _values(said: object) -> Collection[str]:
    """Return what a claim says: one text or a short list of them; in any other shape, nothing."""
    values = said if isinstance(said, list) else [said]
    texts = [value for value in values if isinstance(value, str) and len(value) <= MAX_LENGTH]
    return texts if len(texts) == len(values) <= MAX_VALUES else ()


def settle(session: Session, person: Person, posts: Collection[Post]) -> None:
    """Give a person what the provider's claims give, and end what they gave and give no longer."""
    until = today() + CONFIRMED
    wanted = {post for post in posts if not _is_strange(post.region)}
    for member in memberships_of(person.id):
        if member.issuer is None:
            continue
        if (post := _post_of(member)) in wanted:
            session.get_one(Membership, member.membership_id).ends_on = until
            wanted.remove(post)
        else:
            handover.take_back(session, member)
    for post in sorted(wanted, key=lambda post: (post.region or "", post.role)):
        if not _is_decided(session, person.id, post):
            lasting = replace(post, ends_on=until, issuer=current_settings().oidc_issuer)
            given = memberships.grant(session, person.id, lasting)
            mails.tell_appointed(session, as_member(given, person))


def _is_decided(session: Session, person_id: int, post: Post) -> bool:
    """Tell whether people have given somebody this role, be it over, or ended what a claim gave."""
    query = sa.select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.role == post.role,
        is_in(memberships.region_id_of(post)),
        sa.or_(Membership.issuer.is_(None), Membership.ended_at.is_not(None)),
        Membership.taken_back.is_(False),
    )
    return session.scalars(query).first() is not None


def _post_of(member: Member) -> Post:
    code = directory().by_id[member.region_id].code if member.region_id is not None else None
    return Post(role=member.role, region=code)


def _is_strange(code: str | None) -> bool:
    return code is not None and code not in directory().by_code


def fault() -> str | None:
    """Return which regions the settings give roles in that do not exist, None if all do."""
    codes = {rule.region for rule in current_settings().oidc_roles}
    strange = sorted(code for code in codes if code is not None and _is_strange(code))
    if not strange:
        return None
    return f"PORTAL_OIDC_ROLES gives roles in regions that do not exist: {', '.join(strange)}"
