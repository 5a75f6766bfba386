"""A champion region with two mentors, others with one, and people of regions that may ask them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.services.memberships import Post
from portal.adoptions.models import Stage
from portal.core.permissions import Role
from portal.search import outbox
from tests.conftest import _copy
from tests.databases import Database
from tests.factories.adoptions import (
    ADMIN,
    KESAMBI,
    OFFICER,
    OWNER,
    RANDU,
    begun,
    confirmed,
    moved,
    reported,
    verified,
)
from tests.factories.drafts import EDITOR, PUBLISHER, SLUG, actor_of, approved, submitted, written
from tests.factories.mentoring import DIMENSION
from tests.factories.mentors import mentor
from tests.factories.people import active

PEOPLE = {
    "sari": PUBLISHER,
    "hadi": Post(role=Role.REGION_ADMIN, region=OWNER),
    "bayu": OFFICER,
    "ratna": ADMIN,
    "randu": Post(role=Role.OFFICER, region=RANDU),
    "kesambi": Post(role=Role.OFFICER, region=KESAMBI),
    "luar": Post(role=Role.OFFICER, region="33.74"),
    "ahli": Post(role=Role.EXPERT),
    "rina": EDITOR,
    "rini": EDITOR,
}
GUARDED = {"hadi", "ratna", "rina", "rini"}
MENTORS = {"dewi": OWNER, "wati": OWNER, "joko": RANDU, "tuti": KESAMBI}


def _fill() -> None:
    ids = {
        name: active(f"{name}@uji.go.id", post, totp=name in GUARDED)
        for name, post in PEOPLE.items()
    }
    sari, randu = actor_of(ids["sari"]), actor_of(ids["randu"])
    written(sari)
    submitted(sari, SLUG)
    approved(actor_of(ids["rina"]), SLUG)
    for name, region in MENTORS.items():
        mentor(f"{name}@uji.go.id", region, dimensions=[DIMENSION])
    key = begun(randu, RANDU)
    moved(randu, key, Stage.OPERATING)
    reported(randu, key)
    confirmed(sari, key)
    verified(actor_of(ids["rini"]), key)
    outbox.rebuild()


@pytest.fixture
def app(
    built: Callable[[str, Callable[[], object]], Path], database: Database, tmp_path: Path
) -> Iterator[Flask]:
    """Give a portal of its own with mentors whom nobody has asked yet."""
    with _copy(database, built("mentoring", _fill), tmp_path) as made:
        yield made
