"""Requests at the same instant: `uv run python -m tests.benchmarks.races 25 8`.

So many times for each race, so many connections ask a server of two workers for the same thing, of
which one can be granted: to approve or give back a draft, to submit it, to claim or withdraw a
practice, to end a membership, to use a link, to save a text; of many votes one counts, of a
practice that a form or a program begins again and again by the same key there is one, and what
two regions or editors settle together is in `tests.benchmarks.race_settled`. The others
must be refused as what comes too late is, none may break the server, and what is left must be a
state that single steps could have led to.
With an address of a PostgreSQL database as last argument the portal keeps its rows there.
"""

import random
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.services import links, tokens
from portal.accounts.services.links import Purpose
from portal.accounts.services.memberships import Post
from portal.core import audit
from portal.core.db import db, reading
from portal.core.once import HEADER
from portal.core.permissions import ANONYMOUS, Role
from portal.core.uow import unit_of_work
from portal.practices.models import DraftState, PracticeState
from portal.practices.services import drafts
from portal.practices.services.versions import store_compilations
from tests.benchmarks.client import Client, browser_of
from tests.benchmarks.race_settled import Together
from tests.benchmarks.race_states import (
    Race,
    Shot,
    begun_once,
    decided,
    ended,
    saved_once,
    sound,
    stands,
    voted_once,
    withdrawn,
)
from tests.conftest import SECRET, make_app
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import PASSWORD, active, invited
from tests.factories.practices import Words, load_vocabularies_and_regions, record
from tests.factories.threads import asked
from tests.security.hostile import forget_attempts
from tests.servers import environ_of, flask_running, free_port

CONNECTIONS = 8
WON = (200, 201, 303)
BUSY = 503  # asks to come again, where a machine is too slow for all of them
LOST = (403, 404, 409, 410)  # may no longer, is no longer there, has changed, is used up
ADMIN = Post(role=Role.REGION_ADMIN, region=REGION)
WITHDRAW = {"withdraw-reason": "Datanya keliru.", "withdraw-sure": "y"}
END = {"decree_no": "7/2026", "successor": ""}
NEW = "sate kambing kuah gulai"
SARI = "sari@kota.go.id"


class Place:
    """The people of a portal who race, and what they race for."""

    def __init__(self, app: Flask, port: int, connections: int) -> None:
        self._app, self._port, self._connections = app, port, connections
        self._rng, self._numbers = random.Random(0), count()
        self._words = Words(self._rng, 400)
        self._author = somebody(SARI, PUBLISHER)
        self._programs: list[Client] = []
        self._other = somebody("umi@pusat.go.id", EDITOR)
        self._editors = [
            browser_of(app, port, mail, EDITOR) for mail in ("rina@pusat.go.id", "budi@pusat.go.id")
        ]
        self._writer = browser_of(app, port, "joko@kota.go.id", PUBLISHER)

    def races(self) -> Mapping[str, Callable[[], Race]]:
        """Return how to set up each race."""
        return {
            "approve": self._approve,
            "submit": self._submit,
            "withdraw": self._withdraw,
            "withdraw and approve": self._withdraw_and_approve,
            "claim": self._claim,
            "end": self._end,
            "end and approve": self._end_and_approve,
            "reset": self._reset,
            "invitation": self._accept,
            "edit": self._edit,
            "vote": self._vote,
            "begin": self._begin,
            "begin by a program": self._begin_by_program,
        }

    def _many(self, *shots: Shot) -> list[Shot]:
        return [shots[number % len(shots)] for number in range(self._connections)]

    def _draft(self) -> str:
        return written(self._author, title=f"Uji {next(self._numbers)}")

    def _waiting(self) -> str:
        slug = self._draft()
        submitted(self._author, slug)
        return slug

    def _mail(self) -> str:
        return f"uji{next(self._numbers)}@kota.go.id"

    def _approve(self) -> Race:
        slug = self._waiting()
        to = f"/practices/{slug}/review"
        first, second = self._editors
        shots = self._many(
            partial(first.submit, f"{to}/approve", round="1"),
            partial(second.submit, f"{to}/approve", round="1"),
            partial(second.submit, f"{to}/changes", round="1", text="Sumbernya?"),
        )
        return Race(shots, partial(decided, slug))

    def _submit(self) -> Race:
        slug = self._draft()
        with reading():
            token = str(drafts.draft_of(db.session(), practice_of(slug)).token)
        shot = partial(self._writer.submit, f"/practices/{slug}/submit", token=token)
        return Race(
            self._many(shot), partial(stands, slug, PracticeState.DRAFT, DraftState.SUBMITTED)
        )

    def _withdraw(self) -> Race:
        slug = self._waiting()
        approved(self._other, slug)
        shots = [
            partial(who.submit, f"/practices/{slug}/withdraw", **WITHDRAW) for who in self._editors
        ]
        return Race(self._many(*shots), partial(withdrawn, slug))

    def _withdraw_and_approve(self) -> Race:
        slug = self._waiting()
        approved(self._other, slug)
        with unit_of_work() as session:
            drafts.revise(session, self._author, practice_of(slug))
        submitted(self._author, slug)
        first, second = self._editors
        shots = self._many(
            partial(first.submit, f"/practices/{slug}/withdraw", **WITHDRAW),
            partial(second.submit, f"/practices/{slug}/review/approve", round="2"),
        )
        return Race(shots, partial(withdrawn, slug), most=2)

    def _claim(self) -> Race:
        slug = f"himpunan-{next(self._numbers)}"
        made = record(self._rng, self._words, region=REGION, status="active")
        with unit_of_work() as session:
            store_compilations(session, {slug: made})
        shot = partial(self._writer.submit, f"/practices/{slug}/claim")
        after = partial(stands, slug, PracticeState.PUBLISHED, DraftState.WRITING)
        return Race(self._many(shot), after)

    def _leaver(self, *posts: Post) -> tuple[Client, int, str]:
        """Return the browser of somebody new, the person, and the public id."""
        mail = self._mail()
        browser = browser_of(self._app, self._port, mail, *posts)
        with reading():
            person = person_by_mail(mail)
            assert person is not None
            return browser, person.id, person.public_id

    def _end(self) -> Race:
        """Let two admins end the membership of a third person."""
        person_id = active(self._mail(), PUBLISHER)
        with reading():
            public_id = person_of(person_id).public_id
        admins = [self._leaver(ADMIN)[0] for _ in range(2)]
        to = f"/regions/{REGION}/members/{public_id}/publisher/end"
        shots = self._many(*(partial(who.submit, to, **END) for who in admins))
        return Race(shots, partial(ended, person_id))

    def _end_and_approve(self) -> Race:
        slug = self._waiting()
        leaver, person_id, public_id = self._leaver(EDITOR)
        to = f"/members/{public_id}/editor/end"
        shots = self._many(
            partial(leaver.submit, to, **END),
            partial(leaver.submit, f"/practices/{slug}/review/approve", round="1"),
        )

        def after() -> None:
            ended(person_id)
            sound(slug)

        return Race(shots, after, most=2)

    def _reset(self) -> Race:
        person_id = active(self._mail())
        with reading():
            token = links.signed(Purpose.RESET, person_of(person_id))
        return Race(self._many(self._link(f"/reset/{token}", new=NEW, again=NEW)))

    def _accept(self) -> Race:
        person_id = invited(self._mail()).id
        with reading():
            token = links.signed(Purpose.INVITATION, person_of(person_id))
        new = {"name": "Rina", "new": PASSWORD, "again": PASSWORD}
        return Race(self._many(self._link(f"/invitation/{token}", **new)))

    def _edit(self) -> Race:
        """Let two save a text that both have read, as programs do."""
        slug = self._draft()
        with reading():
            draft = drafts.draft_of(db.session(), practice_of(slug))
            read = {"token": draft.token, "record": dict(draft.record)}
        shots = []
        for number, program in enumerate(self._own_programs()):
            said = read["record"] | {"short_name": f"Ringkas {number}"}
            put = partial(program.call, "PUT", f"/practices/{slug}/draft", read | {"record": said})
            shots.append(partial(_status, put))
        return Race(self._many(*shots), partial(saved_once, slug, read["token"]))

    def _own_programs(self) -> Sequence[Client]:
        if not self._programs:
            self._programs = [self._program(mail) for mail in ("joko@kota.go.id", SARI)]
        return self._programs

    def _program(self, mail: str) -> Client:
        with reading():
            person = person_by_mail(mail)
        assert person is not None
        token = tokens.make(person.id, "uji", by=ANONYMOUS)
        head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return Client(self._port, head)

    def _vote(self) -> Race:
        """Let one person vote again and again, which counts once."""
        key = asked(self._author, f"Berapa lama uji {next(self._numbers)}?")
        shot = partial(self._writer.submit, f"/threads/{key}/posts/1/vote", on="1")
        return Race(self._many(shot), partial(voted_once, key), most=self._connections)

    def _begin(self) -> Race:
        """Let one form be sent again and again, which begins one practice."""
        number = next(self._numbers)
        title, once = f"Uji {number}", f"uji-{number}"
        typed = {"region": REGION, "title": title, "once": once}
        shot = partial(self._writer.submit, "/practices/new", **typed)
        return Race(self._many(shot), partial(begun_once, title), most=self._connections)

    def _begin_by_program(self) -> Race:
        """Let one request of a program be sent again and again by the same key."""
        title = f"Uji {next(self._numbers)}"
        program, body = self._own_programs()[0], {"region": REGION, "title": title}
        post = partial(program.call, "POST", "/practices", body, **{HEADER: title})
        shot = partial(_status, post)
        return Race(self._many(shot), partial(begun_once, title), most=self._connections)

    def _link(self, path: str, **data: str) -> Shot:
        return partial(Client(self._port, {}).submit, path, **data)


def _status(send: Callable[[], tuple[int, Any] | None]) -> int:
    answer = send()
    return answer[0] if answer else 0


def campaign(
    directory: Path, rounds: int, connections: int = CONNECTIONS, *, database: str = ""
) -> dict[str, Counter[int]]:
    """Run each race so many times and return how often each status was answered in it.

    Raises:
        AssertionError: if more than one was granted, one broke, or the state cannot be.
    """
    changes = {"PORTAL_SECRET_KEY": SECRET}  # so that a sign-in made here holds there
    if database:
        changes["PORTAL_DATABASE_URL"] = database
    app, port = make_app(directory, **changes), free_port()
    environ = environ_of(directory, **changes)
    with app.app_context(), flask_running(_prepared(port), environ=environ) as server:
        server.wait_until_serving()
        races = {
            **Place(app, port, connections).races(),
            **Together(app, port, connections).races(),
        }
        told: dict[str, Counter[int]] = {name: Counter() for name in races}
        for _round in range(rounds):
            forget_attempts(app)  # else the limits on what one person does decide the races
            for name, prepare in races.items():
                with app.test_request_context():  # reads regions and vocabularies once
                    race = prepare()
                told[name].update(_run(name, race))
        with reading():
            audit.verify()
    return told


def _prepared(port: int) -> list[str]:
    """Fill the database with what people write about, and return the command that serves it."""
    upgrade()
    load_vocabularies_and_regions()
    return ["serve", "--port", str(port)]


def _run(name: str, race: Race) -> list[int]:
    start = threading.Barrier(len(race.shots))

    def fire(shot: Shot) -> list[int]:
        start.wait()
        told = [shot()]
        while told[-1] == BUSY:
            told.append(shot())
        return told

    with ThreadPoolExecutor(len(race.shots)) as pool:
        told = list(pool.map(fire, race.shots))
    statuses = [status for *_busy, status in told]
    assert 1 <= sum(status in WON for status in statuses) <= race.most, (name, statuses)
    assert all(status in WON + LOST for status in statuses), (name, statuses)
    with reading():
        race.after()
    return [status for answers in told for status in answers]


if __name__ == "__main__":
    times, threads, *address = sys.argv[1:] or ["25", str(CONNECTIONS)]
    with tempfile.TemporaryDirectory() as folder:
        told = campaign(Path(folder), int(times), int(threads), database="".join(address))
    for name, answered in told.items():
        print(f"{name}: {dict(sorted(answered.items()))}")
