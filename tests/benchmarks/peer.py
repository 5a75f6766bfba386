"""Datasette over the practices of a portal: the same texts and facets in an SQLite file with FTS5.

Needs the packages of the group `benchmarks`.
"""

import json
import random
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote_plus

from tests.servers import free_port

FACETS = ("dimension", "sector", "province", "kind", "evidence")
READY_SECONDS = 60
# No facet may be left out because it takes long, as Datasette would do otherwise.
PATIENT = ("sql_time_limit_ms", "facet_time_limit_ms", "facet_suggest_time_limit_ms")
_TABLE = """
CREATE TABLE practices (slug TEXT PRIMARY KEY, title TEXT, summary TEXT, body TEXT, year INTEGER,
  dimension TEXT, sector TEXT, province TEXT, kind TEXT, evidence INTEGER);
CREATE VIRTUAL TABLE practices_fts USING fts5(title, summary, body, content='practices');
"""
_ROWS = """
SELECT practice.slug, version.record, version.year, version.evidence_level, region.code
FROM practice JOIN practice_version AS version ON version.id = practice.current_version_id
JOIN region ON region.id = practice.region_id ORDER BY practice.id
"""
_INDEXED = "INSERT INTO practices_fts(practices_fts) VALUES ('rebuild')"


def copied(portal: Path, file: Path) -> list[str]:
    """Bring the practices of a portal's SQLite file into a new one, and return their slugs."""
    with closing(sqlite3.connect(portal)) as source, closing(sqlite3.connect(file)) as target:
        target.executescript(_TABLE)
        rows = [_row(*row) for row in source.execute(_ROWS)]
        target.executemany(f"INSERT INTO practices VALUES ({','.join('?' * 10)})", rows)
        for facet in FACETS:
            target.execute(f"CREATE INDEX by_{facet} ON practices ({facet})")
        target.execute(_INDEXED)
        target.commit()
    return [row[0] for row in rows]


def _row(slug: str, record: str, year: int | None, evidence: int, code: str) -> tuple[Any, ...]:
    told = json.loads(record)
    texts = [*told["sections"].values(), *(block["body"] for block in told["blocks"])]
    kind = "provinsi" if "." not in code else "kota" if code[3] == "7" else "kabupaten"
    return (
        slug,
        told["title"]["id"],
        told["summary"]["id"],
        "\n\n".join(text["id"] for text in texts),
        year,
        told["dimensions"][0],
        told["sectors"][0],
        code[:2],
        kind,
        evidence,
    )


def search_address(text: str) -> str:
    """Return where a text is searched, with five facets and ten results."""
    facets = "".join(f"&_facet={facet}" for facet in FACETS)
    return f"/nation/practices?_search={quote_plus(text)}{facets}&_size=10"


def documents(slugs: Sequence[str], count: int) -> list[str]:
    """Return the addresses of so many practices, drawn at random."""
    return [f"/nation/practices/{slug}" for slug in random.Random(1).sample(slugs, count)]


@contextmanager
def serving(file: Path) -> Iterator[tuple[int, int]]:
    """Serve a file named nation.db, and return the port and the id of the process."""
    port = free_port()
    settings = [word for name in PATIENT for word in ("--setting", name, "20000")]
    command = [sys.executable, "-m", "datasette", "serve", str(file), "--port", str(port)]
    process = subprocess.Popen([*command, *settings], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json"):
                return
        except URLError:
            assert time.monotonic() < until, "Datasette does not answer"
            time.sleep(0.1)
