"""Bells and gongs are all that people can be told of here."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.factories.notifications import bells
from tests.smtp import Box, receiving


@pytest.fixture(autouse=True)
def _bells() -> Iterator[None]:
    with bells():
        yield


@pytest.fixture
def box() -> Iterator[Box]:
    """A mail server that takes everything."""
    with receiving() as made:
        yield made


@pytest.fixture
def portal(empty_app: Flask, box: Box) -> Flask:
    """An empty portal that sends to `box`."""
    settings = empty_app.extensions["settings"]
    empty_app.extensions["settings"] = replace(settings, mail_url=box.url)
    return empty_app
