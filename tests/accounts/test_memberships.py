"""Memberships: rights are the union of what is active today."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from portal.accounts import queries
from portal.accounts.services import memberships
from portal.accounts.services.memberships import Post
from portal.core.errors import BadInput
from portal.core.permissions import Grant, Role
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from tests.factories.people import active, mails

MAIL = "rina@dinas.go.id"
DAY = timedelta(days=1)


def _post(region: str, starts: int, ends: int | None) -> Post:
    today = queries.today()
    ends_on = None if ends is None else today + ends * DAY
    return Post(role=Role.PUBLISHER, region=region, starts_on=today + starts * DAY, ends_on=ends_on)


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(0, None, True), (0, 0, True), (-9, 1, True), (1, None, False), (-9, -1, False)],
)
def test_a_membership_counts_from_its_first_to_its_last_day(
    empty_library: Flask, starts: int, ends: int | None, *, counts: bool
) -> None:
    person = active(MAIL, Post(role=Role.OFFICER, region="35.78"), _post("35.10", starts, ends))
    first, second = (directory().by_code[code].id for code in ("35.78", "35.10"))

    held = queries.grants_of(person)

    assert Grant(Role.OFFICER, first) in held
    assert (Grant(Role.PUBLISHER, second) in held) is counts


@pytest.mark.parametrize(
    "post",
    [
        Post(role=Role.EDITOR, region="35.10"),
        Post(role=Role.OFFICER),
        Post(role=Role.OFFICER, region="99.99"),
        Post(role=Role.ANONYMOUS, region="35.10"),
        Post(role=Role.MENTOR, region="35.10", ends_on=date(2020, 1, 1)),
    ],
)
def test_a_post_that_cannot_be_held_is_refused(empty_library: Flask, post: Post) -> None:
    person = active(MAIL)

    with pytest.raises(BadInput), unit_of_work() as session:
        memberships.grant(session, person, post)


@pytest.fixture
def runner(empty_library: Flask) -> FlaskCliRunner:
    """A command line of a portal with regions."""
    return empty_library.test_cli_runner()


def test_the_commands_invite_grant_and_revoke(runner: FlaskCliRunner) -> None:
    officer = ["--role", "officer", "--region", "35.10"]
    invited = runner.invoke(args=["users", "invite", "Rina@Dinas.go.id", *officer])
    person = queries.person_by_mail(MAIL)
    assert person is not None
    granted = runner.invoke(args=["users", "grant", MAIL, "--role", "editor", "--decree", "12"])
    held = {grant.role for grant in queries.grants_of(person.id)}
    revoked = runner.invoke(args=["users", "revoke", MAIL, *officer])

    assert invited.output.startswith("http://127.0.0.1:8000/invitation/")
    assert invited.output.strip() in mails()[-1][2]
    assert (granted.exit_code, revoked.exit_code) == (0, 0)
    assert held == {Role.OFFICER, Role.EDITOR}
    assert {grant.role for grant in queries.grants_of(person.id)} == {Role.EDITOR}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["invite", "rina@gmail.com", "--role", "expert"], "Only mail addresses of go.id."),
        (["invite", "rina", "--role", "expert"], "Write a mail address"),
        (["invite", "ada@dinas.go.id", "--role", "expert"], "has an account already"),
        (["grant", "ada@dinas.go.id", "--role", "expert"], "held already"),
        (["grant", MAIL, "--role", "expert"], f"There is no account of {MAIL}."),
        (["revoke", "ada@dinas.go.id", "--role", "editor"], "not held"),
    ],
)
def test_a_command_refuses_in_one_sentence(
    runner: FlaskCliRunner, arguments: list[str], told: str
) -> None:
    active("ada@dinas.go.id")

    done = runner.invoke(args=["users", *arguments])

    assert done.exit_code == 1
    assert told in done.output
    assert len(done.output.strip().splitlines()) == 1
