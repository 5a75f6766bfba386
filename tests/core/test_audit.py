"""The audit chain: it never forks, refuses changes, and names what was changed all the same."""

import hashlib
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask_migrate import downgrade
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from portal.core import audit, content
from portal.core.audit import START, AuditEvent, ChainBroken, Head, canonical, digest, record
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.permissions import ANONYMOUS, Actor
from portal.core.uow import unit_of_work
from tests.databases import Database

# Texts that break a line or end a text.
BREAKING = ("a\r\nb", "a\nb", "a\x00b", "a\u2028b", "a\x7fb", "a\x1b[2Kb", "a\ud800b")
# Texts that look like what an event is made of.
LOOKING = ('","key":"', '{"seq":1}', "a' OR 1", "a\\", "\\u0000", "null", "é😀")
UNLOCKED = {
    "sqlite": [f"DROP TRIGGER audit_event_no_{verb}" for verb in ("update", "delete", "replace")],
    "postgresql": ["ALTER TABLE audit_event DISABLE TRIGGER ALL"],
}
REFUSED = (
    "UPDATE audit_event SET key = 'x' WHERE seq = 2",
    "UPDATE audit_event SET hash = hash",
    "DELETE FROM audit_event WHERE seq = 3",
    "DELETE FROM audit_event",
)
REFUSED_BY = {
    "sqlite": "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 2",
    "postgresql": "TRUNCATE audit_event",
}
# Other than the one stored, as near to it as the database lets one come.
OTHER_TEXTS = {
    "sqlite": ("'{ }'", "'{}' || char(10)", "CAST('{}' AS BLOB)", "CAST(x'7bff7d' AS TEXT)"),
    "postgresql": ("'{ }'", "'{}' || chr(10)", "'{}' || chr(8232)", "''"),
}
GAPS = {
    "DELETE FROM audit_event WHERE seq = 2": "Event 2 is missing: 3 comes next.",
    "DELETE FROM audit_event WHERE seq < 3": "Event 1 is missing: 3 comes next.",
    "UPDATE audit_event SET seq = 9 WHERE seq = 3": "Event 3 is missing: 4 comes next.",
    "UPDATE audit_event SET seq = 9 WHERE seq = 4": "Event 4 is missing: 9 comes next.",
    "UPDATE audit_event SET seq = -1 WHERE seq = 2": "Event -1 was put before the first.",
}
FORGED: tuple[tuple[int, dict[str, object], str], ...] = (
    (1, {"actor_id": 5}, "Event 1 was replaced: 2 follows one of another hash."),
    (2, {"key": "x"}, "Event 2 was replaced: 3 follows one of another hash."),
    (1, {"previous": "f" * 64}, "Event 1 does not begin the chain: it follows another."),
)
COLUMNS = tuple(AuditEvent.__table__.columns.keys())
events = st.fixed_dictionaries(
    {
        "seq": st.integers(1),
        "moment": st.text(),
        "actor_id": st.none() | st.integers(),
        "region_id": st.none() | st.integers(),
        "action": st.text(),
        "kind": st.text(),
        "key": st.text(),
        "details": st.text(),
        "request_id": st.none() | st.text(),
        "previous": st.text(),
    }
)


def _note(*keys: str, **changes: Any) -> None:
    with unit_of_work() as session:
        for key in keys:
            record(session, "thing:change", actor=ANONYMOUS, kind="thing", key=key, **changes)


def _rows() -> list[dict[str, Any]]:
    with reading():
        found = db.session.execute(sa.select(AuditEvent.__table__).order_by(AuditEvent.seq))
        return [row._asdict() for row in found]


def _run(statement: str, **values: object) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text(statement), values)


def _unlock(database: Database) -> None:
    """Take the triggers away, as the owner of a database can."""
    for statement in UNLOCKED[database.name]:
        _run(statement)


def _forge(seq: int, **changes: object) -> None:
    """Change an event and give it the hash that belongs to what it says now."""
    values = {**_rows()[seq - 1], **changes}
    values.pop("hash")
    values["hash"] = digest(values)
    with unit_of_work() as session:
        session.execute(sa.update(AuditEvent).where(AuditEvent.seq == seq).values(**values))


@contextmanager
def _undone() -> Iterator[None]:
    """Bring back, at the end, the events as they were."""
    rows = _rows()
    yield
    with unit_of_work() as session:
        session.execute(sa.delete(AuditEvent))
        session.execute(sa.insert(AuditEvent), rows)
    audit.verify()


def _told() -> str:
    with pytest.raises(ChainBroken) as caught:
        audit.verify()
    return str(caught.value)


def test_an_event_tells_who_did_what_for_whom_and_when(empty_app: Flask) -> None:
    before = utcnow()

    with empty_app.test_request_context(method="POST"), unit_of_work() as session:
        empty_app.preprocess_request()
        asked = g.request_id
        record(
            session,
            "practice:publish",
            actor=Actor(person_id=7),
            region_id=3,
            kind="practice",
            key="abc",
            details={"to": "published", "from": "in-review"},
        )

    (row,) = _rows()
    assert before <= datetime.fromisoformat(row.pop("moment")) <= utcnow()
    assert row.pop("hash")
    assert row == {
        "seq": 1,
        "actor_id": 7,
        "region_id": 3,
        "action": "practice:publish",
        "kind": "practice",
        "key": "abc",
        "details": '{"from":"in-review","to":"published"}',
        "request_id": asked,
        "previous": START,
    }


def test_each_event_follows_the_one_before_it(empty_app: Flask) -> None:
    _note("a", "b")
    _note("c")

    rows = _rows()
    assert [row["seq"] for row in rows] == [1, 2, 3]
    assert [row["previous"] for row in rows] == [START, rows[0]["hash"], rows[1]["hash"]]
    assert audit.verify() == Head(3, rows[2]["hash"])


def test_an_event_goes_with_what_it_tells(empty_app: Flask) -> None:
    def fail() -> None:
        with unit_of_work():
            _note("b")
            raise ValueError("the change failed")

    _note("a")
    with pytest.raises(ValueError, match="the change failed"):
        fail()
    _note("c")

    assert [(row["seq"], row["key"]) for row in _rows()] == [(1, "a"), (2, "c")]
    assert audit.verify().seq == 2


def test_who_write_at_once_make_one_chain(empty_app: Flask) -> None:
    begin = threading.Barrier(8)

    def write(who: int) -> None:
        begin.wait()
        with empty_app.app_context():
            for number in range(5):
                _note(f"{who}-{number}", f"{who}-{number}-too")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write, who) for who in range(8)]:
            done.result()

    rows = _rows()
    assert audit.verify().seq == len(rows) == 80
    assert [row["seq"] for row in rows] == list(range(1, 81))
    assert len({row["previous"] for row in rows}) == 80
    assert [row["key"] + "-too" for row in rows[::2]] == [row["key"] for row in rows[1::2]]


def test_an_event_is_neither_changed_nor_removed(empty_app: Flask, database: Database) -> None:
    _note("a", "b", "c")
    before = _rows()

    for statement in (*REFUSED, REFUSED_BY[database.name]):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            _run(statement)

    assert _rows() == before


def test_a_change_of_any_column_is_named(empty_app: Flask, database: Database) -> None:
    _note("a", "b", "c", "d", region_id=1)
    _unlock(database)

    for column in COLUMNS[1:]:
        value = 77 if column in {"actor_id", "region_id"} else "0" * 64
        with _undone():
            _run(f"UPDATE audit_event SET {column} = :value WHERE seq = 3", value=value)

            assert _told() == "Event 3 was changed: its hash is not that of what it says.", column


def test_not_one_byte_of_what_is_stored_can_differ(empty_app: Flask, database: Database) -> None:
    _note("a", "b", "c", "d")
    _unlock(database)

    for text, column, seq in product(OTHER_TEXTS[database.name], ("details", "hash"), (3, 4)):
        with _undone():
            _run(f"UPDATE audit_event SET {column} = {text} WHERE seq = {seq}")

            assert _told().startswith(f"Event {seq} "), text


def test_a_gap_is_named(empty_app: Flask, database: Database) -> None:
    _note("a", "b", "c", "d")
    _unlock(database)

    for statement, sentence in GAPS.items():
        with _undone():
            _run(statement)

            assert _told() == sentence, statement


def test_a_forged_hash_is_noticed_at_the_next_event(empty_app: Flask, database: Database) -> None:
    _note("a", "b", "c", "d")
    _unlock(database)

    for seq, changes, sentence in FORGED:
        with _undone():
            _forge(seq, **changes)

            assert _told() == sentence, changes


def test_only_a_hash_kept_elsewhere_shows_that_the_end_was_cut_off(
    empty_app: Flask, database: Database
) -> None:
    _note("a", "b", "c")
    kept = audit.verify().hash
    _note("d")
    assert audit.verify(expect=kept).seq == 4
    _unlock(database)

    _run("DELETE FROM audit_event WHERE seq > 2")
    _note("e", "f")

    assert audit.verify().seq == 4
    with pytest.raises(ChainBroken, match=r"up to the last, 4, has the expected hash"):
        audit.verify(expect=kept)


def test_an_empty_chain_is_whole(empty_app: Flask) -> None:
    assert audit.verify(expect=START) == Head(0, START)


def test_a_name_that_could_forge_a_line_is_refused(empty_app: Flask) -> None:
    names = {"action": "thing:change", "kind": "thing", "key": "a"}

    for field, odd in product(names, (*BREAKING, "")):
        with unit_of_work() as session, pytest.raises(ValueError, match="cannot name"):
            record(session, actor=ANONYMOUS, **(names | {field: odd}))

    assert _rows() == []


def test_whatever_else_is_recorded_stays_one_line_and_whole(empty_app: Flask) -> None:
    for odd in (*BREAKING, *LOOKING):
        _note("a", details={odd: [odd, {"key": odd}]})
    _note(*LOOKING)

    rows = _rows()
    told = [json.loads(row["details"]) for row in rows]
    assert audit.verify().seq == len(rows)
    assert all(value.isprintable() for row in rows for value in map(str, row.values()))
    assert told[: len(BREAKING)] == [{odd: [odd, {"key": odd}]} for odd in BREAKING]
    assert [row["key"] for row in rows[-len(LOOKING) :]] == list(LOOKING)


def test_details_are_small_and_json(empty_app: Flask) -> None:
    for details in ({"text": "x" * 4_000}, {"number": float("nan")}, {"bytes": b"x"}):
        with pytest.raises((ValueError, TypeError)):
            _note("a", details=details)

    assert _rows() == []


@given(events)
def test_events_that_differ_have_different_canonical_texts(values: dict[str, Any]) -> None:
    text = canonical(values)

    assert json.loads(text) == values, "so no two have the same"
    assert text.isascii()
    assert text.isprintable()


@given(events)
def test_the_order_of_columns_does_not_matter(values: dict[str, Any]) -> None:
    assert digest(dict(reversed(values.items()))) == digest(values)


def test_the_hash_is_what_the_documentation_says() -> None:
    """Written out, so that chains of today can be verified for ever."""
    values = {"seq": 1, "actor_id": None, "key": "é\n", "previous": START}
    text = '{"actor_id":null,"key":"\\u00e9\\n","previous":"' + "0" * 64 + '","seq":1}'

    assert canonical(values) == text
    assert digest(values) == hashlib.sha256(text.encode()).hexdigest()


def test_the_command_says_that_a_chain_is_whole_and_prints_its_last_hash(empty_app: Flask) -> None:
    _note("a", "b")
    run = empty_app.test_cli_runner().invoke

    plain = run(args=["audit", "verify"])
    last = _rows()[-1]["hash"]
    expecting = run(args=["audit", "verify", "--expect", last])

    assert plain.exit_code == expecting.exit_code == 0
    assert plain.stdout == f"The chain of 2 events is whole. Hash of the last: {last}\n"


def test_the_command_names_the_first_broken_event_in_one_sentence(
    empty_app: Flask, database: Database
) -> None:
    _note("a", "b", "c", "d")
    _unlock(database)
    _run("UPDATE audit_event SET key = :value WHERE seq > 1", value="x\nThe chain is whole.")

    broken = empty_app.test_cli_runner().invoke(args=["audit", "verify"])

    sentence = "Error: Event 2 was changed: its hash is not that of what it says.\n"
    assert (broken.exit_code, broken.stdout, broken.stderr) == (1, "", sentence)


def test_the_command_expects_a_hash(empty_app: Flask) -> None:
    _note("a")
    run = empty_app.test_cli_runner().invoke

    other = run(args=["audit", "verify", "--expect", "f" * 64])
    mistyped = run(args=["audit", "verify", "--expect", "F00"])

    assert other.exit_code == 1
    assert other.stderr.endswith("events were cut off or written anew.\n")
    assert mistyped.exit_code == 2
    assert "needs the 64 digits" in mistyped.stderr


def test_the_command_needs_a_migrated_database(empty_app: Flask) -> None:
    downgrade(revision="base")

    told = empty_app.test_cli_runner().invoke(args=["audit", "verify"])

    assert told.exit_code == 1
    assert told.stderr.startswith("Error: The database does not answer, or is not at the newest")


def test_a_long_chain_is_walked_in_batches_to_its_end(empty_app: Flask, database: Database) -> None:
    count = 2 * audit.BATCH + 2
    _note(*map(str, range(count)))
    run = empty_app.test_cli_runner().invoke

    whole = run(args=["audit", "verify"])
    _unlock(database)
    _run("DELETE FROM audit_event WHERE seq = :value", value=count - 1)
    broken = run(args=["audit", "verify"])

    assert f"The chain of {count} events" in whole.stdout
    assert whole.stderr == "".join(
        f"{done} of {count} events\r" for done in (audit.BATCH, 2 * audit.BATCH, count)
    )
    assert f"Event {count - 1} is missing" in broken.stderr


def test_a_load_of_content_that_changes_something_is_one_event(app: Flask) -> None:
    loaded = _rows()

    content.load(ROOT / "content")

    (event,) = loaded
    assert (event["action"], event["actor_id"]) == ("content:load", None)
    assert json.loads(event["details"])["practices"] > 0
    assert _rows() == loaded
    assert audit.verify().seq == 1
