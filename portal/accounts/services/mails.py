"""What accounts write to people, in the language that they read."""

import secrets
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.services.links import Purpose, signed
from portal.core.addresses import absolute
from portal.core.i18n import _, _l, localized, written_for
from portal.core.mail import queue


class Change(StrEnum):
    """What the owner of an account is told of."""

    PASSWORD = "password"  # noqa: S105  # the name of a change
    MAIL = "mail"
    SECOND_FACTOR = "second-factor"


SUBJECTS = {
    Purpose.INVITATION: _l("Undangan ke Sokoguru"),
    Purpose.RESET: _l("Kata sandi baru untuk Sokoguru"),
    Purpose.MAIL: _l("Alamat surel baru untuk Sokoguru"),
}
INVITING = {
    Purpose.INVITATION: _l(
        "Anda diundang ke Sokoguru, tempat daerah belajar dari daerah lain. Buka tautan ini dalam "
        "tujuh hari untuk membuat akun:"
    ),
    Purpose.RESET: _l("Buka tautan ini dalam satu jam untuk memilih kata sandi baru:"),
    Purpose.MAIL: _l("Buka tautan ini dalam sehari agar akun Anda memakai alamat surel ini:"),
}
CHANGES = {
    Change.PASSWORD: _l("Kata sandi akun Sokoguru Anda baru saja diganti."),
    Change.MAIL: _l("Alamat surel akun Sokoguru Anda baru saja diganti."),
    Change.SECOND_FACTOR: _l("Faktor kedua akun Sokoguru Anda baru saja dimatikan."),
}


def send_link(session: Session, purpose: Purpose, person: Person, *, mail: str = "") -> str:
    """Send a person a new link, to the new address `mail` if there is one, and return it."""
    token = signed(purpose, person, mail=mail)
    address = absolute(localized(f"/{purpose}/{token}", person.locale))
    with written_for(person.locale):
        ignore = _("Tidak merasa memintanya? Abaikan surat ini.")
        parts = (str(INVITING[purpose]), address, ignore)
        _send(session, mail or person.mail, str(SUBJECTS[purpose]), parts)
    return address


def tell(session: Session, person: Person, change: Change, *, to: str) -> None:
    """Tell the owner of an account what was changed in it."""
    with written_for(person.locale):
        advice = _("Bukan Anda? Beri tahu admin daerah Anda, dan pilih kata sandi baru di sini:")
        address = absolute(localized("/reset", person.locale))
        parts = (str(CHANGES[change]), advice, address)
        _send(session, to, _("Akun Sokoguru Anda berubah"), parts)


def _send(session: Session, to: str, subject: str, parts: tuple[str, ...]) -> None:
    key = f"accounts:{secrets.token_hex(8)}"  # each call is an event of its own
    queue(session, to=to, subject=subject, text="\n\n".join(parts) + "\n", key=key)
