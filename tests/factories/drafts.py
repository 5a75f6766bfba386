"""Invented people of invented posts writing and reviewing a practice; nothing here is true."""

from typing import Any

from portal.accounts.queries import grants_of
from portal.accounts.services.memberships import Post
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.practices.services import drafts, reviews
from tests.factories.people import active

TITLE = "Antrean puskesmas satu pintu"
SLUG = "antrean-puskesmas-satu-pintu"
REGION = "35.78"
PUBLISHER = Post(role=Role.PUBLISHER, region=REGION)
EDITOR = Post(role=Role.EDITOR)

# All that a submission needs, key by key.
COMPLETE: dict[str, Any] = {
    "summary": {"id": "Warga mengambil nomor antrean puskesmas dari rumah."},
    "unit": {"id": "Dinas Kesehatan"},
    "stage": "penerapan",
    "sections": {
        "problem": {"id": "Warga menunggu dua jam sebelum diperiksa."},
        "conditions": {"id": "Puskesmas punya petugas loket dan sambungan internet."},
        "failures": {"id": "Pesan singkat berbayar terlalu mahal dan dihentikan."},
    },
    "blocks": [
        {
            "kind": "aplikasi",
            "title": {"id": "Halaman antrean"},
            "body": {"id": "Warga memilih jam kedatangan."},
        },
        {
            "kind": "regulasi",
            "title": {"id": "Peraturan wali kota"},
            "body": {"id": "Loket wajib melayani menurut nomor."},
        },
    ],
    "indicators": [
        {
            "name": {"id": "Waktu tunggu"},
            "unit": {"id": "menit"},
            "direction": "down",
            "baseline": {"value": 120, "period": "2024", "sources": ["s1"]},
            "target": {"value": 60},
            "actual": {"value": 45, "period": "2026", "sources": ["s1"]},
        }
    ],
    "cost": {"band": "100-juta-1-miliar", "text": {"id": "Perangkat loket."}},
    "dimensions": ["tata-kelola"],
    "sectors": ["kesehatan"],
    "contact": {"office": "Dinas Kesehatan", "mail": "dinkes@kota.go.id"},
    "sources": [{"id": "s1", "title": "Laporan loket 2026", "publisher": "Dinas Kesehatan"}],
}


def actor_of(person_id: int) -> Actor:
    """Return a person with the rights of today, second factor given."""
    return Actor(person_id, grants_of(person_id))


def somebody(mail: str, *posts: Post) -> Actor:
    """Return a new person who holds some posts."""
    return actor_of(active(mail, *posts))


def written(actor: Actor, *, title: str = TITLE, region: str = REGION, **changes: Any) -> str:
    """Return the slug of a new draft that lacks nothing but what `changes` leave out."""
    with unit_of_work() as session:
        practice = drafts.create(session, actor, region, title)
        drafts.save(session, actor, practice, {**COMPLETE, **changes}, token=1)
        return practice.slug


def saved(actor: Actor, slug: str, **changes: Any) -> None:
    """Save changes to the draft as it stands."""
    with unit_of_work() as session:
        practice = practice_of(slug)
        token = drafts.draft_of(session, practice).token
        drafts.save(session, actor, practice, changes, token=token)


def practice_of(slug: str) -> Practice:
    """Return the practice with a slug, bound to the unit of work that is open."""
    with unit_of_work() as session:
        return session.query(Practice).filter_by(slug=slug).one()


def submitted(actor: Actor, slug: str) -> None:
    """Submit the draft as it stands."""
    with unit_of_work() as session:
        practice = practice_of(slug)
        token = drafts.draft_of(session, practice).token
        reviews.submit(session, actor, practice, token=token)


def approved(editor: Actor, slug: str) -> int:
    """Approve what was submitted, and return the number of the version."""
    with unit_of_work() as session:
        return reviews.approve(session, editor, practice_of(slug)).number
