"""The daily look at the portal itself: what nobody wrote by it is told to who looks after it."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from portal.accounts.queries import holders, person_of
from portal.core import foreign_links
from portal.core.addresses import absolute
from portal.core.clock import today
from portal.core.foreign_links import ForeignLink
from portal.core.i18n import _, localized, written_for
from portal.core.mail import queue
from portal.core.permissions import Role
from portal.core.schedule import every
from portal.core.uow import unit_of_work

TASK = "self-check"
MOST_TOLD = 20


class ForeignLinks(Exception):
    """Pages have links that nobody wrote; it fails the task, so that the page of jobs shows it."""


def serve_jobs() -> None:
    """Let the worker look every day."""
    every(timedelta(days=1), TASK)(check)


def check() -> None:
    """Look for links that nobody wrote, and write to the system admins, once a day for the same.

    Raises:
        ForeignLinks: naming some of them, so that it is done again until they are gone.
    """
    found = foreign_links.find()
    if not found:
        return
    lines = [str(link) for link in found[:MOST_TOLD]]
    with unit_of_work() as session:
        for person_id in holders(Role.SYSTEM_ADMIN):
            person = person_of(person_id)
            with written_for(person.locale):
                queue(
                    session,
                    to=person.mail,
                    subject=_("Pemeriksaan harian Sokoguru menemukan tautan asing"),
                    text=_body(lines, len(found), person.locale),
                    key=f"{TASK}:{today()}:{_mark(found)}:{person_id}",
                )
    raise ForeignLinks("; ".join(lines))


def _body(lines: Sequence[str], number: int, locale: str) -> str:
    opening = _(
        "%(number)s tautan pada halaman portal tidak berasal dari tulisan yang disimpan. Mungkin "
        "ada yang menyisipkannya langsung ke basis data. Tabel, nomor baris, dan tautannya:",
        number=number,
    )
    advice = _(
        "Halamannya dapat dipulihkan dari tulisannya dengan flask content rerender --all dan flask "
        "content load; lalu cari bagaimana tautan itu masuk. Pemeriksaan diulang sampai tidak ada "
        "lagi:"
    )
    address = absolute(localized("/admin/jobs", locale))
    return "\n\n".join((opening, "\n".join(lines), advice, address)) + "\n"


def _mark(found: Sequence[ForeignLink]) -> str:
    return sha256("\n".join(map(str, found)).encode()).hexdigest()[:16]
