"""Logs: one line of JSON a record, whatever people type."""

import json
import logging

import pytest
from flask import Flask

from portal.core.log import JsonLines


def test_nothing_typed_can_forge_a_line(library: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="portal.access")

    answer = library.test_client().get('/practices/x%0D%0A{"level" "error"}')

    record = next(record for record in caplog.records if record.name == "portal.access")
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told["status"] == answer.status_code == 404
    assert told["method"] == "GET"
    assert told["path"].startswith("/practices/x\r\n")


def test_a_line_inside_a_request_carries_its_id(library: Flask) -> None:
    record = logging.LogRecord("portal", logging.WARNING, __file__, 1, "pesan %s", ("uji",), None)
    with library.test_request_context():
        library.preprocess_request()
        told = json.loads(JsonLines().format(record))

    assert told["message"] == "pesan uji"
    assert told["level"] == "warning"
    assert len(told["request_id"]) == 32


def test_an_exception_is_told_in_the_same_line() -> None:
    with pytest.raises(ValueError, match="rusak") as caught:
        int("rusak")
    info = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("portal", logging.ERROR, __file__, 1, "gagal", (), info)

    told = json.loads(JsonLines().format(record))

    assert "ValueError" in told["exception"]


def test_times_are_utc() -> None:
    record = logging.LogRecord("portal", logging.INFO, __file__, 1, "jam", (), None)
    record.created = 1_700_000_000

    assert json.loads(JsonLines().format(record))["time"] == "2023-11-14T22:13:20+0000"
