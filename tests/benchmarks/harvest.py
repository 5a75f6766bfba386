"""A nation harvested by a foreign client: `uv run python -m tests.benchmarks.harvest N`.

The client is Sickle, against `flask serve`: all N records (30,000 where none is said), then what
changed since, then what is gone. Each time its copy is compared with the database. `--kept DIR`
keeps the library that is harvested from, which takes longest to build.
"""

import random
import time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

from portal.core.db import db, reading
from portal.core.uow import unit_of_work
from portal.practices.models import PUBLIC_STATES, Practice, PracticeVersion
from portal.practices.services import life
from portal.practices.services.versions import store_compilations
from tests.benchmarks.nation import asked_for
from tests.conftest import make_app
from tests.factories.drafts import EDITOR, practice_of, somebody
from tests.servers import environ_of, flask_running, free_port

OAI = "{http://www.openarchives.org/OAI/2.0/}"
CHANGED, GONE = 500, 500


class Copy:
    """What a client has harvested so far: {identifier: datestamp}."""

    def __init__(self, url: str) -> None:
        self._client = Sickle(f"{url}/oai", timeout=120)
        self._since: str | None = None
        self.records: dict[str, str] = {}

    def renew(self, what: str) -> None:
        """Harvest what has changed, and print what that took."""
        asked = {"from": self._since} if self._since else {}
        begun, count, gone = time.perf_counter(), 0, 0
        try:
            found = self._client.ListRecords(metadataPrefix="oai_dc", **asked)
        except NoRecordsMatch:
            found = ()
        else:
            self._since = found.oai_response.xml.findtext(f"{OAI}responseDate")
        for record in found:
            count += 1
            gone += record.deleted
            if record.deleted:
                self.records.pop(record.header.identifier, None)
            else:
                assert record.metadata["title"]
                self.records[record.header.identifier] = record.header.datestamp
        taken = time.perf_counter() - begun
        print(f"{what:12}{count:7} records, {gone:5} gone{taken:9.1f} s", flush=True)


def measure(directory: Path) -> None:
    """Harvest a library, change it, and harvest it again."""
    app, port = make_app(directory), free_port()
    url = f"http://127.0.0.1:{port}"
    environ = environ_of(directory, PORTAL_BASE_URL=url)
    with flask_running(["serve", "--port", str(port)], environ=environ) as server:
        server.wait_until_serving()
        copy = Copy(url)
        copy.renew("complete")
        _compare(app, copy)
        slugs = _slugs(app)
        random.Random(0).shuffle(slugs)
        _change(app, slugs[:CHANGED])
        copy.renew("changed")
        _compare(app, copy)
        _withdraw(app, slugs[-GONE:])
        copy.renew("deletions")
        _compare(app, copy)
        copy.renew("nothing new")
        _compare(app, copy)


def _slugs(app: Flask) -> list[str]:
    with app.app_context(), reading():
        return list(db.session.scalars(sa.select(Practice.slug).order_by(Practice.id)))


def _change(app: Flask, slugs: list[str]) -> None:
    """Publish another version of practices."""
    with app.app_context(), unit_of_work() as session:
        current = PracticeVersion.id == Practice.current_version_id
        query = sa.select(Practice.slug, PracticeVersion.record).join(PracticeVersion, current)
        rows = session.execute(query.where(Practice.slug.in_(slugs))).all()
        title = {"id": "Judul baru", "en": "A new title"}
        store_compilations(session, {slug: {**record, "title": title} for slug, record in rows})


def _withdraw(app: Flask, slugs: list[str]) -> None:
    """Take practices from readers."""
    with app.app_context():
        editor = somebody("rina@contoh.go.id", EDITOR)
        with unit_of_work() as session:
            for slug in slugs:
                life.withdraw(session, editor, practice_of(slug), "Uji.")


def _compare(app: Flask, copy: Copy) -> None:
    """Hold the copy to what is public."""
    with app.app_context(), reading():
        query = sa.select(Practice.public_id).where(Practice.state.in_(PUBLIC_STATES))
        public = set(db.session.scalars(query))
    assert {name.rpartition(":")[2] for name in copy.records} == public


if __name__ == "__main__":
    with asked_for(__doc__) as folder:
        measure(folder)
