"""Practices as files to take along: what goes out can be read back as it was."""

import json
import string
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from portal.core.sheets import plain, safe
from portal.practices.queries import public_views
from portal.practices.schemas.document import read_document, to_text
from portal.practices.schemas.draft import pruned
from portal.practices.schemas.record import BLOCK_PARTS, SECTIONS
from tests.factories.drafts import EDITOR, PUBLISHER, SLUG, somebody, written
from tests.factories.people import signed_in
from tests.factories.tables import FORMULAS, is_formula

SLUG_OF_MANY = "banyuwangi-smart-kampung"


def test_the_whole_library_comes_back_from_its_text_as_it_was(library: Flask) -> None:
    with library.app_context():
        views = list(public_views())

    assert len(views) > 60
    for view in views:
        assert read_document(to_text(view.record), whole=True).record == view.record


LINES = st.one_of(
    st.text(string.ascii_letters + " #*-[]\\", max_size=20),
    st.sampled_from(["# id", "## problem", "\\## block: data | x", "---", "### steps", "- [ ] a"]),
)
TEXT = st.lists(LINES, min_size=1, max_size=4).map("\n".join).map(str.strip).filter(bool)
LINE = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
BOTH = st.fixed_dictionaries({}, optional={"id": TEXT, "en": TEXT})
TITLE = st.fixed_dictionaries({}, optional={"id": LINE, "en": LINE})
BLOCK = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["data", "sdm"]),
        "title": TITLE,
        **dict.fromkeys(BLOCK_PARTS, BOTH),
    },
)
DRAFT = st.fixed_dictionaries(
    {},
    optional={
        "title": TITLE,
        "summary": BOTH,
        "year": st.integers(1945, 2100),
        "duration_months": st.integers(1, 600),
        "keywords": st.fixed_dictionaries({"id": st.lists(LINE, max_size=2)}),
        "sections": st.dictionaries(st.sampled_from(SECTIONS), BOTH),
        "blocks": st.lists(BLOCK, max_size=3),
    },
)


@given(DRAFT)
def test_a_draft_with_anything_missing_comes_back_from_its_text(record: dict[str, Any]) -> None:
    record = pruned(record)

    assert pruned(read_document(to_text(record), whole=False).record) == record


def test_a_practice_is_there_as_markdown_and_json(reader: FlaskClient) -> None:
    page = reader.get(f"/practices/{SLUG_OF_MANY}").get_data(as_text=True)
    text = reader.get(f"/practices/{SLUG_OF_MANY}/export.md")
    data = reader.get(f"/practices/{SLUG_OF_MANY}/export.json")

    for kind, answer in (("md", text), ("json", data)):
        assert f'href="/practices/{SLUG_OF_MANY}/export.{kind}"' in page
        assert (
            answer.headers["Content-Disposition"] == f'attachment; filename="{SLUG_OF_MANY}.{kind}"'
        )
        assert "Set-Cookie" not in answer.headers
    document = json.loads(data.data)
    assert document["version"] == 1
    assert document["record"] == read_document(text.get_data(as_text=True), whole=True).record
    assert reader.get("/practices/tidak-ada/export.md").status_code == 404


def test_a_draft_goes_only_to_those_who_may_read_it(empty_library: Flask) -> None:
    sari = somebody("sari@kota.go.id", PUBLISHER)
    somebody("bayu@kota.go.id", Post(role=Role.OFFICER, region="35.10"))
    somebody("rina@kota.go.id", EDITOR)
    written(sari)

    own = signed_in(empty_library, "sari@kota.go.id")
    text = own.get(f"/practices/{SLUG}/draft/export.md")
    record = json.loads(own.get(f"/practices/{SLUG}/draft/export.json").data)["record"]

    assert pruned(read_document(text.get_data(as_text=True), whole=False).record) == record
    assert "private" in text.headers["Cache-Control"]
    for name in ("md", "json"):
        assert own.get(f"/practices/{SLUG}/export.{name}").status_code == 404
        stranger = signed_in(empty_library, "bayu@kota.go.id")
        assert stranger.get(f"/practices/{SLUG}/draft/export.{name}").status_code == 404
        visitor = empty_library.test_client()
        assert visitor.get(f"/practices/{SLUG}/draft/export.{name}").status_code == 303


@pytest.mark.parametrize(
    "cell",
    [
        *FORMULAS,
        "biasa",
        "'kutip",
        "",
        "a, -3 dan b; @c",
        "Rp10.000,-",
        "satu\n\ndua",
        "rina@kota.go.id",
    ],
)
def test_no_cell_is_a_formula_and_each_comes_back(cell: str) -> None:
    assert not is_formula(safe(cell))
    assert (safe(cell) == cell) is (cell not in FORMULAS)
    assert plain(safe(cell)) == cell
