"""Offline packs as a person gets and opens them."""

import io
import zipfile
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories.people import token_on


def asked(client: FlaskClient, path: str) -> TestResponse:
    """Press the button of a pack's page; `path` is its address with the search."""
    return client.post(path, data={"csrf_token": token_on(client, "/account")})


def opened(body: bytes, folder: Path) -> Path:
    """Unpack a pack and return its folder, in which all its files lie."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(folder)
        (found,) = {name.partition("/")[0] for name in archive.namelist()}
    return folder / found
