"""Threads by programs: asked, answered as the region, found and read as on the pages."""

from typing import Any

import pytest
from flask import Flask

from portal.core import jobs
from portal.core.db import end_transaction
from portal.core.uow import unit_of_work
from portal.threads.models import Post, Thread
from portal.threads.services import pace
from tests.api.programs import API, Program, another_writes
from tests.factories.drafts import somebody
from tests.factories.practices import publish
from tests.factories.threads import MENTOR, OFFICER

THREADS = f"{API}/threads"
BAYU, DEWI = "bayu@contoh.go.id", "dewi@contoh.go.id"
QUESTION = {"kind": "question", "title": "Siapa menanggung server?", "text": "Kami **belum** tahu."}


@pytest.fixture
def bayu(empty_library: Flask) -> Program:
    """A program of an officer of Banyuwangi, beside a mentor of Surabaya."""
    somebody(BAYU, OFFICER)
    somebody(DEWI, MENTOR)
    return Program(empty_library, BAYU)


@pytest.fixture
def dewi(empty_library: Flask, bayu: Program) -> Program:
    """A program of the mentor."""
    return Program(empty_library, DEWI, "en")


@pytest.fixture
def visitor(empty_library: Flask) -> Program:
    """A program of nobody."""
    return Program(empty_library)


def _asked(program: Program, **changes: Any) -> dict[str, Any]:
    return program.told("POST", THREADS, QUESTION | changes, 201)


def test_a_question_is_asked_answered_as_the_region_and_found(
    bayu: Program, dewi: Program, visitor: Program
) -> None:
    (slug,) = publish(1, region="35.78")
    made = _asked(bayu, at={"practice": slug, "block": 1})
    address = f"{THREADS}/{made['id']}"
    assert (made["state"], made["practice"]["slug"], made["practice"]["block"]) == ("open", slug, 1)
    assert made["due_at"]
    assert made["items"][0]["html"] == "<p>Kami <strong>belum</strong> tahu.</p>"
    assert made["items"][0]["by"]["name"] == "bayu"

    answer = {"kind": "answer", "text": "Dinas kami, @35.10.", "as_region": True}
    said = dewi.told("POST", f"{address}/posts", answer, 201)
    assert said["by"] == {
        "name": "Kota Surabaya",
        "region": {"code": "35.78", "name": "Kota Surabaya"},
        "as_region": True,
        "role": "owner",
    }
    comment = {"kind": "comment", "text": "Terima kasih.", "region": "35.10", "language": "id"}
    assert bayu.told("POST", f"{address}/posts", comment, 201)["number"] == 3
    jobs.run_once()

    found = visitor.told("GET", f"{THREADS}?q=server&state=answered&practice={slug}")
    (item,) = found["items"]
    assert (found["total"], found["pages"], found["page"]) == (1, 1, 1)
    assert item["highlights"]["title"] == "Siapa menanggung <mark>server</mark>?"
    assert (item["posts"], item["by"]["name"]) == (3, "Petugas Kab. Banyuwangi")
    assert [value["count"] for value in found["facets"]["practice"]] == [1]
    read = visitor.told("GET", address)
    assert [post["kind"] for post in read["items"]] == ["opening", "answer", "comment"]
    assert read["state"] == "answered"
    assert "dewi" not in str(read) + str(dewi.told("GET", address))


def test_threads_for_members_need_a_token(bayu: Program, dewi: Program, visitor: Program) -> None:
    closed = _asked(bayu, visibility="members")

    address = f"{THREADS}/{closed['id']}"
    assert visitor.ask("GET", address).status_code == 404
    assert visitor.told("GET", THREADS)["total"] == 0
    assert visitor.told("GET", f"{THREADS}?q=server")["total"] == 0
    assert dewi.told("GET", f"{THREADS}?q=server")["items"][0]["id"] == closed["id"]
    assert dewi.told("GET", address)["visibility"] == "members"
    assert visitor.ask("POST", THREADS, QUESTION).status_code == 401
    assert visitor.ask("POST", f"{address}/posts", QUESTION).status_code == 401


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"title": "Pendek"}, 400),
        ({"text": "   "}, 400),
        ({"text": "[" * 3000}, 400),
        ({"kind": "opini"}, 400),
        ({"region": "99.99"}, 400),
        ({"region": "35.78"}, 403),
        ({"as_region": True}, 403),
        ({"at": {"practice": "tidak-ada"}}, 404),
        ({"at": {"dimension": "tidak-ada"}}, 404),
    ],
)
def test_what_the_pages_refuse_the_api_refuses(
    bayu: Program, change: dict[str, Any], status: int
) -> None:
    bayu.told("POST", THREADS, QUESTION | change, status)

    assert bayu.told("GET", THREADS)["total"] == 0


def test_a_closed_thread_takes_no_post_and_a_discussion_no_answer(bayu: Program) -> None:
    made = _asked(bayu, kind="discussion")
    address = f"{THREADS}/{made['id']}/posts"

    bayu.told("POST", address, {"kind": "answer", "text": "Ya."}, 400)
    with unit_of_work() as session:
        session.query(Thread).one().locked_at = session.query(Thread).one().created_at
    end_transaction()
    bayu.told("POST", address, {"kind": "comment", "text": "Ya."}, 409)
    bayu.told("POST", f"{THREADS}/aaaaaaaaaaaa/posts", {"kind": "comment", "text": "Ya."}, 404)
    assert bayu.told("GET", f"{THREADS}/{made['id']}")["locked"]
    bayu.told("GET", f"{THREADS}/{made['id']}?page=2", None, 404)


def test_what_was_written_is_told_while_another_writes(empty_library: Flask, bayu: Program) -> None:
    with another_writes(empty_library, Thread, "after_insert"):
        address = f"{THREADS}/{_asked(bayu)['id']}/posts"
    with another_writes(empty_library, Post, "after_insert"):
        bayu.told("POST", address, {"kind": "comment", "text": "Sudah."}, 201)


def test_programs_write_no_faster_than_people(bayu: Program) -> None:
    for _number in range(pace.THREADS[0].most):
        _asked(bayu)

    refusal = bayu.ask("POST", THREADS, QUESTION)

    assert refusal.status_code == 429
    assert int(refusal.headers["Retry-After"]) > 0
