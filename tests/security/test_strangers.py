"""What pages let somebody do, nobody of another region can do by the same addresses and fields.

Nor can those to whom a page offers some things to pick do it with what it offers only to others.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.core.db import db, end_transaction, reading
from portal.core.permissions import Role
from portal.core.tracking import OWN
from tests.databases import ONE_DATABASE
from tests.factories.people import active, signed_in_with_code, token_on
from tests.security.crawler import TOKEN, Crawl, Sending
from tests.security.hostile import EVERY, forget_attempts, send

STRANGER, ELSEWHERE = "asing@dinas.go.id", "35.10"
REGIONAL = (Role.OFFICER, Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN)
INSIDERS = ("hadi@contoh.go.id", "dewi@contoh.go.id", "bayu@contoh.go.id", "rina@contoh.go.id")
REFUSED = {400, 403, 404, 409, 410, 422}
MOST_PICKS = 3  # of each field
MOVING = {"attempts", "sign_in", OWN}  # what changes by coming at all, or by asking


def _dump() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables that are somebody's."""
    with reading():
        return {
            table.name: sorted(map(tuple, db.session.execute(sa.select(table))), key=repr)
            for table in db.metadata.sorted_tables
            if table.name not in MOVING
        }


def _forms(crawl: Crawl) -> list[Sending]:
    return [one for one in crawl.sendings.values() if one.method != "GET"]


def _sent(app: Flask, client: FlaskClient, forms: list[Sending], token: str) -> dict[str, int]:
    """Return what forms are answered, as their pages fill them, by their addresses."""
    answers = {}
    for number, form in enumerate(forms):
        if number % EVERY == 0:
            forget_attempts(app)
        fields = [(name, text.encode()) for name, text in form.fields if name != TOKEN]
        answers[f"{form.endpoint} {form.path}"] = send(client, form, fields, token).status_code
    return answers


def _offered(crawls: list[Crawl]) -> dict[str, set[str]]:
    """Return by the names of fields what anybody is offered to pick."""
    found: dict[str, set[str]] = defaultdict(set)
    for crawl in crawls:
        for form in _forms(crawl):
            for name, value in form.choices:
                found[name] |= {value} - {""}  # nothing may be picked anywhere
    return found


def _picks(form: Sending, offered: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield some of what a form offers to others and not to who sees it."""
    for name in dict(form.choices):
        own = {value for field, value in form.choices if field == name}
        yield from ((name, value) for value in sorted(offered[name] - own)[:MOST_PICKS])


def _filled(form: Sending, name: str, value: str) -> list[tuple[str, bytes]]:
    """Return a form with something in every field, so that only the pick can be wrong."""
    usual = {"mail": "uji@dinas.go.id"}
    fields = {field: text or usual.get(field, "Uji coba") for field, text in form.fields}
    return [(field, text.encode()) for field, text in {**fields, name: value}.items()]


@ONE_DATABASE
def test_no_form_takes_what_it_offers_to_others_alone(demonstration: Flask) -> None:
    clients = [signed_in_with_code(demonstration, mail) for mail in INSIDERS]
    end_transaction()
    crawls = [Crawl(demonstration, client, alike=1).run() for client in clients]
    offered = _offered(crawls)
    taken, tried = [], set()

    for crawl in crawls:
        token = token_on(crawl.client)
        for form in _forms(crawl):
            for name, value in _picks(form, offered):
                forget_attempts(demonstration)
                fields = [pair for pair in _filled(form, name, value) if pair[0] != TOKEN]
                status = send(crawl.client, form, fields, token).status_code
                tried.add((form.endpoint, name))
                if status not in REFUSED:
                    taken.append((form.endpoint, form.path, name, value, status))

    assert taken == []
    assert len(tried) > 5


@ONE_DATABASE
def test_no_form_of_a_region_works_for_a_stranger_or_without_its_token(
    demonstration: Flask,
) -> None:
    active(STRANGER, *(Post(role=role, region=ELSEWHERE) for role in REGIONAL), totp=True)
    stranger = signed_in_with_code(demonstration, STRANGER)
    insiders = [signed_in_with_code(demonstration, mail) for mail in INSIDERS]
    end_transaction()
    everybody = {one.endpoint for one in _forms(Crawl(demonstration, stranger, alike=1).run())}
    crawls = [Crawl(demonstration, client, alike=1).run() for client in insiders]
    token = token_on(stranger)
    before = _dump()

    forged = [_sent(demonstration, crawl.client, _forms(crawl), "") for crawl in crawls]
    foreign = [
        _sent(
            demonstration,
            stranger,
            [one for one in _forms(crawl) if one.endpoint not in everybody],
            token,
        )
        for crawl in crawls
    ]

    taken = {form: status for answers in forged for form, status in answers.items()}
    assert {form: status for form, status in taken.items() if status != 400} == {}
    done = {form: status for answers in foreign for form, status in answers.items()}
    assert {form: status for form, status in done.items() if status not in {403, 404}} == {}
    assert len(done) > 25
    after = _dump()
    assert [name for name, rows in before.items() if rows != after[name]] == []
