"""What accounts write to people, in the language that they read."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import person_of
from portal.accounts.queries.members import Member
from portal.accounts.schemas.roles import ROLE_LABELS
from portal.accounts.services.links import Purpose, signed
from portal.core.addresses import absolute
from portal.core.formats import day, moment
from portal.core.i18n import _, _l, localized, written_for
from portal.core.mail import queue
from portal.regions.queries import directory


class Change(StrEnum):
    """What the owner of an account is told of."""

    PASSWORD = "password"  # noqa: S105  # the name of a change
    MAIL = "mail"
    SECOND_FACTOR = "second-factor"
    LINKED = "linked"
    UNLINKED = "unlinked"


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
    Change.LINKED: _l("Akun Sokoguru Anda baru saja dihubungkan dengan akun lain untuk masuk."),
    Change.UNLINKED: _l("Masuk ke Sokoguru lewat akun lain baru saja dilepas dari akun Anda."),
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


def tell_of_erasure(session: Session, person: Person, due: datetime) -> None:
    """Tell somebody when they will be forgotten, and how to stay."""
    with written_for(person.locale):
        text = _(
            "Akun Sokoguru Anda beserta nama, surel, dan data pribadi lainnya akan dihapus setelah "
            "%(moment)s.",
            moment=moment(due),
        )
        after = _("Sesudah itu kami tidak dapat menyurati Anda lagi.")
        advice = _("Bukan Anda, atau berubah pikiran? Masuk, lalu batalkan di halaman ini:")
        parts = (text, after, advice, absolute(localized("/account/data", person.locale)))
        _send(session, person.mail, _("Penghapusan data Anda di Sokoguru"), parts)


def tell_appointed(session: Session, member: Member) -> None:
    """Tell somebody who has an account of a new role."""
    person = person_of(member.person_id)
    with written_for(person.locale):
        role = _role(member)
        opening = _("Anda diberi peran di Sokoguru: %(role)s.", role=role)
        parts = (opening, absolute(localized("/account", person.locale)))
        _send(session, person.mail, _("Peran baru di Sokoguru"), parts)


def tell_ended(session: Session, member: Member, successor: Person | None) -> None:
    """Tell who leaves that the role has ended, and the successor what is his now."""
    person = person_of(member.person_id)
    with written_for(person.locale):
        text = _("Peran Anda di Sokoguru berakhir: %(role)s.", role=_role(member))
        _send(session, person.mail, _("Peran Anda di Sokoguru berakhir"), (text,))
    if successor is None:
        return
    with written_for(successor.locale):
        text = _(
            "Anda menggantikan %(name)s sebagai %(role)s. Pekerjaannya di Sokoguru kini ada pada "
            "Anda.",
            name=person.name,
            role=_role(member),
        )
        parts = (text, absolute(localized("/account", successor.locale)))
        _send(session, successor.mail, _("Serah terima di Sokoguru"), parts)


def remind_of_end(session: Session, member: Member, reader: Person) -> None:
    """Remind somebody, once, that a membership will end on its last day."""
    if member.ends_on is None:
        return
    key = f"membership:{member.membership_id}:{member.ends_on}:{reader.id}"
    with written_for(reader.locale):
        last, role = day(member.ends_on), _role(member)
        text = (
            _("Peran Anda berakhir pada %(day)s: %(role)s.", day=last, role=role)
            if reader.id == member.person_id
            else _(
                "Peran %(name)s berakhir pada %(day)s: %(role)s.",
                name=member.name,
                day=last,
                role=role,
            )
        )
        advice = (
            _("Sesudah hari itu haknya berhenti sendiri. Siapkan pengganti atau perpanjangan.")
            if member.issuer is None
            else _("Peran ini dari penyedia masuk tunggal dan diperpanjang setiap masuk lewatnya.")
        )
        parts = (text, advice, absolute(localized(members_path(member), reader.locale)))
        body = "\n\n".join(parts) + "\n"
        subject = _("Sebuah peran di Sokoguru akan berakhir")
        queue(session, to=reader.mail, subject=subject, text=body, key=key)


def members_path(member: Member) -> str:
    """Return the path of the page of those who govern a membership."""
    if member.region_id is None:
        return "/members"
    return f"/regions/{directory().by_id[member.region_id].code}/members"


def _role(member: Member) -> str:
    label = str(ROLE_LABELS[member.role])
    if member.region_id is None:
        return label
    return f"{label}, {directory().by_id[member.region_id].name}"


def _send(session: Session, to: str, subject: str, parts: tuple[str, ...]) -> None:
    key = f"accounts:{secrets.token_hex(8)}"  # each call is an event of its own
    queue(session, to=to, subject=subject, text="\n\n".join(parts) + "\n", key=key)
