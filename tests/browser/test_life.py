"""No violation that axe can find on the pages of a practice's life, in each of their states."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from portal.core.uow import unit_of_work
from portal.practices.models import PracticeState, Pulse
from portal.practices.services import claims, life
from tests.browser.bridge import ORIGIN, connect
from tests.databases import ONE_DATABASE
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    Post,
    Role,
    actor_of,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active, code_of, send, signed_in
from tests.factories.practices import publish

pytestmark = ONE_DATABASE
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LOOKS = (("light", 360), ("dark", 1280))
PAGE = f"/practices/{SLUG}"
LESSON = "Kontrak habis dan sumber kodenya tidak diserahkan.\n\nMinta sumber kode sejak awal."
