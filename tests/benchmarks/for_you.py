"""Server CPU of recommendations: `uv run python -m tests.benchmarks.for_you [30000]`.

All regions with three years of invented assessments, so many invented practices, each with the
adoptions that ended: the page of one region after another, as an editor sees it, in one process,
without network; the first page of a process; the first after a practice has changed; and the lists
of all regions, as a nightly task would make them. Prints milliseconds of CPU, and queries.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from portal.adoptions.models import Adoption, Outcome, Stage
from portal.adoptions.queries.advice import advice_for, standings
from portal.core.clock import today, utcnow
from portal.core.db import db, end_transaction, reading
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState, PracticeTag, PracticeVersion, Pulse
from portal.practices.services.versions import new_public_id
from portal.regions.models import Region
from portal.regions.models.profile import Act, Assessment, AssessmentAct, Kind
from portal.regions.queries import directory
from portal.vocabularies.queries import MATURITY, SPM, scheme
from tests.benchmarks.nation import NATION
from tests.benchmarks.pages import measure, report
from tests.conftest import make_app
from tests.factories.people import EDITOR_POST, active, signed_in_with_code
from tests.factories.practices import load_vocabularies_and_regions

YEARS = (2024, 2025, 2026)
PAGES = 200
CHANGES = 20
TRAITS = {
    "population_band": "population-band",
    "terrain": "terrain",
    "connectivity": "connectivity",
    "fiscal_band": "fiscal-band",
}


def fill(count: int, rng: random.Random) -> None:
    """Invent the assessments and traits of all regions, and so many practices with adoptions."""
    people = [active("bayu@uji.go.id"), active("rina@uji.go.id")]
    reason = scheme("stop-reason").terms["anggaran"].id
    with unit_of_work() as session:
        regions = list(session.scalars(sa.select(Region)))
        for region in regions:
            for column, code in TRAITS.items():
                setattr(region, column, rng.choice(scheme(code).top()).code)
        numbers = [region.id for region in regions]
        for start, number in enumerate(numbers, start=1):
            session.add(AssessmentAct(id=start, region_id=number, act=Act.ENTER, reason=""))
        session.flush()
        session.execute(sa.insert(Assessment), list(_assessments(numbers, rng)))
        session.execute(sa.insert(Practice), list(_practices(count, numbers, rng)))
        session.execute(sa.insert(PracticeVersion), list(_versions(count, rng)))
        session.execute(
            sa.update(Practice).values(current_version_id=Practice.id),
            execution_options={"synchronize_session": False},
        )
        session.execute(sa.insert(PracticeTag), list(_tags(count, rng)))
        session.execute(sa.insert(Adoption), list(_adoptions(numbers, rng, people, reason, count)))


def _assessments(regions: list[int], rng: random.Random) -> Iterator[dict[str, Any]]:
    for start, region_id in enumerate(regions, start=1):
        for code, terms in ((MATURITY, scheme(MATURITY).top()), (SPM, scheme(SPM).top())):
            for term in terms:
                for year in YEARS:
                    level = code == MATURITY
                    yield {
                        "region_id": region_id,
                        "scheme": code,
                        "version": "1",
                        "code": term.code,
                        "date": f"{year}-03-01" if level else str(year),
                        "value": rng.randint(1, 5) if level else rng.randint(40, 100),
                        "kind": Kind.VERIFIED,
                        "source": "Uji",
                        "url": "",
                        "evidence": "",
                        "waits": False,
                        "entered_id": start,
                    }


def _practices(count: int, regions: list[int], rng: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        yield {
            "id": number,
            "public_id": new_public_id(),
            "slug": f"uji-{number}",
            "region_id": rng.choice(regions),
            "state": PracticeState.PUBLISHED,
            "verify_by": today() + timedelta(days=rng.randint(-120, 365)),
            "pulse": Pulse.VERIFIED,
            "replicated": False,
        }


def _versions(count: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        yield {
            "id": number,
            "practice_id": number,
            "number": 1,
            "record": {"title": {"id": f"Praktik uji {number}"}},
            "html": {},
            "renderer": 1,
            "content_hash": "",
            "evidence_level": rng.randint(0, 4),
            "has_english": False,
            "by_editors": False,
            "scheme_version": "1",
            "published_at": utcnow(),
        }


def _tags(count: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for facet, code, most in (("dimension", MATURITY, 3), ("sector", SPM, 2)):
        terms = [term.id for term in scheme(code).top()]
        for number in range(1, count + 1):
            for term_id in rng.sample(terms, rng.randint(1, most)):
                yield {"version_id": number, "facet": facet, "term_id": term_id}


def _adoptions(
    regions: list[int], rng: random.Random, people: list[int], reason: int, count: int
) -> Iterator[dict[str, Any]]:
    """Yield for each practice an adoption that has ended, of two in three with a result."""
    for number in range(1, count + 1):
        worked = rng.random() < 2 / 3
        yield {
            "public_id": new_public_id(),
            "region_id": rng.choice(regions),
            "practice_id": number,
            "version_id": number,
            "generation": 1,
            "stage": Stage.VERIFIED if worked else Stage.DROPPED,
            "is_open": None,
            "reason_id": None if worked else reason,
            "outcome": rng.choice(list(Outcome)) if worked else None,
            "confirmed_by_id": people[0] if worked else None,
            "verified_by_id": people[1] if worked else None,
            "started_at": utcnow(),
            "moved_at": utcnow(),
        }


def _touch(rng: random.Random, count: int) -> None:
    with unit_of_work() as session:
        practice = session.get_one(Practice, rng.randint(1, count))
        practice.verify_by = today() + timedelta(days=rng.randint(0, 365))
    end_transaction()


def _run(app: Flask, count: int) -> None:
    rng = random.Random(7)
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        fill(count, rng)
        active("editor@uji.go.id", EDITOR_POST, totp=True)
        client = signed_in_with_code(app, "editor@uji.go.id")
        codes = list(directory().by_code)
        paths = [f"/for-you?region={rng.choice(codes)}" for _number in range(PAGES)]
        end_transaction()

        def get(path: str) -> None:
            answer = client.get(path)
            assert answer.status_code == 200
            assert answer.text.count("data-score=") > 0

        print(f"first page: {measure(get, paths[:1])[0]:.0f} ms")
        taken = measure(get, paths)
        report(f"page of a region among {len(codes)}, {count} practices", taken)
        asked: list[str] = []
        sa.event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        get(paths[0])
        print(f"queries of a page: {len(asked)}")
        changed = []
        for path in paths[:CHANGES]:
            _touch(rng, count)
            changed += measure(get, [path])
        report("first page after a practice has changed", changed)
        begun = time.process_time()
        with reading():
            for region in directory().by_code.values():
                advice_for(region, standings(region.id))
        print(f"lists of all {len(codes)} regions: {time.process_time() - begun:.1f} s")


def main(count: int = NATION) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        _run(make_app(Path(folder)), count)


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
