"""What pages of a demonstration show besides: that it is one, and how to come in."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask

from portal.accounts.models import Person
from portal.accounts.queries import person_by_mail
from portal.accounts.schemas.roles import ROLE_LABELS
from portal.accounts.services import codes
from portal.admin import cast
from portal.core.permissions import Role
from portal.core.settings import current_settings
from portal.regions.queries import directory


@dataclass(frozen=True)
class Door:
    """An account to come in by; `code` is what its authenticator app would show now."""

    mail: str
    name: str
    role: str
    region: str
    code: str


class Demonstration:
    """The demonstration that is running."""

    @property
    def doors(self) -> list[Door]:
        """The accounts, with the codes of this moment."""
        rows = cast.accounts_in(current_settings().data_dir)
        found = ((row, person_by_mail(row["email"])) for row in rows)
        return [_door(row, person) for row, person in found if person]

    @property
    def passwords(self) -> str:
        """The file with the passwords."""
        return str(current_settings().data_dir / cast.FILE)

    @property
    def mails(self) -> str:
        """The folder with the mails."""
        return (current_settings().mail_url or "").removeprefix("file:")

    def code_of(self, mail: str) -> str:
        """Return the code of one of the accounts, "" where there is none."""
        return next((door.code for door in self.doors if door.mail == mail), "")


def demonstration() -> Demonstration | None:
    """Return the demonstration, None where the portal runs in earnest."""
    return Demonstration() if current_settings().demo else None


def _door(row: Mapping[str, str], person: Person) -> Door:
    region = directory().by_code.get(row["region"] or "")
    return Door(
        mail=person.mail,
        name=person.name,
        role=str(ROLE_LABELS[Role(row["role"])]),
        region=region.name if region else "",
        code=_code(person),
    )


def _code(person: Person) -> str:
    """Return the code that is taken now: each is good once, but the next one is good already."""
    if person.totp_salt is None or person.totp_since is None:
        return ""
    now = codes.step_now()
    return codes.code_at(person.totp_salt, min(max(now, (person.totp_step or 0) + 1), now + 1))


def init_app(app: Flask) -> None:
    """Let templates ask for `demonstration()`."""
    app.jinja_env.globals["demonstration"] = demonstration
