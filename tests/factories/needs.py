"""Invented people who search in vain, and what the worker makes of it."""

from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core import jobs
from portal.core.db import db, reading
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.needs.jobs import look_after_needs
from portal.needs.models import Need, NeedSource, NeedState, SearchEvent
from portal.needs.search import search_log
from tests.factories.people import signed_in_with_code

LONTAR, RANDU, KESAMBI, MERANTI = "35.10", "33.14", "36.74", "35.78"
CELL = {"dimension": "lingkungan", "sector": "trantibumlinmas"}
QUERY = "banjir rob"


def searched(client: FlaskClient, query: str = QUERY, **filters: str) -> str:
    """Search on the page of results, and return its address."""
    path = f"/practices?{urlencode({'q': query, **filters})}"
    assert client.get(path).status_code == 200
    return path


def opened(client: FlaskClient, slug: str, path: str) -> None:
    """Press a result on a page of results: a browser says from where it comes."""
    answer = client.get(f"/practices/{slug}", headers={"Referer": f"http://localhost{path}"})
    assert answer.status_code == 200


def searched_by(app: Flask, mail: str, query: str = QUERY, **filters: str) -> None:
    """Let somebody sign in and search."""
    searched(signed_in_with_code(app, mail), query, **filters)


def gathered(app: Flask) -> None:
    """Write the log, count what is missing, and tell whom it concerns."""
    search_log(app).flush()
    look_after_needs()
    jobs.run_once()


def a_need(**values: object) -> str:
    """Return the address of a need that enough have searched for."""
    made = {
        "public_id": new_public_id(),
        "source": NeedSource.SEARCH,
        "state": NeedState.PUBLIC,
        "signature": "banjir rob",
        "title": QUERY,
        "searches": 5,
        "regions": 3,
        "sources": {},
        "wordings": {},
    }
    with unit_of_work() as session:
        need = Need(**(made | values))
        session.add(need)
        return f"/needs/{need.public_id}"


def events() -> list[SearchEvent]:
    """Return the log of searches."""
    with reading():
        found = db.session.scalars(sa.select(SearchEvent).order_by(SearchEvent.id)).all()
        db.session.expunge_all()
    return list(found)


def needs() -> list[Need]:
    """Return all needs."""
    with reading():
        found = db.session.scalars(sa.select(Need).order_by(Need.id)).all()
        db.session.expunge_all()
    return list(found)
