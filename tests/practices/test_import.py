"""Practices from files: drafts of the actor's region, all or none, with faults by line."""

import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.services.memberships import Post
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.practices.models import DraftState, Practice
from portal.practices.models.drafts import Draft
from portal.practices.schemas.document import to_text
from portal.practices.schemas.draft import pruned
from tests.factories.drafts import COMPLETE, PUBLISHER, REGION, somebody
from tests.factories.people import signed_in, token_on
from tests.factories.practices import publish

PAGE = "/practices/import"
FILE = "abcdefgh2345"
HEAD = "---\ntitle: {id: Antrean}\n---\n"


@pytest.fixture
def sari(empty_library: Flask) -> FlaskClient:
    """The browser of a publisher."""
    somebody("sari@kota.go.id", PUBLISHER)
    return signed_in(empty_library, "sari@kota.go.id")


def _send(browser: FlaskClient, body: str | bytes, name: str, **more: str) -> TestResponse:
    content = body.encode() if isinstance(body, str) else body
    data = {
        "csrf_token": token_on(browser, PAGE),
        "region": REGION,
        "file": (io.BytesIO(content), name),
        **more,
    }
    return browser.post(PAGE, data=data, content_type="multipart/form-data")


def _records() -> list[dict[str, object]]:
    with reading():
        return list(db.session.scalars(sa.select(Draft.record).order_by(Draft.id)))


def _faults(answer: TestResponse) -> list[tuple[str, str, str]]:
    """Return (line, name, quoted line) of each fault on the page."""
    page = answer.get_data(as_text=True)
    items = re.findall(r"<li>\s*<p>\s*<b>Baris (\d+)</b>(.*?)</li>", page, re.DOTALL)
    found = []
    for line, rest in items:
        name = re.search(r"^, <code>([^<]*)</code>", rest)
        quoted = re.search(r'class="quoted">\s*<code>([^<]*)</code>', rest)
        found.append((line, name[1] if name else "", quoted[1] if quoted else ""))
    return found


def test_a_text_becomes_a_draft_of_the_region(sari: FlaskClient) -> None:
    record = {"title": {"id": "Antrean"}, "region": REGION, **COMPLETE}
    (source,) = COMPLETE["sources"]
    uploads = {"images": [{"file": FILE}], "sources": [{**source, "file": FILE}]}

    done = _send(sari, to_text(record | uploads).replace("\n", "\r\n"), "antrean.md")
    shown = sari.get(done.headers["Location"]).get_data(as_text=True)

    assert done.status_code == 303
    assert "1 draf sudah disimpan" in shown
    assert "/practices/antrean/draft/export.md" in shown
    (saved,) = _records()
    assert saved == {**record, "compiled_by": "region", "status": "active"}
    with reading():
        (practice,) = db.session.scalars(sa.select(Practice))
        assert practice.draft_state is DraftState.WRITING


def test_what_is_exported_comes_in_again_as_the_same_draft(empty_library: Flask) -> None:
    ((slug, record),) = publish(1, seed=5, status="active").items()
    region = record["region"]
    somebody("sari@kota.go.id", Post(role=Role.PUBLISHER, region=region))
    browser = signed_in(empty_library, "sari@kota.go.id")

    text = browser.get(f"/practices/{slug}/export.md").data
    assert _send(browser, text, "x.md", region=region).status_code == 303

    assert _records() == [pruned({**record, "compiled_by": "region"})]


def test_a_row_becomes_a_draft_and_several_several(sari: FlaskClient) -> None:
    table = (
        "title;year;sectors;problem;contact_mail\r\n"
        'Satu;2024;"kesehatan; pendidikan";"\'=1+1\r\ndua baris";dinas@kota.go.id\r\n'
        ";;;;\r\n"
        "Dua;;;;\r\n"
    )

    assert _send(sari, "\ufeff" + table, "praktik.csv").status_code == 303

    base = {"region": REGION, "compiled_by": "region", "status": "active"}
    assert _records() == [
        {
            **base,
            "title": {"id": "Satu"},
            "year": 2024,
            "sectors": ["kesehatan", "pendidikan"],
            "sections": {"problem": {"id": "=1+1\r\ndua baris"}},
            "contact": {"mail": "dinas@kota.go.id"},
        },
        {**base, "title": {"id": "Dua"}},
    ]


def test_a_template_can_be_sent_as_it_is(sari: FlaskClient) -> None:
    for name in ("template.md", "template.csv"):
        template = sari.get(f"{PAGE}/{name}")

        assert template.headers["Content-Disposition"].startswith("attachment")
        assert _send(sari, template.data, name).status_code == 303

    for saved in _records():
        assert saved["region"] == REGION
        assert saved["sections"]["conditions"]["id"] == "- Syarat pertama\n- Syarat kedua"  # type: ignore[index]  # JSON


def test_faults_are_told_by_line_and_nothing_is_saved(sari: FlaskClient) -> None:
    faulty = {
        "a.md": (
            '---\ntitle: {id: Antrean}\nyear: lama\nregion: "35.10"\n---\n\n# id\n\n## apa\n',
            [("3", "year", "year: lama"), ("9", "", "## apa")],
        ),
        "b.md": (
            HEAD.replace("\n---\n", '\nregion: "35.10"\n---\n'),
            [("3", "region", "region: &#34;35.10&#34;")],
        ),
        "c.md": (
            HEAD.replace("\n---\n", "\ndimensions:\n- nila\nsince: 2026-99-99\n---\n"),
            [("5", "", "since: 2026-99-99")],
        ),
        "d.md": (
            '---\ntitle: {id: "a\\0b"}\n---\n',
            [("2", "title.id", "title: {id: &#34;a\\0b&#34;}")],
        ),
        "e.md": ("tanpa kepala", [("1", "", "tanpa kepala")]),
        "f.csv": (
            "title,year,stage\nSatu,2024,penerapan\nDua,lama,besok\n,2024,\n",
            [("3", "year", "Dua,lama,besok"), ("4", "title", ",2024,")],
        ),
        "g.csv": (
            "title,year,stage\nSatu,2024,penerapan\nDua,2024,besok\n,2024,\n",
            [("3", "stage", "Dua,2024,besok"), ("4", "title", ",2024,")],
        ),
        "h.csv": (
            "judul,year\nSatu,2024\n",
            [("1", "judul", "judul,year"), ("1", "title", "judul,year")],
        ),
    }

    for name, (body, told) in faulty.items():
        answer = _send(sari, body, name)

        assert answer.status_code == 422, name
        assert _faults(answer) == told, name
        assert "belum ada yang disimpan" in answer.get_data(as_text=True)
    assert _records() == []


UNREADABLE: list[tuple[str | bytes, str]] = [
    (HEAD, "praktik.docx"),
    (b"\xff\xfe", "praktik.md"),
    (HEAD + "x" * 300_000, "praktik.md"),
    ("", ""),
    ("title\n", "praktik.csv"),
    ("title\n" + "Satu\n" * 101, "praktik.csv"),
    ('title\n"Satu\n', "praktik.csv"),
    ("---\n" + "a: [" * 3000 + "\n---\n", "praktik.md"),
    (f"---\nyear: {'9' * 5000}\n---\n", "praktik.md"),
    ("---\na: &x 1\nb: *x\n---\n", "praktik.md"),
]


def test_what_is_no_such_file_is_refused_in_words(sari: FlaskClient) -> None:
    for body, name in UNREADABLE:
        answer = _send(sari, body, name)

        assert answer.status_code == 422, name
        assert 'id="faults"' in answer.get_data(as_text=True)
    assert _records() == []


def test_only_those_who_write_come_to_the_page(empty_library: Flask) -> None:
    somebody("bayu@kota.go.id", Post(role=Role.OFFICER, region=REGION))
    officer = signed_in(empty_library, "bayu@kota.go.id")
    visitor = empty_library.test_client()

    for path in (PAGE, f"{PAGE}/template.md", f"{PAGE}/template.csv"):
        assert officer.get(path).status_code == 403
        assert visitor.get(path).status_code == 303
    token = {"csrf_token": token_on(officer)}
    assert officer.post(PAGE, data=token).status_code == 403
