"""The link in a mail ends such mail without signing in, and only what it was made for."""

import re

import pytest
from flask import Flask

from portal.accounts.queries import person_of
from portal.core import jobs
from portal.notifications.models import How
from portal.notifications.queries import preferences
from portal.notifications.services import choosing
from portal.notifications.services.choosing import token_of
from tests.factories.notifications import ring
from tests.factories.people import active, signed_in
from tests.smtp import Box

RINA = "rina@dinas.go.id"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def rina(portal: Flask, box: Box) -> int:
    made = active(RINA)
    jobs.run_once()
    box.taken.clear()
    return made


def _link(box: Box) -> str:
    header: str = box.taken[-1].message["List-Unsubscribe"]
    return header.strip("<>").removeprefix("http://127.0.0.1:8000")


def test_opening_the_link_changes_nothing_and_its_button_ends_the_mail(
    rina: int, portal: Flask, box: Box
) -> None:
    ring(1)
    jobs.run_once()
    client = portal.test_client()

    page = client.get(_link(box))
    assert page.status_code == 200
    assert page.get_data(as_text=True).count("<button") == 1
    assert preferences(rina) == {"bell": How.NOW, "gong": How.DAILY}
    done = client.post(_link(box))
    assert done.status_code == 303
    assert "“Lonceng”" in client.get(done.location).get_data(as_text=True)
    assert "Set-Cookie" not in done.headers

    ring(2)
    jobs.run_once()
    assert len(box.taken) == 1
    assert preferences(rina) == {"bell": How.NEVER, "gong": How.DAILY}


def test_a_mail_program_ends_it_with_one_click(rina: int, portal: Flask, box: Box) -> None:
    ring(1)
    jobs.run_once()

    answers = [portal.test_client().post(_link(box), data=ONE_CLICK) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert preferences(rina)["bell"] is How.NEVER


def test_somebody_signed_in_can_use_the_button(rina: int, portal: Flask, box: Box) -> None:
    ring(1)
    jobs.run_once()
    client = signed_in(portal, RINA)
    page = client.get("/en" + _link(box)).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.partition("<main")[2])
    assert token is not None

    assert client.post(_link(box), data={"csrf_token": token[1]}).status_code == 303
    assert preferences(rina)["bell"] is How.NEVER


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        ("all", {"bell": How.NEVER, "gong": How.NEVER}),
        ("digest", {"bell": How.NOW, "gong": How.NEVER}),
        ("gong", {"bell": How.NOW, "gong": How.NEVER}),
    ],
)
def test_a_link_ends_what_it_was_made_for(
    rina: int, portal: Flask, scope: str, left: dict[str, How]
) -> None:
    client = portal.test_client()
    address = f"/en/inbox/unsubscribe/{token_of(person_of(rina), scope)}"
    assert client.get(address).status_code == 200

    done = client.post(address)

    assert "Done. We no longer send" in client.get(done.location).get_data(as_text=True)
    assert preferences(rina) == left
    choosing.choose(rina, {"bell": How.NOW, "gong": How.WEEKLY})
    assert preferences(rina) == {"bell": How.NOW, "gong": How.WEEKLY}, "and can be undone"


def test_a_link_that_is_not_ours_ends_nothing(rina: int, portal: Flask) -> None:
    right = token_of(person_of(rina), "bell")
    public_id, _scope, signature = right.split(".")
    client = portal.test_client()
    wrong = (
        f"{public_id}.all.{signature}",
        f"{public_id}.gong.{signature}",
        f"{'a' * 12}.bell.{signature}",
        right[:-1],
        f"{right}x",
        right.replace(".", "-"),
        f"{public_id}.bell.",
        f"{token_of(person_of(rina), 'horn')}",
        "x" * 40,
        "." * 20,
    )

    answers = [
        answer.status_code
        for token in wrong
        for address in (f"/inbox/unsubscribe/{token}",)
        for answer in (client.get(address), client.post(address, data=ONE_CLICK))
    ]

    assert answers == [404] * 2 * len(wrong)
    assert preferences(rina) == {"bell": How.NOW, "gong": How.DAILY}
