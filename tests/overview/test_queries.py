"""How often a page asks the database: a number that does not grow with what stands on it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.permissions import Role
from portal.threads.queries.anchors import at_practice
from tests.factories.drafts import Post, somebody
from tests.factories.people import signed_in
from tests.factories.practices import publish
from tests.factories.threads import answered, asked

BEGIN = 2  # of SQLite, to begin a transaction that only reads
KEPT = 1  # the numbers that tell whether what is kept holds
SIGNED_IN = 5  # who it is and with which rights, begun for itself, and what is new in the inbox
# Queries of a page beside these, for a stranger and for a member.
MOST = {
    "/": (2, 2),
    "/practices": (5, 8),
    "/practices?q=layanan&per_page=50": (5, 9),
    "/practices?dimension=kehidupan&sector=kesehatan": (5, 8),
    "/practices/uji-7-1": (11, 16),
    "/threads": (3, 4),
    "/regions": (1, 1),
    "/regions/35.10": (16, 22),
    "/mentors": (4, 6),
    "/champions": (5, 6),
    "/dimensions/kehidupan": (6, 10),
    "/pages/about": (1, 1),
    "/api/v1/practices?per_page=100": (5, 5),
}
QUERIES = re.compile(r"(\d+) queries")


def _queries(client: FlaskClient, path: str) -> int:
    """Return how often a page asks that was not kept, once all else is."""
    told = []
    for number in range(3):
        address = path + ("&" if "?" in path else "?") + f"nothing={number}"
        answer = client.get(address)
        assert answer.status_code in {200, 404}, path
        found = QUERIES.search(answer.headers["Server-Timing"])
        assert found is not None
        told.append(int(found[1]))
    return told[-1]


@pytest.mark.parametrize("path", MOST)
def test_a_stranger_costs_so_many_queries(crowded_app: Flask, path: str) -> None:
    assert _queries(crowded_app.test_client(), path) <= BEGIN + KEPT + MOST[path][0]


def test_a_member_costs_so_many_queries(empty_library: Flask) -> None:
    publish(30, seed=7)
    somebody("bayu@contoh.go.id", Post(role=Role.OFFICER, region="35.10"))
    client = signed_in(empty_library, "bayu@contoh.go.id")

    told = {path: _queries(client, path) for path in MOST}

    most = {path: BEGIN + KEPT + SIGNED_IN + member for path, (_stranger, member) in MOST.items()}
    assert {path: number for path, number in told.items() if number > most[path]} == {}


def test_a_thread_costs_the_same_however_much_is_said(empty_library: Flask) -> None:
    (slug,) = publish(1, seed=7)
    bayu = somebody("bayu@contoh.go.id", Post(role=Role.OFFICER, region="35.10"))
    dewi = somebody("dewi@contoh.go.id", Post(role=Role.MENTOR, region="35.78"))
    key = asked(bayu, anchor=at_practice(slug, block=1))
    clients = [empty_library.test_client(), signed_in(empty_library, "bayu@contoh.go.id")]
    short = [_queries(client, f"/threads/{key}") for client in clients]

    for _post in range(12):
        answered(dewi, key)

    long = [_queries(client, f"/threads/{key}") for client in clients]
    assert all(now <= before for now, before in zip(long, short, strict=True))
    assert short[0] <= BEGIN + KEPT + 5
    assert short[1] <= BEGIN + KEPT + SIGNED_IN + 9
    spots = [_queries(client, f"/practices/{slug}") for client in clients]
    assert spots[0] <= BEGIN + KEPT + 14
