"""People who write all over a served portal, and what it has answered as done.

Three publishers write practices with files through the API and an editor approves them, officers
ask and answer, others vote and begin adoptions on pages. Who gets no answer sends the same again,
as people do, by the same key where it makes something. Everything written is invented.
"""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from itertools import count, cycle
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.accounts.queries import person_by_mail
from portal.accounts.services import tokens
from portal.accounts.services.memberships import Post
from portal.core.once import HEADER
from portal.core.permissions import Actor, Role
from tests.benchmarks.client import Answer, Client, browser_of
from tests.factories.drafts import COMPLETE, EDITOR
from tests.factories.people import active

REGIONS = ("35.78", "35.10", "33.14")
ADOPTERS = ("35.09", "35.11")
SAVES = 3  # of each practice before it is submitted
POSTS = 8  # of each thread
TALKERS = 24  # so many that nobody says more than one person may in an hour
VOTERS = 4
PAUSE = 0.05  # seconds before the same is sent again
Act = Callable[[threading.Event], None]
Entry = tuple[int, str, tuple[Any, ...]]  # when, what kind of write, and its key
Send = Callable[[], Answer | None]


@dataclass
class Told:
    """What the server has answered as done, each with what `now` gave then."""

    now: Callable[[], int] = lambda: 0
    entries: list[Entry] = field(default_factory=list)
    again: int = 0  # requests that were sent again since no answer came

    def note(self, kind: str, *key: Any) -> None:
        """Note that a write was acknowledged."""
        self.entries.append((self.now(), kind, key))

    def of(self, kind: str) -> list[tuple[Any, ...]]:
        """Return the keys of a kind."""
        return [key for _now, known, key in list(self.entries) if known == kind]

    def insist(self, send: Send, stopped: threading.Event) -> Answer | None:
        """Send until there is an answer; None only when it is time to stop."""
        while not stopped.is_set():
            answer = send()
            if answer is not None and answer[0] not in {429, 503}:
                return answer
            self.again += answer is None
            stopped.wait(PAUSE)
        return None


def acts(app: Flask, port: int, told: Told) -> list[Act]:
    """Return what people do until they are stopped, each to be run in a thread of its own."""
    made: list[Act] = [
        partial(publish, program(port, f"uji{code}@daerah.go.id", Role.PUBLISHER, code), code)
        for code in REGIONS
    ]
    talkers = [
        program(port, f"petugas{number}@daerah.go.id", Role.OFFICER, "35.10")
        for number in range(TALKERS)
    ]
    made.append(partial(_talk, talkers))
    made.append(partial(approve, browser_of(app, port, "rina@pusat.go.id", EDITOR)))
    voters = []
    for number in range(VOTERS):
        mail = f"suara{number}@daerah.go.id"
        browser = browser_of(app, port, mail, Post(role=Role.OFFICER, region="33.14"))
        voters.append((browser, _id_of(mail)))
    made.append(partial(_vote, voters))
    for code in ADOPTERS:
        officer = Post(role=Role.OFFICER, region=code)
        made.append(
            partial(_adopt, browser_of(app, port, f"niat{code}@daerah.go.id", officer), code)
        )
    return [partial(act, told) for act in made]


def _id_of(mail: str) -> int:
    person = person_by_mail(mail)
    assert person is not None
    return person.id


def program(port: int, mail: str, role: Role, region: str) -> Client:
    """Return a program that writes with the token of somebody new."""
    person = active(mail, Post(role=role, region=region))
    token = tokens.make(person, "uji", by=Actor(person))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return Client(port, headers)


def publish(client: Client, region: str, told: Told, stopped: threading.Event) -> None:
    """Write one practice after another, with a file and some saves, and submit it."""
    numbers = count()
    while not stopped.is_set():
        number = next(numbers)
        send = _making(client, "/practices", {"region": region, "title": f"Uji {number}"})
        begun = told.insist(send, stopped)
        if begun is None or begun[0] != 201:
            stopped.wait(PAUSE)
            continue
        slug, token = begun[1]["slug"], begun[1]["token"]
        told.note("save", slug, token, None)
        _attach(client, slug, told, stopped)
        for step in range(SAVES):
            token = _save(client, slug, (step, token), told, stopped)
        send = partial(client.call, "POST", f"/practices/{slug}/submit", {"token": token})
        sent = told.insist(send, stopped)
        if sent is not None and sent[0] in {200, 409}:  # it was submitted by the first try
            told.note("submission", slug)


def _making(client: Client, path: str, body: Any) -> Send:
    """Return how to send what makes something, again and again, by one key."""
    return partial(client.call, "POST", path, body, **{HEADER: str(uuid4())})


def _attach(client: Client, slug: str, told: Told, stopped: threading.Event) -> None:
    sent = FileStorage(stream=_table(slug), filename="uji.csv", content_type="text/csv")
    boundary, body = encode_multipart({"file": sent, "purpose": "attachment"})
    kind = f"multipart/form-data; boundary={boundary}"
    headers = {"Content-Type": kind, HEADER: str(uuid4())}
    path = f"/api/v1/practices/{slug}/files"
    answer = told.insist(partial(client.send, "POST", path, body, **headers), stopped)
    if answer is not None and answer[0] == 201:
        told.note("file", json.loads(answer[1])["id"])


def _save(
    client: Client, slug: str, at: tuple[int, int], told: Told, stopped: threading.Event
) -> int:
    """Save the draft once more, after so many saves and on such a token; return the next token."""
    step, token = at
    marker = f"{slug} {step}"
    record = {**COMPLETE, "title": {"id": f"Uji {slug}"}, "short_name": marker}
    path, body = f"/practices/{slug}/draft", {"token": token, "record": record}
    saved = told.insist(partial(client.call, "PUT", path, body), stopped)
    if saved is not None and saved[0] == 409:  # the first try was kept, its answer was lost
        saved = told.insist(partial(client.call, "GET", path), stopped)
    if saved is None or saved[0] != 200:
        return token
    told.note("save", slug, saved[1]["token"], marker)
    return saved[1]["token"]


def _talk(clients: list[Client], told: Told, stopped: threading.Event) -> None:
    """Begin threads and write in them, each time as another person."""
    numbers, people = count(), cycle(clients)
    while not stopped.is_set():
        words = {"kind": "discussion", "title": f"Percakapan {next(numbers)}", "text": "Apa kabar?"}
        begun = told.insist(_making(next(people), "/threads", words), stopped)
        if begun is None or begun[0] != 201:
            stopped.wait(PAUSE)
            continue
        key = begun[1]["id"]
        told.note("thread", key)
        for number in range(POSTS):
            text = f"Tulisan {key} {number}"
            body = {"kind": "comment", "text": text}
            send = _making(next(people), f"/threads/{key}/posts", body)
            written = told.insist(send, stopped)
            if written is not None and written[0] == 201:
                told.note("post", key, written[1]["number"], text)


def approve(client: Client, told: Told, stopped: threading.Event) -> None:
    """Approve whatever was submitted."""
    for (slug,) in _each(told, "submission", stopped):
        path = f"/practices/{slug}/review/approve"
        answer = told.insist(partial(client.form, path, round="1"), stopped)
        if answer is not None and answer[0] in {303, 404, 409}:
            told.note("approval", slug)


def _vote(voters: list[tuple[Client, int]], told: Told, stopped: threading.Event) -> None:
    """Find every post helpful, each of some people."""
    people = cycle(voters)
    for key, number, _text in _each(told, "post", stopped):
        client, person = next(people)
        path = f"/threads/{key}/posts/{number}/vote"
        answer = told.insist(partial(client.form, path, on="1"), stopped)
        if answer is not None and answer[0] == 303:
            told.note("vote", key, number, person)


def _adopt(client: Client, region: str, told: Told, stopped: threading.Event) -> None:
    """Begin to take over every practice that was approved."""
    for (slug,) in _each(told, "approval", stopped):
        send = partial(client.form, f"/practices/{slug}/adopt", region=region, source="", note="")
        answer = told.insist(send, stopped)
        if answer is not None and answer[0] in {303, 409}:  # the first try was kept
            told.note("adoption", slug, region)


def _each(told: Told, kind: str, stopped: threading.Event) -> Iterator[tuple[Any, ...]]:
    """Yield every key of a kind, those too that come later."""
    done = 0
    while not stopped.is_set():
        found = told.of(kind)[done:]
        yield from found
        done += len(found)
        stopped.wait(PAUSE)


def _table(slug: str) -> BytesIO:
    return BytesIO(f"tahun,nilai\n2026,{slug}\n".encode())
