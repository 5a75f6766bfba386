"""People: invited by mail, known by their address, in charge of their own account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import Person, PersonState, TimeZone
from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.schemas.mail import folded, is_in, is_mail
from portal.accounts.services import consents, links, mails, passwords, sessions, sign_on, trail
from portal.accounts.services.links import Purpose
from portal.accounts.services.mails import Change
from portal.accounts.services.memberships import Post, grant, holds
from portal.core import limits
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.limits import Limit
from portal.core.settings import current_settings
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work

RESET_JOB = "accounts.reset"
RESETS = Limit("reset by mail", 5, timedelta(days=1))
RESETS_PER_ADDRESS = Limit("reset by address", 20, timedelta(days=1))
NEW_MAILS = Limit("change of mail", 2, timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What people say about themselves."""

    name: str
    locale: str
    zone: TimeZone
    data_saver: bool


def invite(mail: str, post: Post, *, locale: str = "id") -> str:
    """Invite somebody to a post by mail, and return the link; asked again, send a new one.

    Raises:
        BadInput: for an address that is none or not of an allowed domain, that has an account
            already, or for a post that cannot be held.
    """
    mail = folded(mail)
    refuse_strange(mail)
    with unit_of_work() as session:
        person = person_by_mail(mail)
        if person is None:
            person = new_person(session, mail, locale=locale)
        elif person.state is not PersonState.INVITED:
            raise BadInput(_("Alamat surel ini sudah punya akun."))
        if not holds(session, person.id, post):
            grant(session, person.id, post)
        return mails.send_link(session, Purpose.INVITATION, person)


def refuse_strange(mail: str) -> None:
    """Refuse a folded address that cannot be invited.

    Raises:
        BadInput: if it is none, or not of an allowed domain.
    """
    if not is_mail(mail):
        raise BadInput(_("Tulis alamat surel seperti nama@dinas.go.id."))
    domains = current_settings().mail_domains
    if not is_in(mail, domains):
        raise BadInput(_("Hanya alamat surel dari %(domains)s.", domains=", ".join(domains)))


def new_person(session: Session, mail: str, *, locale: str, name: str = "") -> Person:
    """Add somebody who is invited; until they say so, they are called as in their address."""
    person = Person(
        public_id=new_public_id(),
        mail=mail,
        name=name or mail.partition("@")[0],
        locale=locale,
        zone=TimeZone.WIB,
        state=PersonState.INVITED,
    )
    session.add(person)
    session.flush()  # the membership needs its id
    return person


def accept(token: str, *, name: str, password: str, device: str) -> str:
    """Accept an invitation, sign in, and return the token for the browser.

    Raises:
        DeadLink: if the link does not hold.
    """
    password_hash = passwords.hashed(password)
    with unit_of_work() as session:
        person = links.use(session, Purpose.INVITATION, token).person
        person.name = name
        person.password_hash = password_hash
        person.state = PersonState.ACTIVE
        consents.shown(session, person)  # the page of the invitation links it
        trail.by_owner(session, "accept", person)
        return sessions.begin(session, person.id, device)


def ask_reset(mail: str, *, address: str) -> None:
    """Have a link sent to set a new password, if there is such an account.

    Nobody is told whether: it is the worker that looks, so that the time to the answer is the same.

    Raises:
        TooMany: after too many of them, whether or not there is an account.
    """
    limits.count([(RESETS, mail), (RESETS_PER_ADDRESS, address)])
    with unit_of_work() as session:
        enqueue(session, RESET_JOB, mail)


def send_resets(asked: Sequence[str]) -> None:
    """Send the links that were asked for to those of the addresses that have an account."""
    with unit_of_work() as session:
        for mail in asked:
            person = person_by_mail(mail)
            if person is not None and person.state is PersonState.ACTIVE:
                mails.send_link(session, Purpose.RESET, person)


def reset(token: str, *, password: str) -> None:
    """Set a new password by a link; ends all sign-ins and tokens.

    Who knew the password that it replaces may have linked somebody at the provider: that ends too.

    Raises:
        DeadLink: if the link does not hold.
    """
    password_hash = passwords.hashed(password)
    with unit_of_work() as session:
        person = links.use(session, Purpose.RESET, token).person
        if person.password_hash is not None:
            sign_on.forget(session, person)
        person.password_hash = password_hash
        sessions.end_all(session, person.id)
        trail.by_owner(session, "reset", person)
        mails.tell(session, person, Change.PASSWORD, to=person.mail)


def change_password(person_id: int, *, password: str, device: str) -> str:
    """Set another password, end all sign-ins and tokens, and return the token of a new sign-in."""
    password_hash = passwords.hashed(password)
    with unit_of_work() as session:
        person = person_of(person_id)
        person.password_hash = password_hash
        trail.by_owner(session, "password", person)
        mails.tell(session, person, Change.PASSWORD, to=person.mail)
        sessions.end_all(session, person_id)
        return sessions.begin(session, person_id, device)


def ask_new_mail(person_id: int, mail: str) -> None:
    """Send a link to the new address; if somebody has it, nothing is sent and nobody is told.

    Raises:
        BadInput: for an address that is not of an allowed domain.
        TooMany: after too many of them.
    """
    refuse_strange(mail)
    limits.count([(NEW_MAILS, str(person_id))])
    with unit_of_work() as session:
        if person_by_mail(mail) is None:
            mails.send_link(session, Purpose.MAIL, person_of(person_id), mail=mail)


def confirm_new_mail(token: str) -> None:
    """Change an address by the link that was sent to it; ends all sign-ins and tokens.

    Raises:
        DeadLink: if the link does not hold, or somebody else has the address by now.
    """
    with unit_of_work() as session:
        link = links.use(session, Purpose.MAIL, token)
        if person_by_mail(link.mail) is not None:
            raise links.DeadLink
        mails.tell(session, link.person, Change.MAIL, to=link.person.mail)
        link.person.mail = link.mail
        trail.by_owner(session, "mail", link.person)
        sessions.end_all(session, link.person.id)


def set_profile(person_id: int, profile: Profile) -> None:
    """Keep what somebody says about himself."""
    with unit_of_work():
        person = person_of(person_id)
        person.name = profile.name
        person.locale = profile.locale
        person.zone = profile.zone
        person.data_saver = profile.data_saver
