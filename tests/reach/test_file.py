"""A practice as one file, and what is sent of it to a chat."""

import re
from html import unescape

import pytest
from flask import Flask

from portal.practices.queries.names import published
from tests.databases import ONE_DATABASE
from tests.factories.practices import publish

KB = 1000
MOST = 100 * KB
SLUG = "surabaya-green-and-clean-kompos"


@ONE_DATABASE
def test_every_practice_is_one_light_file_in_both_languages(library: Flask) -> None:
    client = library.test_client()
    with library.app_context():
        slugs = [practice.slug for practice in published()]

    sizes = {}
    for slug in slugs:
        for prefix in ("", "/en"):
            answer = client.get(f"{prefix}/practices/{slug}/file")
            assert answer.status_code == 200
            sizes[prefix + slug] = len(answer.data)

    print(f"largest file: {max(sizes.values()) / KB:.0f} KB")
    assert len(sizes) > 120
    assert max(sizes.values()) < MOST


@ONE_DATABASE
@pytest.mark.parametrize(("prefix", "told"), [("", "Data per "), ("/en", "Data as of ")])
def test_a_file_needs_nothing_else(library: Flask, prefix: str, told: str) -> None:
    answer = library.test_client().get(f"{prefix}/practices/{SLUG}/file")
    text = answer.text

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{SLUG}.html"'
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert told in text
    assert f"http://127.0.0.1:8000{prefix}/practices/{SLUG}" in text
    assert re.findall(r"<(?:link|script|img|form|input|textarea)\b", text) == []
    assert re.findall(r'(?:href|src)="(?!https?:|mailto:|#)', text) == []
    assert text.count("<style>") == 1
    assert "size: A4" in text
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r'id="([^"]+)"', text))


@ONE_DATABASE
def test_no_file_of_what_is_not_there(library: Flask) -> None:
    assert library.test_client().get("/practices/tidak-ada/file").status_code == 404


def test_a_chat_gets_a_title_three_lines_and_a_short_link(empty_library: Flask) -> None:
    (slug,) = publish(1, status="active")
    client = empty_library.test_client()

    for prefix in ("", "/en"):
        page = client.get(f"{prefix}/practices/{slug}").text
        found = re.search(r'<textarea id="bagikan"[^>]*>(.*?)</textarea>', page, re.DOTALL)
        assert found is not None
        title, *lines, link = unescape(found[1]).split("\n")
        assert title.startswith("*")
        assert title.endswith("*")
        assert len(lines) == 3
        assert all(lines)
        path = link.removeprefix("http://127.0.0.1:8000")
        assert re.fullmatch(rf"{prefix}/p/[a-z2-7]{{12}}", path)
        assert client.get(path).location == f"{prefix}/practices/{slug}"
    assert client.get("/p/aaaaaaaaaaaa").status_code == 404
    assert f"/practices/{slug}/file" in client.get(f"/practices/{slug}").text
