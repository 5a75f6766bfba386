"""The audit chain on a page: to each what is theirs to know."""

import re

from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from tests.factories.drafts import EDITOR, PUBLISHER, REGION, approved, somebody, submitted, written
from tests.factories.people import active, signed_in, signed_in_with_code


def _told(client: FlaskClient, path: str = "/admin/audit") -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    return re.findall(r"<code>(\w+) ", page)


def test_each_reads_what_is_theirs_and_no_more(empty_library: Flask) -> None:
    sari = somebody("sari@kota.go.id", PUBLISHER)
    slug = written(sari)
    submitted(sari, slug)
    approved(somebody("tono@pusat.go.id", EDITOR), slug)
    active("bayu@kab.go.id", Post(role=Role.OFFICER, region="35.10"))
    active("hadi@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION), totp=True)
    active("rina@pusat.go.id", EDITOR, totp=True)
    active("op@pusat.go.id", Post(role=Role.SYSTEM_ADMIN), totp=True)

    writer = _told(signed_in(empty_library, "sari@kota.go.id"))
    admin = _told(signed_in_with_code(empty_library, "hadi@kota.go.id"))
    editor = _told(signed_in_with_code(empty_library, "rina@pusat.go.id"))
    system = _told(signed_in_with_code(empty_library, "op@pusat.go.id"))

    assert _told(signed_in(empty_library, "bayu@kab.go.id")).count("practice") == 0
    assert (writer.count("practice"), admin.count("practice")) == (2, 3)
    assert editor.count("practice") == 3
    assert "practice" not in system
    assert len(editor) > len(admin)
    assert empty_library.test_client().get("/admin/audit").status_code == 303


def test_older_events_are_a_page_away_and_an_odd_number_changes_nothing(
    empty_library: Flask,
) -> None:
    active("rina@pusat.go.id", EDITOR, totp=True)
    client = signed_in_with_code(empty_library, "rina@pusat.go.id")
    everything = _told(client)

    assert len(_told(client, "/admin/audit?before=3")) == 2
    for odd in ("x", "9" * 40, "9" * 5000, "2147483648", "-1", "%C2%B2"):
        assert len(_told(client, f"/admin/audit?before={odd}")) == len(everything)
