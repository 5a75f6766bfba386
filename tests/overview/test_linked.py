"""Regions and trails as linked data: true, and leading to pages that are there."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.threads.models import ThreadKind
from tests.factories.drafts import somebody
from tests.factories.threads import OFFICER, asked

BASE = "http://127.0.0.1:8000"
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def _data(client: FlaskClient, address: str) -> dict[str, Any]:
    (data,) = DATA.findall(client.get(address).get_data(as_text=True))
    assert not set(data) & {"<", ">", "&", "'"}
    found: dict[str, Any] = json.loads(data)
    assert found["@context"] == "https://schema.org"
    return found


def _walked(client: FlaskClient, trail: dict[str, Any]) -> list[str]:
    """Return the names of a trail, all of whose steps lead somewhere."""
    assert trail["@type"] == "BreadcrumbList"
    *steps, last = trail["itemListElement"]
    for step in steps:
        assert client.get(step["item"].removeprefix(BASE)).status_code == 200
    assert "item" not in last
    return [step["name"] for step in (*steps, last)]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_region_is_a_government_and_what_it_serves(reader: FlaskClient, prefix: str) -> None:
    government, trail = _data(reader, f"{prefix}/regions/35.10")["@graph"]

    assert government["@type"] == "GovernmentOrganization"
    assert government["url"] == f"{BASE}{prefix}/regions/35.10"
    assert government["identifier"] == government["areaServed"]["identifier"] == "35.10"
    assert government["areaServed"]["@type"] == "AdministrativeArea"
    assert government["areaServed"]["name"] == "Kabupaten Banyuwangi"
    assert government["areaServed"]["containedInPlace"]["name"] == "Provinsi Jawa Timur"
    assert len(_walked(reader, trail)) == 3


def test_a_province_lies_in_no_other(reader: FlaskClient) -> None:
    government, trail = _data(reader, "/regions/35")["@graph"]

    assert "containedInPlace" not in government["areaServed"]
    assert len(_walked(reader, trail)) == 2


def test_threads_have_a_trail(app: Flask) -> None:
    actor = somebody("bayu@contoh.go.id", OFFICER)
    title = "</script><script>alert(1)</script>"
    question = asked(actor, title)
    discussion = asked(actor, title, kind=ThreadKind.DISCUSSION)
    client = app.test_client()

    page = _data(client, f"/threads/{question}")
    assert page["@type"] == "QAPage"
    assert _walked(client, page["breadcrumb"])[-1] == title
    posting = _data(client, f"/threads/{discussion}")
    assert posting["@type"] == "DiscussionForumPosting"
    assert _walked(client, posting["isPartOf"]["breadcrumb"])[-1] == title
