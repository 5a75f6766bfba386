"""What pages let somebody do, nobody of another region can do by the same addresses and fields."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.core.db import db, end_transaction, reading
from portal.core.permissions import Role
from tests.databases import ONE_DATABASE
from tests.factories.people import active, signed_in_with_code, token_on
from tests.security.crawler import TOKEN, Crawl, Sending
from tests.security.hostile import EVERY, forget_attempts, send

STRANGER, ELSEWHERE = "asing@dinas.go.id", "35.10"
REGIONAL = (Role.OFFICER, Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN)
INSIDERS = ("hadi@contoh.go.id", "dewi@contoh.go.id", "bayu@contoh.go.id", "rina@contoh.go.id")
MOVING = {"attempts", "sign_in"}  # what changes by coming at all


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
