"""The people of the demonstration: invited, signed up, and with their second factor set up."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.accounts.models import PersonState
from portal.accounts.queries import grants_of, person_by_mail, person_of, signed_in
from portal.accounts.services import codes, memberships, people, second_factor
from portal.accounts.services.links import Purpose
from portal.admin.country import Person
from portal.core.db import reading
from portal.core.files import write_atomically
from portal.core.permissions import GUARDED_ROLES, Actor
from portal.core.uow import unit_of_work

FILE = "accounts.json"
DEVICE = "flask demo"
SYLLABLES = [consonant + vowel for consonant in "bcdghjklmnprstw" for vowel in "aiueo"]
WORDS, PARTS = 4, 3


@dataclass(frozen=True)
class Account:
    """An account that is given away; `totp_secret` is what an authenticator app is told."""

    email: str
    password: str
    role: str
    region: str | None
    totp_secret: str | None


def welcome(cast: Sequence[Person], directory: Path) -> list[Account]:
    """See to it that everybody has an account, and return and note the accounts.

    Passwords are made for each folder and kept in it; whoever has one keeps it.
    """
    kept = {row["email"]: row["password"] for row in accounts_in(directory)}
    passwords = {person.mail: kept.get(person.mail) or _new_password() for person in cast}
    accounts = [_account(person, passwords[person.mail], kept) for person in cast]
    rows = [asdict(account) for account in accounts]
    file = directory / FILE
    write_atomically(file, json.dumps(rows, indent=2).encode())
    file.chmod(0o600)
    return accounts


def accounts_in(directory: Path) -> list[dict[str, str]]:
    """Return the accounts as noted in a folder before."""
    file = directory / FILE
    rows: list[dict[str, str]] = json.loads(file.read_text()) if file.exists() else []
    return rows


def actors_of(cast: Sequence[Person]) -> dict[str, Actor]:
    """Return everybody with today's rights, by what the story calls them."""
    with reading():
        found = {person.key: person_by_mail(person.mail) for person in cast}
        return {
            key: Actor(person.id, grants_of(person.id)) for key, person in found.items() if person
        }


def _account(person: Person, password: str, kept: Mapping[str, str]) -> Account:
    person_id, known = _enrolled(person)
    if not known:
        person_id = _signed_up(person, password)
    elif person.mail not in kept:
        people.change_password(person_id, password=password, device=DEVICE)
    first = person.posts[0]
    with reading():
        salt = person_of(person_id).totp_salt
    secret = codes.secret_of(salt) if salt else None
    return Account(person.mail, password, first.role.value, first.region, secret)


def _enrolled(person: Person) -> tuple[int, bool]:
    with reading():
        found = person_by_mail(person.mail)
        known = found is not None and found.state is not PersonState.INVITED
        return (found.id if found else 0), known


def _signed_up(person: Person, password: str) -> int:
    """Take a person through the invitation to an account that can be used, and return its id."""
    first, *others = person.posts
    link = people.invite(person.mail, first)
    token = link.rpartition(f"/{Purpose.INVITATION}/")[2]
    session_token = people.accept(token, name=person.name, password=password, device=DEVICE)
    with reading():
        found = signed_in(session_token)
    if found is None:
        raise LookupError("who has just signed up is signed in")
    with unit_of_work() as session:
        for post in others:
            memberships.grant(session, found.person_id, post)
    if any(post.role in GUARDED_ROLES for post in person.posts):
        second_factor.begin(found.person_id)
        with reading():
            salt = person_of(found.person_id).totp_salt or ""
        # The code of a moment ago, so that the present one can still be used to sign in.
        code = codes.code_at(salt, codes.step_now() - 1)
        second_factor.confirm(found.person_id, found.id, code)
    return found.person_id


def _new_password() -> str:
    words = ["".join(secrets.choice(SYLLABLES) for _ in range(PARTS)) for _ in range(WORDS)]
    return "-".join(words)
