"""A client that a program has written from the specification lists, reads, writes and asks."""

import importlib
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from portal.accounts.queries import person_by_mail
from portal.accounts.services import tokens
from portal.core.db import reading
from portal.core.permissions import ANONYMOUS
from portal.core.scopes import Scope
from tests.factories.drafts import PUBLISHER, REGION, TITLE, somebody
from tests.factories.practices import publish

MAIL = "sari@kota.go.id"
NAME = "sokoguru_client"
API = "/api/v1"


@pytest.fixture
def address(empty_library: Flask) -> Iterator[str]:
    """Where the portal is served on this machine."""
    server = make_server("127.0.0.1", 0, empty_library, threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def client(
    empty_library: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    """The package that was written from the specification."""
    document = tmp_path / "openapi.json"
    document.write_bytes(empty_library.test_client().get(f"{API}/openapi.json").data)
    config = tmp_path / "config.yml"
    config.write_text("post_hooks: []\n")
    made = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
            *("--path", str(document), "--output-path", str(tmp_path / NAME)),
            *("--config", str(config), "--fail-on-warning"),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module(NAME)
    for known in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[known]


def _module(path: str) -> Any:
    return importlib.import_module(f"{NAME}.{path}")


def _call(path: str, *args: Any, **more: Any) -> Any:
    """Return what an operation of the client answers, as its types have it."""
    answer = _module(f"api.{path}").sync_detailed(*args, **more)
    assert answer.parsed is not None, answer.content
    return answer.parsed


def test_a_written_client_works(empty_library: Flask, address: str, client: ModuleType) -> None:
    ((slug, _record),) = publish(1, seed=5, status="active").items()
    somebody(MAIL, PUBLISHER)
    models = _module("models")
    anybody = client.Client(base_url=address)

    listed = _call("api_practices.search_practices", client=anybody)
    read = _call("api_practices.get_practice", slug, client=anybody)
    regions = _call("api_regions.list_regions", client=anybody, kind=models.ListRegionsKind.KOTA)
    missing = _call("api_practices.get_practice", "tidak-ada", client=anybody)

    assert [item.slug for item in listed.items] == [slug]
    assert (read.slug, read.version) == (slug, 1)
    assert regions.total > 90
    assert (type(missing).__name__, missing.status) == ("Problem", 404)

    writer = client.AuthenticatedClient(
        base_url=address, token=_token(Scope.READ, Scope.PRACTICES, Scope.THREADS)
    )
    begun = _call(
        "api_drafts.start_practice",
        client=writer,
        body=models.NewPractice(region=REGION, title=TITLE),
        idempotency_key=str(uuid.uuid4()),
    )
    record = {**begun.record.to_dict(), "year": 2024}
    body = models.DraftSaveBody.from_dict({"token": begun.token, "record": record})
    saved = _call("api_drafts.save_draft", begun.slug, client=writer, body=body)
    stale = _call("api_drafts.save_draft", begun.slug, client=writer, body=body)
    question = models.NewThread.from_dict(
        {
            "kind": "question",
            "title": "Berapa petugas yang diperlukan?",
            "text": "Kami punya tiga petugas. Apakah cukup?",
            "at": {"practice": slug},
        }
    )
    asked = _call("api_threads.ask", client=writer, body=question)

    assert saved.record.to_dict()["year"] == 2024
    assert (type(stale).__name__, stale.status) == ("StaleProblem", 409)
    assert [post.kind for post in asked.items] == ["opening"]
    assert [item.id for item in _call("api_threads.search_threads", client=writer).items]

    reader = client.AuthenticatedClient(base_url=address, token=_token(Scope.READ))
    refused = _call("api_threads.ask", client=reader, body=question)
    assert (type(refused).__name__, refused.status) == ("Problem", 403)


def _token(*scopes: Scope) -> str:
    with reading():
        person = person_by_mail(MAIL)
    assert person is not None
    return tokens.make(person.id, "klien", scopes, by=ANONYMOUS)
