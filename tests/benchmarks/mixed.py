"""What a day at the portal asks for, mixed: made beforehand, and everything written is invented."""

import json
import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlencode

from flask import Flask

from portal.accounts.services import tokens
from portal.accounts.services.memberships import Post
from portal.core.permissions import Actor, Role
from portal.search import outbox
from tests.benchmarks.client import browser_of
from tests.benchmarks.pages import queries
from tests.factories.drafts import actor_of, written
from tests.factories.people import active
from tests.factories.practices import Words, load_vocabularies_and_regions, publish
from tests.factories.threads import asked

REGION = "35.10"
# How many of 200 requests are of each kind: nine of ten read, as visitors or signed in.
SHARES = {
    "search": 60,
    "practice": 40,
    "thread": 20,
    "home": 12,
    "region": 10,
    "api": 16,
    "feed": 4,
    "static": 14,
    "signed in": 16,
    "save": 6,
    "post": 1,
    "vote": 1,
}


@dataclass(frozen=True)
class Size:
    """How much there is to ask for, and people who are so many that none does too much an hour."""

    practices: int = 300
    threads: int = 20
    talkers: int = 48
    voters: int = 16
    drafts: int = 8


WHOLE, SMALL = Size(), Size(practices=10, threads=1, talkers=1, voters=1, drafts=1)


class Request:
    """A request as it goes over the wire, the same each time."""

    def __init__(self, kind: str, wire: bytes) -> None:
        self.kind, self._wire = kind, wire

    def wire(self) -> bytes:
        """Return what is sent."""
        return self._wire

    def answered(self, body: bytes) -> None:
        """Take note of what came back."""


def plain(kind: str, path: str, headers: Mapping[str, str] | None = None) -> Request:
    """Return a request to read an address."""
    return Request(kind, _wire("GET", path, headers or {}))


def _wire(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip"]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Saving(Request):
    """Somebody who saves one draft again and again; a save names the one before it."""

    def __init__(self, slug: str, headers: Mapping[str, str]) -> None:
        self.kind = "save"
        self._slug, self._headers, self._token = slug, headers, 2
        self._turn = threading.Lock()

    def wire(self) -> bytes:
        self._turn.acquire()  # until the answer has come
        body = {"token": self._token, "record": {"title": {"id": f"Uji {self._token}"}}}
        path = f"/api/v1/practices/{self._slug}/draft"
        return _wire("PUT", path, self._headers, json.dumps(body).encode())

    def answered(self, body: bytes) -> None:
        if body:
            self._token = json.loads(body)["token"]
        self._turn.release()


class Mix:
    """Gives one request after another, of all kinds as often as `shares` say."""

    def __init__(
        self,
        kinds: Mapping[str, Sequence[Request]],
        *,
        shares: Mapping[str, int] = SHARES,
        seed: int = 0,
    ) -> None:
        self._all = kinds
        rng = random.Random(seed)
        order = [kind for kind, share in shares.items() for _number in range(share)]
        rng.shuffle(order)
        self._order, self._kinds = cycle(order), {kind: cycle(kinds[kind]) for kind in kinds}
        self._lock = threading.Lock()

    def only(self, *kinds: str) -> "Mix":
        """Return what gives requests of some kinds, in the shares that they have among them."""
        return Mix(self._all, shares={kind: SHARES[kind] for kind in kinds})

    def next(self) -> Request:
        """Return the next request, to whichever thread asks."""
        with self._lock:
            return next(self._kinds[next(self._order)])


def filled(app: Flask, port: int, size: Size = WHOLE) -> Mix:
    """Fill a migrated portal with an invented library, people and talk, and return what is asked.

    `port` is where it will be served.
    """
    load_vocabularies_and_regions()
    slugs = sorted(publish(size.practices))
    people = [active(f"petugas{n}@daerah.go.id", _officer()) for n in range(size.talkers)]
    keys = [asked(actor_of(people[0]), f"Pertanyaan uji {n}?") for n in range(size.threads)]
    outbox.rebuild()
    static = app.jinja_env.globals["static_url"]
    assert callable(static)
    addresses = {
        "search": queries(random.Random(1), Words(random.Random(0))),
        "practice": [f"/practices/{slug}" for slug in slugs],
        "thread": [f"/threads/{key}" for key in keys],
        "home": ["/", "/en/"],
        "region": [f"/regions/{code}" for code in ("35.78", REGION, "33.14", "35.09")],
        "api": ["/api/v1/practices?q=layanan", f"/api/v1/practices/{slugs[0]}", "/api/v1/regions"],
        "feed": ["/feeds/practices.atom", "/sitemap.xml"],
        "static": [static("app.css"), static("portal.js")],
    }
    kinds = {kind: [plain(kind, path) for path in paths] for kind, paths in addresses.items()}
    return Mix(kinds | _signed_in(app, port, people, keys, size))


def _officer() -> Post:
    return Post(role=Role.OFFICER, region=REGION)


def _signed_in(
    app: Flask, port: int, people: Sequence[int], keys: Sequence[str], size: Size
) -> dict[str, list[Request]]:
    """Return what is asked by those who have signed in: pages, saves, posts and votes."""
    writing = {"Content-Type": "application/json"}
    author = active("sari@daerah.go.id", Post(role=Role.PUBLISHER, region=REGION))
    own = writing | _token(author)
    made = [written(actor_of(author), title=f"Uji {n}", region=REGION) for n in range(size.drafts)]
    found: dict[str, list[Request]] = {
        "save": [_Saving(slug, own) for slug in made],
        "post": [],
        "vote": [],
        "signed in": [],
    }
    for number, (person, key) in enumerate(zip(people, cycle(keys), strict=False)):
        body = {"kind": "comment", "text": f"Tulisan uji {number}."}
        path, headers = f"/api/v1/threads/{key}/posts", writing | _token(person)
        found["post"].append(
            Request("post", _wire("POST", path, headers, json.dumps(body).encode()))
        )
    for number in range(size.voters):
        client = browser_of(app, port, f"suara{number}@daerah.go.id", _officer())
        cookie = client.headers
        for page in ("/inbox", "/account", "/practices?q=layanan", "/threads"):
            found["signed in"].append(plain("signed in", page, cookie))
        form = cookie | {"Content-Type": "application/x-www-form-urlencoded"}
        for on in "10":
            body = urlencode({"csrf_token": client.csrf, "on": on}).encode()
            path = f"/threads/{keys[number % len(keys)]}/posts/1/vote"
            found["vote"].append(Request("vote", _wire("POST", path, form, body)))
    return found


def _token(person: int) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.make(person, 'uji', by=Actor(person))}"}
