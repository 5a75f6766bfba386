"""A published practice of a region, and people of regions that may take it over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from portal.search import outbox
from tests.conftest import _copy
from tests.databases import Database
from tests.factories.adoptions import ADMIN, KESAMBI, OFFICER, OWNER, RANDU
from tests.factories.drafts import EDITOR, PUBLISHER, SLUG, actor_of, approved, submitted, written
from tests.factories.people import active

PEOPLE = {
    "sari": PUBLISHER,
    "dewi": Post(role=Role.MENTOR, region=OWNER),
    "hadi": Post(role=Role.REGION_ADMIN, region=OWNER),
    "bayu": OFFICER,
    "ratna": ADMIN,
    "randu": Post(role=Role.OFFICER, region=RANDU),
    "kesambi": Post(role=Role.OFFICER, region=KESAMBI),
    "rina": EDITOR,
    "rini": EDITOR,
}
GUARDED = {"hadi", "ratna", "rina", "rini"}


def _fill() -> None:
    ids = {
        name: active(f"{name}@uji.go.id", post, totp=name in GUARDED)
        for name, post in PEOPLE.items()
    }
    sari = actor_of(ids["sari"])
    written(sari)
    submitted(sari, SLUG)
    approved(actor_of(ids["rina"]), SLUG)
    outbox.rebuild()


@pytest.fixture
def app(
    built: Callable[[str, Callable[[], object]], Path], database: Database, tmp_path: Path
) -> Iterator[Flask]:
    """Give a portal of its own with one practice and nobody who has adopted it yet."""
    with _copy(database, built("adoptions", _fill), tmp_path) as made:
        yield made
