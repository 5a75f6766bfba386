"""A token does what its scopes name and nothing else, at every operation."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.queries.tokens import bearer
from portal.accounts.services import tokens
from portal.api.v1.completing import operations_in
from portal.core.db import reading
from portal.core.permissions import ANONYMOUS
from portal.core.scopes import DAYS, LABELS, Scope
from tests.api.programs import API
from tests.factories.drafts import EDITOR, somebody
from tests.factories.people import active, faults, send, signed_in

MAIL, PAGE = "rina@dinas.go.id", "/account/tokens"
PLACES = {"number": "1", "code": "35.10", "role": "publisher"}
KEY = "abcdefgh2345"


def _operations(client: FlaskClient) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield (method, address of nothing that exists, scope, operation)."""
    spec = client.get(f"{API}/openapi.json").get_json()
    for method, path, operation in operations_in(spec):
        keys = {p["name"] for p in spec["paths"][path].get("parameters", ())}
        address = path.format(**{key: PLACES.get(key, KEY) for key in keys})
        (scope,) = (name for need in operation["security"] for name in need.get("bearer", ()))
        yield method.upper(), address, scope, operation


def test_every_operation_opens_to_its_scope_alone(empty_library: Flask) -> None:
    owner = somebody("rina@pusat.go.id", EDITOR).person_id or 0
    held = {scope: tokens.make(owner, scope, [scope], by=ANONYMOUS) for scope in Scope}
    client = empty_library.test_client()
    seen = set()
    for method, address, needed, operation in _operations(client):
        seen.add(Scope(needed))
        for scope, token in held.items():
            answer = client.open(
                address, method=method, headers={"Authorization": f"Bearer {token}"}, json={}
            )
            told = answer.headers.get("WWW-Authenticate", "")
            refused = answer.status_code == 403 and "insufficient_scope" in told
            assert refused is (scope != needed), (method, address, scope, answer.status_code)
            if refused:
                assert f'scope="{needed}"' in told
                assert needed in answer.get_json()["detail"]
                assert operation["responses"]["403"]

    assert seen == set(Scope) == set(LABELS)


def test_a_token_without_reading_reads_no_file_and_nothing_else(empty_library: Flask) -> None:
    owner = somebody("rina@pusat.go.id", EDITOR).person_id or 0
    token = tokens.make(owner, "tulis", [Scope.THREADS], by=ANONYMOUS)
    client = empty_library.test_client()
    headers = {"Authorization": f"Bearer {token}"}

    assert client.get(f"/files/{KEY}", headers=headers).status_code == 403
    assert client.get(f"{API}/openapi.json", headers=headers).status_code == 403
    assert client.get(f"{API}/tidak-ada", headers=headers).status_code == 404
    assert client.delete(f"{API}/practices", headers=headers).status_code == 405


def test_scopes_and_days_are_chosen_when_a_token_is_made(empty_app: Flask) -> None:
    active(MAIL)
    client = signed_in(empty_app, MAIL)
    page = client.get(PAGE).get_data(as_text=True)
    assert page.count("checked") == 1, "reading alone, unless one wants more"

    made = client.post(
        PAGE,
        data={
            "csrf_token": _csrf(client),
            "name": "unggah",
            "scopes": [Scope.READ.value, Scope.PRACTICES.value],
            "days": str(DAYS[0]),
        },
    ).get_data(as_text=True)
    token = made.split('class="token">')[1].split("<")[0].strip()

    with reading():
        found = bearer(token)
    assert found is not None
    assert found.scopes == {Scope.READ, Scope.PRACTICES}
    assert "practices:write" in client.get(PAGE).get_data(as_text=True).split("signs")[1]
    none = send(client, PAGE, name="apa", days=str(DAYS[0]))
    other = send(client, PAGE, name="apa", scopes="everything", days=str(DAYS[0]))
    long = send(client, PAGE, name="apa", scopes="read", days="900")
    told = [faults(answer.get_data(as_text=True))[0] for answer in (none, other, long)]
    assert [answer.status_code for answer in (none, other, long)] == [422] * 3
    assert told[0] == "Cakupan: Pilih sedikitnya satu cakupan."
    assert told[1] == "Cakupan: Pilih salah satu dari daftar."
    assert told[2] == "Berlaku: Pilih salah satu dari daftar."


@pytest.mark.parametrize(
    ("said", "scopes"),
    [([], {Scope.READ}), (["--scope", "threads:write", "--days", "7"], {Scope.THREADS})],
)
def test_a_command_makes_a_token_that_reads_unless_told_otherwise(
    empty_app: Flask, said: list[str], scopes: set[Scope]
) -> None:
    active(MAIL)
    made = empty_app.test_cli_runner().invoke(args=["users", "token", MAIL, *said])

    with reading():
        found = bearer(made.output.strip())
    assert found is not None
    assert found.scopes == scopes
    wrong = empty_app.test_cli_runner().invoke(args=["users", "token", MAIL, "--scope", "all"])
    assert wrong.exit_code == 2


def _csrf(client: FlaskClient) -> str:
    page = client.get(PAGE).get_data(as_text=True)
    return page.split('name="csrf_token" value="')[1].split('"')[0]
