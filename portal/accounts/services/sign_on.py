"""Signing in by an identity provider: whom it knows by which number is linked to an account once.

No address that the provider tells opens an account, and no group gives a role that the settings do
not give for it.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Identity, Person, PersonState
from portal.accounts.permissions import MANAGE_ACCOUNT
from portal.accounts.queries import person_of
from portal.accounts.queries.identities import identity_of
from portal.accounts.services import attempts, claims, links, mails, sessions, trail
from portal.accounts.services.attempts import Aim, Attempt, Known
from portal.accounts.services.entering import IN_ALL, PER_ADDRESS
from portal.accounts.services.mails import Change
from portal.core import limits
from portal.core.errors import Conflict, DomainError, Forbidden, NotFound
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.core.settings import Settings, current_settings
from portal.core.uow import unit_of_work


class NotLinked(DomainError):
    """No account that may sign in is linked to who came."""


def begin(aim: Aim, *, target: str, locale: str) -> tuple[str, Attempt]:
    """Return where at the provider to go, and what the browser has to keep meanwhile.

    Raises:
        NotFound: if the portal has no provider.
        ProviderAway: if it does not answer.
    """
    settings = _configured()
    from portal.accounts.services import provider  # noqa: PLC0415  # an extra that may be missing

    attempt = attempts.new(aim, target=target, locale=locale)
    return provider.address_for(attempt, settings), attempt


def known_by(attempt: Attempt, given: Mapping[str, str], *, address: str) -> Known:
    """Return whom the provider means; an attempt is used up by asking, rightful ones do not count.

    Raises:
        NotFound: if the portal has no provider.
        Distrusted: if what came back proves nothing.
        BrokenOff: if it says that it let nobody in, or the attempt was used before.
        ProviderAway: if it does not answer.
        TooMany: after too many attempts.
    """
    settings = _configured()
    from portal.accounts.services import provider  # noqa: PLC0415  # an extra that may be missing

    attempts.check(attempt, given)
    asked = ((PER_ADDRESS, address), (IN_ALL, ""))
    limits.count(asked)
    attempts.use_up(attempt)
    known = provider.whom(attempt, given, settings)
    limits.forgive(asked)
    return known


def enter(known: Known, *, device: str) -> str:
    """Sign in who is linked, and return the token for the browser.

    Raises:
        NotLinked: if nobody is, or may not sign in.
    """
    with unit_of_work() as session:
        found = _linked(session, known)
        if found is None or (person := person_of(found.person_id)).state is not PersonState.ACTIVE:
            raise NotLinked
        trail.by_owner(session, "sign-on", person)
        claims.settle(session, person, known.posts)
        return sessions.begin(session, person.id, device)


def accept(token: str, known: Known, *, device: str) -> str:
    """Accept an invitation without a password, sign in, and return the token for the browser.

    Raises:
        Conflict: if who came is linked to another account.
        DeadLink: if the link does not hold.
    """
    with unit_of_work() as session:
        person = links.use(session, links.Purpose.INVITATION, token).person
        person.name = known.name or person.name
        person.state = PersonState.ACTIVE
        trail.by_owner(session, "accept", person)
        _link(session, person, known)
        claims.settle(session, person, known.posts)
        return sessions.begin(session, person.id, device)


def link(known: Known, *, by: Actor) -> None:
    """Let who came enter the account of who acts from now on.

    Raises:
        Forbidden: to nobody in particular.
        Conflict: if who came is linked to another account, or the account to somebody else.
    """
    require(by, MANAGE_ACCOUNT)
    with unit_of_work() as session:
        person = _owner(by)
        _link(session, person, known)
        claims.settle(session, person, known.posts)


def unlink(*, by: Actor) -> None:
    """Let nobody whom the provider knows enter the account of who acts any longer.

    Raises:
        Forbidden: to nobody in particular.
        Conflict: if there is no password, so that there would be no way in.
    """
    require(by, MANAGE_ACCOUNT)
    with unit_of_work() as session:
        person = _owner(by)
        if person.password_hash is None:
            raise Conflict(_("Buat dulu kata sandi, agar Anda tetap bisa masuk."))
        if forget(session, person):
            mails.tell(session, person, Change.UNLINKED, to=person.mail)


def forget(session: Session, person: Person) -> bool:
    """Delete what links a person to any provider, and tell whether there was something.

    What the provider gave ends with it.
    """
    gone = sa.delete(Identity).where(Identity.person_id == person.id).returning(Identity.id)
    if not session.scalars(gone).all():
        return False
    trail.by_owner(session, "sign-on-unlink", person)
    claims.settle(session, person, frozenset())
    return True


def _link(session: Session, person: Person, known: Known) -> None:
    found = _linked(session, known) or identity_of(person.id)
    if found is None:
        session.add(Identity(issuer=known.issuer, subject=known.subject, person_id=person.id))
        trail.by_owner(session, "sign-on-link", person)
        mails.tell(session, person, Change.LINKED, to=person.mail)
    elif found.person_id != person.id:
        raise Conflict(_("Yang masuk di sana sudah terhubung dengan akun Sokoguru yang lain."))
    elif found.subject != known.subject:
        raise Conflict(_("Akun Anda sudah terhubung. Lepaskan dulu hubungan yang lama."))


def _linked(session: Session, known: Known) -> Identity | None:
    query = sa.select(Identity).where(
        Identity.issuer == known.issuer, Identity.subject == known.subject
    )
    return session.scalars(query).one_or_none()


def _owner(actor: Actor) -> Person:
    if actor.person_id is None:
        raise Forbidden
    return person_of(actor.person_id)


def _configured() -> Settings:
    settings = current_settings()
    if not settings.oidc_issuer:
        raise NotFound
    return settings
