"""The shop window for cities of other countries, on the English home alone."""

import re

import pytest
from flask import Flask

from tests.databases import ONE_DATABASE
from tests.factories.pages import text_of

MEMBERS = {"31", "32.11", "35.10", "73.71"}

pytestmark = ONE_DATABASE


def test_the_english_home_tells_a_city_abroad_what_it_needs(library: Flask) -> None:
    client = library.test_client()
    page = text_of(client, "/en/")
    window = page.split('id="luar-negeri"')[1].split("</section>")[0]

    count = re.search(r'href="/en/practices\?language=en">(\d+) practices in full English', window)
    assert count is not None
    total = re.search(r'data-total="(\d+)"', client.get("/en/practices?language=en").text)
    assert total is not None
    assert count[1] == total[1]
    assert set(re.findall(r'href="/en/regions/([\d.]+)"', window)) == MEMBERS
    assert "since 2018" in window
    assert "since 2024" in window
    assert 'href="/en/pages/asean"' in window


def test_the_indonesian_home_stays_as_it_is(library: Flask) -> None:
    assert "luar-negeri" not in text_of(library.test_client(), "/")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_on_the_network_names_its_sources(library: Flask, prefix: str) -> None:
    client = library.test_client()
    page = text_of(client, f"{prefix}/pages/asean")

    for source in ("republika.co.id", "goodnewsfromindonesia.id", "antaranews.com"):
        assert f'href="https://{source}' in page or source in page
    for path in set(
        re.findall(rf'href="({prefix}/(?:regions|champions|practices|pages)[^"]*)"', page)
    ):
        assert client.get(path.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(("prefix", "told"), [("", "Hubungi daerah ini"), ("/en", "Contact this")])
def test_a_region_says_how_to_contact_it(library: Flask, prefix: str, told: str) -> None:
    page = text_of(library.test_client(), f"{prefix}/regions/35.10")

    assert told in page
    assert f'href="{prefix}/threads/new?region=35.10"' in page
    assert "mailto:" not in page
