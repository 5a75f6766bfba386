"""The regions of the story from gap to plan, with what is known of them; nothing here is true."""

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.services.memberships import Post
from portal.adoptions.models import Outcome
from portal.core.clock import today
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.regions.schemas.measures import What
from portal.regions.services import traits
from portal.search import outbox
from tests.factories import adoptions, profile
from tests.factories.drafts import EDITOR, PUBLISHER, SLUG, actor_of, approved, submitted, written
from tests.factories.people import active
from tests.factories.practices import publish

CEMARA, LONTAR, RANDU, KESAMBI = (
    adoptions.OWNER,
    adoptions.LONTAR,
    adoptions.RANDU,
    adoptions.KESAMBI,
)
MERANTI = "35.12"
PEOPLE = {
    "sari": PUBLISHER,
    "cemara": Post(role=Role.OFFICER, region=CEMARA),
    "bayu": adoptions.OFFICER,
    "randu": Post(role=Role.OFFICER, region=RANDU),
    "kesambi": Post(role=Role.OFFICER, region=KESAMBI),
    "meranti": Post(role=Role.OFFICER, region=MERANTI),
    "rina": EDITOR,
    "ahli": Post(role=Role.EXPERT),
}
TOPIC = {
    "dimensions": ["tata-kelola"],
    "sectors": ["kesehatan"],
    "aspects": [],
    "services": [],
    "indicators": [],
    "status": "active",
}
STATED = {"sources": ["s1"]}
PROVEN = [
    STATED
    | {
        "kind": "pihak-ketiga",
        "text": {"id": "Diperiksa inspektorat."},
        "checked_by": "Inspektorat",
        "checked_on": "2026-02-01",
    }
]
NEEDS = [
    STATED | {"text": {"id": "Koneksi stabil"}, "must": True, "needs": "connectivity:kuat"},
    STATED | {"text": {"id": "Admin TI 1 orang"}, "must": True},
    STATED | {"text": {"id": "Dana pendamping"}, "must": False, "needs": "fiscal-band:rendah"},
    STATED | {"text": {"id": "Puskesmas di tepi laut"}, "must": False, "needs": "terrain:pesisir"},
]
PROVEN_PRACTICE = {
    "evidence": PROVEN,
    "prerequisites": NEEDS,
    "duration_months": 6,
    "people": STATED | {"text": {"id": "Dua petugas loket."}},
}
ALIKE = {"population_band": "100-250-ribu", "terrain": "pesisir", "fiscal_band": "sedang"}


def gaps_and_practices() -> None:
    """Publish what may be recommended to the learner and what may not, and say how all stand."""
    ids = {
        name: active(f"{name}@uji.go.id", post, totp=name == "rina")
        for name, post in PEOPLE.items()
    }
    who = {name: actor_of(number) for name, number in ids.items()}
    written(who["sari"], **PROVEN_PRACTICE)
    submitted(who["sari"], SLUG)
    approved(who["rina"], SLUG)
    for seed, region, changes in (
        (1, RANDU, {}),  # of a region that is not ahead
        (2, LONTAR, {}),  # the learner's own
        (3, CEMARA, {"status": "stopped"} | _stopped()),
        (4, CEMARA, {}),  # will be stale
        (5, CEMARA, {}),
        (6, CEMARA, {}),  # a third of one region
        (7, MERANTI, {"sectors": ["non-spm"]}),
    ):
        publish(1, seed=seed, region=region, **TOPIC | changes)
    _replicated(who)
    _assessed(who)
    with unit_of_work() as session:
        stale = session.scalars(sa.select(Practice).where(Practice.slug == "uji-4-0")).one()
        stale.verify_by = today() - timedelta(days=91)
    outbox.rebuild()


def _stopped() -> dict[str, object]:
    return {"stopped": {"reason": "anggaran", "text": {"id": "Dananya habis."}}}


def _replicated(who: dict[str, Actor]) -> None:
    """Let two regions adopt it with a result in part, and one give it up."""
    for name, region in (("randu", RANDU), ("kesambi", KESAMBI)):
        key = adoptions.begun(who[name], region)
        adoptions.reported(who[name], key)
        adoptions.confirmed(who["sari"], key, Outcome.PARTIAL)
        adoptions.verified(who["rina"], key)
    adoptions.dropped(who["meranti"], adoptions.begun(who["meranti"], MERANTI))


def _assessed(who: dict[str, Actor]) -> None:
    rina = who["rina"]
    for name, region, level, spm in (
        ("cemara", CEMARA, 4, 95),
        ("bayu", LONTAR, 2, 70),
        ("randu", RANDU, 2, 60),
        ("meranti", MERANTI, 3, 50),
    ):
        profile.verified(rina, who[name], region, {"tata-kelola": level})
        profile.verified(rina, who[name], region, {"kesehatan": spm}, What.SPM)
    for name, region, connectivity in (("cemara", CEMARA, "kuat"), ("bayu", LONTAR, "lemah")):
        with unit_of_work() as session:
            values = {**ALIKE, "connectivity": connectivity}
            traits.set_traits(session, who[name], profile.region_id(region), values)
