"""The API against its specification: `uv run python -m tests.benchmarks.api_schema 50`.

Programs of everybody in the demonstration, and of nobody, send to each operation so many requests
that fit the specification and so many that do not, as schemathesis makes them, half of them to what
is there. Prints how often each status was answered, and where an answer was none that the
specification knows: its status, its content, its type; a refusal that lets what is wrong pass; a
method that is taken though it is not told of. That a fitting request is refused is none: the
portal's rules know more than a schema, such as which regions there are.
With an address of a PostgreSQL database as second argument the portal keeps its rows there.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation

from portal.core.db import end_transaction
from tests.api.programs import API, Program
from tests.benchmarks.demonstrated import demonstrated
from tests.security.crawler import Crawl
from tests.security.hostile import EVERY, forget_attempts

EACH = 50
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
OURS = (ParameterLocation.HEADER, ParameterLocation.PATH)  # parts that requests get of us
BODY = ParameterLocation.BODY
NOBODYS = {
    "person": "a" * 12,
    "role": "editor",
    "handover": "a" * 12,
}  # which a visitor never meets
PLAIN = {"Accept-Encoding": "identity"}


class Trial:
    """What programs are answered, against what the specification says."""

    def __init__(self, app: Flask, each: int) -> None:
        self._app, self._each, self._rng = app, each, random.Random(11)
        self._schema = openapi.from_wsgi(f"{API}/openapi.json", app)
        self._met = Crawl(app, app.test_client(), alike=1).run().values
        self.statuses: Counter[int] = Counter()
        self.faults: dict[str, str] = {}

    def run(self, headers: Mapping[str, str]) -> None:
        """Try each operation, in the name of whoever has the headers."""
        for found in self._schema.get_all_operations():
            for mode in MODES:
                self._try(found.ok(), mode, {**headers, **PLAIN})

    def bound(self, headers: Mapping[str, str], given: Mapping[str, Any]) -> list[str]:
        """Return the operations that take a body with members which none of them knows."""
        taken = []
        for found in self._schema.get_all_operations():
            operation = found.ok()
            if operation.method.upper() in {"POST", "PUT"}:
                case = operation.Case(
                    path_parameters={**NOBODYS, **self._met},
                    body=given,
                    media_type="application/json",
                )
                status = case.call(headers=headers).status_code
                if status < HTTPStatus.BAD_REQUEST:
                    taken.append(f"{operation.label} {status}")
        return taken

    def _try(self, operation: Any, mode: GenerationMode, headers: Mapping[str, str]) -> None:
        @seed(11)
        @settings(
            max_examples=self._each,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answered(case: Case) -> None:
            self._answered(case, headers)

        answered()

    def _answered(self, case: Case, headers: Mapping[str, str]) -> None:
        if self.statuses.total() % EVERY == 0:
            forget_attempts(self._app)
        for name in case.path_parameters:
            if name in self._met and self._rng.random() < 0.5:  # one half
                case.path_parameters[name] = self._met[name]
        answer = case.call(headers=headers)
        self.statuses[answer.status_code] += 1
        excluded = [positive_data_acceptance]
        if any(_is_wrong(case, part) for part in OURS) and not _is_wrong(case, BODY):
            excluded.append(negative_data_rejection)  # what was wrong is right by now
        try:
            case.validate_response(answer, headers=headers, excluded_checks=excluded)
        except FailureGroup as group:
            for failure in group.exceptions:
                what = f"{case.operation.label} {answer.status_code}: {failure}"
                self.faults.setdefault(what[:500], case.as_curl_command()[:500])


def _is_wrong(case: Case, location: ParameterLocation) -> bool:
    """Tell whether a part of the request was made to be wrong."""
    part = case.meta.components.get(location) if case.meta else None
    return part is not None and part.mode is GenerationMode.NEGATIVE


def main(each: int, database: str | None) -> int:
    """Try everything, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        app, roles = demonstrated(Path(folder), database)
        with app.app_context():
            programs = [Program(app), *(Program(app, mail) for mail in roles)]
            end_transaction()
        trial = Trial(app, each)
        for program in programs:
            trial.run(program.headers)
    for fault, how in sorted(trial.faults.items()):
        print(f"{fault}\n  {how}")
    print(f"{trial.statuses.total()} requests, {dict(sorted(trial.statuses.items()))}")
    print(f"{len(trial.faults)} kinds of faults")
    return int(bool(trial.faults))


if __name__ == "__main__":
    asked = [*sys.argv[1:], ""]
    sys.exit(main(int(asked[0] or EACH), asked[1] if len(asked) > 2 else None))  # both were given
