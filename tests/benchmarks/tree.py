"""Server CPU of a replication tree: `uv run python -m tests.benchmarks.tree`.

A practice with 300 adoptions, each from the original or from another one drawn at random: the
geometry alone, and the whole page with its drawing and its list, in one process, without network.
Prints milliseconds of CPU: median and 95th percentile.
"""

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import insert, select

from portal.adoptions.models import CLOSED, Adoption, Outcome, Stage
from portal.core.clock import utcnow
from portal.core.db import end_transaction
from portal.core.slugs import new_public_id
from portal.core.trees import tree
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.regions.models import Region
from portal.vocabularies.queries import scheme
from tests.benchmarks.pages import measure, report
from tests.conftest import make_app
from tests.factories.people import active
from tests.factories.practices import load_vocabularies_and_regions, publish

NODES, TIMES = 300, 100


def adopted(nodes: int = NODES) -> str:
    """Publish a practice that so many regions adopt from each other, and return its slug."""
    rng = random.Random(5)
    (slug,) = publish(1, region="35.78")
    people = [active("bayu@uji.go.id"), active("rina@uji.go.id")]
    reason = scheme("stop-reason").terms["anggaran"].id
    with unit_of_work() as session:
        practice = session.scalars(select(Practice).where(Practice.slug == slug)).one()
        others = select(Region.id).where(Region.id != practice.region_id).order_by(Region.id)
        rows = [
            {
                "id": number,
                "public_id": new_public_id(),
                "region_id": region_id,
                "practice_id": practice.id,
                "version_id": practice.current_version_id,
                "parent_id": rng.randint(0, number - 1) or None,
                "generation": 1,
                "started_at": utcnow(),
                "moved_at": utcnow(),
                **_standing(rng, people, reason),
            }
            for number, region_id in enumerate(session.scalars(others.limit(nodes)), start=1)
        ]
        session.execute(insert(Adoption), rows)
    return slug


def _standing(rng: random.Random, people: Sequence[int], reason: int) -> dict[str, object]:
    stage = rng.choice(list(Stage))
    judged = stage is Stage.VERIFIED
    return {
        "stage": stage,
        "is_open": None if stage in CLOSED else True,
        "reason_id": reason if stage is Stage.DROPPED else None,
        "outcome": rng.choice(list(Outcome)) if judged else None,
        "confirmed_by_id": people[0] if judged else None,
        "verified_by_id": people[1] if judged else None,
    }


def main() -> None:
    """Measure."""
    rng = random.Random(5)
    parents = [None, *(rng.randint(0, number - 1) for number in range(1, NODES + 1))]
    taken = measure(lambda _address: tree(parents), [""] * TIMES)
    report(f"geometry of {NODES} adoptions", taken)
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            upgrade()
            load_vocabularies_and_regions()
            path = f"/practices/{adopted()}/adoptions"
            end_transaction()
        client, gzip = app.test_client(), {"Accept-Encoding": "gzip"}
        size = len(client.get(path, headers=gzip).data)
        taken = measure(lambda address: client.get(address, headers=gzip), [path] * TIMES)
        report(f"page of {NODES} adoptions, {size / 1000:.1f} KB", taken)


if __name__ == "__main__":
    main()
