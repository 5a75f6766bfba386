"""Two acceptances at once for a last place: `uv run python -m tests.benchmarks.acceptances 200`.

So many times two regions ask a mentor who has one place left, and the mentor and the admin of the
region accept both requests at the same instant, at a server of two workers. One must be granted and
one refused with 409, and the mentor must never have more than one. With an address of a PostgreSQL
database as last argument the portal keeps its rows there. Prints how often what was answered.
"""

import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask_migrate import upgrade

from portal.accounts.queries import person_by_mail
from portal.accounts.services.memberships import Post
from portal.core import audit
from portal.core.db import reading
from portal.core.permissions import Actor, Role
from portal.mentoring.models import MentorshipState
from portal.mentoring.queries.places import taken_of
from portal.mentors.services import designations
from portal.regions.queries import directory
from tests.benchmarks.client import Client, browser_of
from tests.benchmarks.races import BUSY
from tests.conftest import SECRET, make_app
from tests.factories.drafts import REGION, actor_of
from tests.factories.mentoring import asked, limited, moved, profile_of, state_of
from tests.factories.mentors import admin_of, editor, says
from tests.factories.people import active
from tests.factories.practices import load_vocabularies_and_regions
from tests.servers import environ_of, flask_running, free_port

TRIES = 200
DEWI, HADI = "dewi@uji.go.id", "hadi@uji.go.id"
LEARNERS = ("35.09", "35.10")
ONE_OF_TWO = (303, 409)
State = MentorshipState
Told = Counter[tuple[int, ...]]


def campaign(directory: Path, tries: int = TRIES, *, database: str = "") -> Told:
    """Try so many times and return how often which two statuses were answered.

    Raises:
        AssertionError: if not exactly one of two was granted, or the mentor had too many.
    """
    changes = {"PORTAL_SECRET_KEY": SECRET}  # so that a sign-in made here holds there
    if database:
        changes["PORTAL_DATABASE_URL"] = database
    app, port = make_app(directory, **changes), free_port()
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        command = ["serve", "--port", str(port)]
        with flask_running(command, environ=environ_of(directory, **changes)) as server:
            server.wait_until_serving()
            with app.test_request_context():  # reads regions and vocabularies once
                hadi = browser_of(app, port, HADI, Post(role=Role.REGION_ADMIN, region=REGION))
                dewi = browser_of(app, port, DEWI, Post(role=Role.MENTOR, region=REGION))
                _designate()
                told = Counter(_tried((dewi, hadi)) for _try in range(tries))
        with reading():
            audit.verify()
    return told


def _designate() -> None:
    """Let the mentor be confirmed and shown, with one place, and let there be who asks."""
    person = person_by_mail(DEWI)
    assert person is not None
    dewi, admin = actor_of(person.id), admin_of(REGION)
    designations.designate(admin, directory().by_code[REGION].id, person.public_id)
    _id, key = profile_of(DEWI)
    designations.confirm(editor(), key)
    says(dewi, key)
    limited(admin, DEWI, 1)
    for code in LEARNERS:
        active(f"bayu{code}@uji.go.id", Post(role=Role.OFFICER, region=code))


def _tried(clients: tuple[Client, Client]) -> tuple[int, ...]:
    """Let both accept at once, check what came of it, and let the place be free again."""
    keys = [asked(_officer(code), code, of=REGION, mentor=DEWI) for code in LEARNERS]
    start = threading.Barrier(len(keys))

    def accept(client: Client, key: str) -> int:
        start.wait()
        while (status := client.submit(f"/mentoring/{key}/accept")) == BUSY:
            pass
        return status

    with ThreadPoolExecutor(len(keys)) as pool:
        told = tuple(sorted(pool.map(accept, clients, keys)))
    states = {state_of(key): key for key in keys}
    with reading():
        taken = taken_of(profile_of(DEWI)[0])
    assert (told, taken, set(states)) == (ONE_OF_TWO, 1, {State.ACCEPTED, State.REQUESTED})
    moved(states[State.ACCEPTED], State.ENDED_EARLY)
    moved(states[State.REQUESTED], State.WITHDRAWN)
    return told


def _officer(code: str) -> Actor:
    person = person_by_mail(f"bayu{code}@uji.go.id")
    assert person is not None
    return actor_of(person.id)


def main() -> None:
    """Try, and print what was answered."""
    tries, *address = sys.argv[1:] or [str(TRIES)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        told = campaign(Path(folder), int(tries), database="".join(address))
    for statuses, times in told.items():
        print(f"{times} x {statuses}, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
