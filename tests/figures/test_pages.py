"""Figures as readers see them: short where little has happened, linked, with files and reports."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import today
from tests.factories.pages import text_of

SECTION = re.compile(r'<h2 id="([\w-]+)">')


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_young_portal_says_in_a_sentence_what_there_is_nothing_of(
    reader: FlaskClient, prefix: str
) -> None:
    page = text_of(reader, f"{prefix}/figures")

    none = "No adoption has been recorded yet." if prefix else "Belum ada penerapan yang tercatat."
    assert page.count(none) == 1
    assert SECTION.findall(page) == [
        "practices",
        "regions",
        "taking-part",
        "freshness",
        "leaks",
        "tahunan",
    ]
    main = page[page.index("<main") : page.index("</main>")]
    assert "<svg" not in main  # of one quarter there is nothing to draw
    assert ">0<" not in main
    assert len(page) < 60_000
