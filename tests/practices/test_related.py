"""The practices that resemble one: which, in what order, and why."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import db
from portal.core.permissions import ANONYMOUS
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.queries import get_visible, public_views
from portal.practices.views.related import SHOWN, Related, related_of
from tests.factories.practices import publish

STOPPED = {"reason": "anggaran", "text": {"id": "Anggaran habis."}}
TOPIC: dict[str, Any] = {
    "dimensions": ["kehidupan"],
    "aspects": ["kesehatan"],
    "sectors": ["kesehatan"],
    "services": ["1.02.K04"],
    "partners": [],
}
ELSE: dict[str, Any] = {
    "dimensions": ["citra"],
    "aspects": ["pariwisata"],
    "sectors": ["non-spm"],
    "services": [],
    "partners": [],
}


@pytest.fixture
def portal(empty_library: Flask) -> Flask:
    """A portal with the vocabularies and regions and no practice."""
    return empty_library


def _related(app: Flask, slug: str) -> Related | None:
    with app.test_request_context():
        return related_of(get_visible(ANONYMOUS, slug), ANONYMOUS)


def _slugs(related: Related | None) -> list[str]:
    return [card.slug for card in related.cards] if related else []


def _publish(seed: int, region: str, **changes: Any) -> str:
    (slug,) = publish(1, seed=seed, **{"region": region, "status": "active"} | changes)
    return slug


def test_a_shared_service_comes_before_a_shared_dimension(portal: Flask) -> None:
    one = _publish(1, "35.10", **TOPIC)
    dimension = _publish(
        2, "34.01", **ELSE | {"dimensions": ["kehidupan"], "aspects": ["mobilitas"]}
    )
    service = _publish(3, "33.01", **TOPIC)
    _publish(4, "32.01", **ELSE)

    related = _related(portal, one)

    assert _slugs(related) == [service, dimension]
    assert related is not None
    assert related.cards[0].shared[0] == "pelayanan kesehatan balita"
    assert "kesehatan" in related.cards[0].shared
    assert "kehidupan cerdas" in related.cards[1].shared


def test_other_regions_come_first_and_what_stopped_last(portal: Flask) -> None:
    one = _publish(1, "35.10", **TOPIC)
    stopped = _publish(2, "34.01", **TOPIC, status="stopped", stopped=STOPPED)
    same = _publish(3, "35.10", **TOPIC)
    other = _publish(4, "33.01", **TOPIC | {"services": []})
    _publish(5, "32.01", **ELSE)

    assert _slugs(_related(portal, one)) == [other, same, stopped]


def test_only_what_the_public_may_see_is_offered(portal: Flask) -> None:
    one, hidden, shown = (
        _publish(seed, region, **TOPIC)
        for seed, region in ((1, "35.10"), (2, "34.01"), (3, "33.01"))
    )
    _publish(4, "32.01", **ELSE)
    with unit_of_work() as session:
        practice = session.scalars(sa.select(Practice).where(Practice.slug == hidden)).one()
        practice.state = PracticeState.WITHDRAWN
    db.session.remove()

    assert _slugs(_related(portal, one)) == [shown]


def test_to_share_that_no_sector_fits_is_to_share_nothing(portal: Flask) -> None:
    one = _publish(1, "35.10", **ELSE)
    _publish(2, "34.01", **ELSE | {"dimensions": ["ekonomi"], "aspects": ["industri"]})
    _publish(3, "33.01", **TOPIC)

    page = portal.test_client().get(f"/practices/{one}").get_data(as_text=True)

    assert _related(portal, one) is None
    assert "Praktik yang mirip" not in page


@pytest.fixture
def pages(reader: FlaskClient, library: Flask) -> dict[str, str]:
    with library.app_context():
        slugs = [view.slug for view in public_views()]
    return {slug: reader.get(f"/practices/{slug}").get_data(as_text=True) for slug in slugs}


def test_every_practice_of_the_library_has_companions_and_says_why(pages: dict[str, str]) -> None:
    for slug, page in pages.items():
        section = page.partition('id="mirip"')[2]
        links = re.findall(r'<h3>\s*<a href="/practices/([a-z0-9-]+)"', section)

        assert 1 <= len(links) <= SHOWN, slug
        assert slug not in links
        assert section.count("Sama-sama: ") == len(links)


def test_the_library_knows_its_neighbours(pages: dict[str, str]) -> None:
    first = {
        slug: re.findall(r'<h3>\s*<a href="/practices/([a-z0-9-]+)"', page.split('id="mirip"')[1])
        for slug, page in pages.items()
    }

    assert "sumedang-simpati" in first["sabang-geunaseh"]
    assert "surabaya-command-center-112" in first["tangsel-redkar"]
    assert first["tangsel-redkar"][0] != first["sabang-geunaseh"][0]


def test_the_reasons_do_not_repeat_each_other(reader: FlaskClient) -> None:
    page = reader.get("/practices/tangsel-redkar").get_data(as_text=True)
    told = [text.split("; ") for text in re.findall(r"Sama-sama: ([^<]+)<", page)]

    for reasons in told:
        assert len(reasons) == len(set(reasons)) <= 3
    assert "pelayanan penyelamatan dan evakuasi korban kebakaran" in told[0]
    assert "trantibumlinmas" not in told[0], "its service says so already"


def test_a_version_stays_as_it_was(reader: FlaskClient) -> None:
    assert "Praktik yang mirip" not in reader.get("/practices/tangsel-redkar/v1").get_data(
        as_text=True
    )


def test_one_press_sets_it_beside_the_first_of_them(reader: FlaskClient) -> None:
    page = reader.get("/en/practices/tangsel-redkar").get_data(as_text=True)
    link = re.search(r'href="(/en/practices/compare\?[^"]+)"', page)
    assert link is not None

    compared = reader.get(link[1].replace("&amp;", "&")).get_data(as_text=True)

    assert link[1].startswith("/en/practices/compare?slug=tangsel-redkar&amp;slug=")
    assert compared.count('role="columnheader"') == 4
