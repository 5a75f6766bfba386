"""Drafts: saved with a token, never over somebody else's words."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.core.errors import BadInput, Conflict, Forbidden, NotFound
from portal.core.permissions import ANONYMOUS, Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.queries.drafts import saves
from portal.practices.schemas.draft import InvalidRecord
from portal.practices.services import drafts, slugs
from portal.practices.services.drafts import StaleDraft
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    TITLE,
    Post,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)

SAVES = 200  # of each of two writers


@pytest.fixture
def sari(empty_library: Flask) -> Actor:
    """Return a publisher of the region."""
    return somebody("sari@kota.go.id", PUBLISHER)


def _save(actor: Actor, changes: dict[str, Any], *, token: int, slug: str = SLUG) -> int:
    with unit_of_work() as session:
        return drafts.save(session, actor, practice_of(slug), changes, token=token).token


def test_a_new_draft_has_its_title_and_an_address_made_from_it(sari: Actor) -> None:
    with unit_of_work() as session:
        first = drafts.create(session, sari, REGION, f"  {TITLE}  ")
        second = drafts.create(session, sari, REGION, TITLE)
        reserved = drafts.create(session, sari, REGION, "New")

        assert [first.slug, second.slug, reserved.slug] == [SLUG, f"{SLUG}-2", "new-2"]
        assert drafts.draft_of(session, first).record["title"] == {"id": TITLE}


@pytest.mark.parametrize("title", ["", "   ", "x" * 101])
def test_a_draft_needs_a_title_that_fits(sari: Actor, title: str) -> None:
    with pytest.raises(BadInput), unit_of_work() as session:
        drafts.create(session, sari, REGION, title)


def test_only_those_who_write_for_a_region_begin_and_save(sari: Actor) -> None:
    slug = written(sari)
    others = {
        "officer": somebody("a@kota.go.id", Post(role=Role.OFFICER, region=REGION)),
        "elsewhere": somebody("b@kota.go.id", Post(role=Role.PUBLISHER, region="35.10")),
        "editor": somebody("c@kota.go.id", EDITOR),
        "nobody": ANONYMOUS,
    }

    for actor in others.values():
        with pytest.raises(Forbidden), unit_of_work() as session:
            drafts.create(session, actor, REGION, TITLE)
        with pytest.raises(NotFound):
            _save(actor, {"year": 2024}, token=2, slug=slug)


def test_a_stale_token_writes_nothing_and_shows_what_is_saved(sari: Actor) -> None:
    written(sari)
    colleague = somebody("joko@kota.go.id", PUBLISHER)

    assert _save(colleague, {"short_name": "Satu Pintu"}, token=2) == 3
    with pytest.raises(StaleDraft) as stale:
        _save(sari, {"short_name": "Antre"}, token=2)

    assert stale.value.token == 3
    assert stale.value.current["short_name"] == "Satu Pintu"
    with unit_of_work():
        kept = saves(practice_of(SLUG), most=4)
    assert [(save.token, save.who) for save in kept] == [
        (3, "joko"),
        (2, "sari"),
        (1, "sari"),
    ]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"region": "35.10"}, ("region",)),
        ({"compiled_by": "editors"}, ("compiled_by",)),
        ({"status": "stopped"}, ("status",)),
        ({"evidence_level": 3}, ("evidence_level",)),
        ({"year": "lama"}, ("year",)),
        ({"dimensions": ["tidak-ada"]}, ("dimensions", 0)),
        ({"title": {"id": "x" * 101}}, ("title", "id")),
        ({"blocks": [{"kind": "sihir"}]}, ("blocks", 0, "kind")),
        ({"blocks": [{"kind": "data"}] * 8}, ("blocks",)),
        ({"sectors": ["non-spm", "kesehatan"]}, ("sectors", 0)),
        ({"services": ["1.02.P01"]}, ("services", 0)),
    ],
)
def test_what_has_not_the_shape_of_a_record_is_not_saved(
    sari: Actor, changes: dict[str, Any], path: tuple[str | int, ...]
) -> None:
    written(sari)

    with pytest.raises(InvalidRecord) as invalid:
        _save(sari, changes, token=2)

    assert invalid.value.faults[0][0] == path
    assert _save(sari, {"year": 2024}, token=2) == 3


def test_a_draft_may_lack_anything_and_emptied_parts_go(sari: Actor) -> None:
    written(sari)

    _save(sari, {"summary": {"id": ""}, "blocks": [{"title": {"id": ""}}], "cost": {}}, token=2)

    with unit_of_work() as session:
        record = drafts.draft_of(session, practice_of(SLUG)).record
    assert not {"summary", "blocks", "cost"} & set(record)
    assert record["indicators"] == COMPLETE["indicators"]


def test_two_writers_never_overwrite_each_other(sari: Actor, empty_library: Flask) -> None:
    written(sari)
    accepted: list[int] = []
    stale: list[int] = []
    busy: list[int] = []  # the database did not answer in time, so nothing was promised

    def write() -> None:
        with empty_library.app_context():
            token = 2
            for number in range(SAVES):
                try:
                    token = _save(sari, {"year": 1950 + number % 100}, token=token)
                    accepted.append(token)
                except StaleDraft as error:
                    stale.append(token)
                    token = error.token
                except OperationalError:
                    busy.append(token)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with unit_of_work():
        tokens = [save.token for save in saves(practice_of(SLUG), most=2 * SAVES + 2)]
    assert len(accepted) + len(stale) + len(busy) == 2 * SAVES
    assert stale, "the writers were never in each other's way"
    assert sorted(accepted) == list(range(3, max(accepted) + 1))
    assert tokens == list(range(max(accepted), 0, -1))


@pytest.fixture
def published(sari: Actor) -> str:
    """Return the slug of a practice that is public."""
    slug = written(sari)
    submitted(sari, slug)
    approved(somebody("rina@pusat.go.id", EDITOR), slug)
    return slug


def test_a_revision_leaves_the_live_version_alone(
    sari: Actor, published: str, empty_library: Flask
) -> None:
    with unit_of_work() as session:
        practice = practice_of(published)
        draft = drafts.revise(session, sari, practice)
        drafts.save(session, sari, practice, {"title": {"id": "Judul baru"}}, token=draft.token)
    page = empty_library.test_client().get(f"/practices/{published}").get_data(as_text=True)

    assert TITLE in page
    assert "Judul baru" not in page
    with pytest.raises(Conflict), unit_of_work() as session:
        drafts.revise(session, sari, practice_of(published))

    with unit_of_work() as session:
        drafts.discard(session, sari, practice_of(published))
    with unit_of_work() as session, pytest.raises(NotFound):
        drafts.draft_of(session, practice_of(published))


def test_a_new_slug_keeps_the_old_address(
    sari: Actor, published: str, empty_library: Flask
) -> None:
    with unit_of_work() as session:
        slugs.rename(session, sari, practice_of(published), "antrean-kota")
    client = empty_library.test_client()
    moved = client.get(f"/practices/{published}?x=1")
    version = client.get(f"/en/practices/{published}/v1")

    assert (moved.status_code, moved.location) == (301, "/practices/antrean-kota")
    assert (version.status_code, version.location) == (301, "/en/practices/antrean-kota/v1")
    assert client.get("/practices/antrean-kota").status_code == 200
    with unit_of_work() as session:
        other = drafts.create(session, sari, REGION, TITLE)
        assert other.slug != published
        with pytest.raises(BadInput):
            slugs.rename(session, sari, other, published)
    with unit_of_work() as session:
        slugs.rename(session, sari, practice_of("antrean-kota"), published)
    assert client.get("/practices/antrean-kota").location == f"/practices/{published}"


@pytest.mark.parametrize("slug", ["new", "Kota", "a--b", "", "../x"])
def test_a_slug_must_be_one(sari: Actor, slug: str) -> None:
    written(sari)

    with pytest.raises(BadInput), unit_of_work() as session:
        slugs.rename(session, sari, practice_of(SLUG), slug)
