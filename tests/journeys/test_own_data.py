"""An officer asks for his data, and then to be forgotten: nothing breaks, and nothing names him."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import ErasureRequest, PersonState
from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.services import erasing, people
from portal.core import audit, jobs
from portal.core.clock import utcnow
from portal.core.db import db, end_transaction, reading
from portal.core.settings import current_settings
from portal.core.uow import unit_of_work
from portal.threads.jobs import look_after_questions
from tests import indexes
from tests.conftest import _copy
from tests.databases import Database
from tests.factories.adoptions import OFFICER
from tests.factories.drafts import SLUG
from tests.factories.forgotten import MAIL, NAME, OWN_SLUG, Left, everywhere, who
from tests.factories.people import (
    PASSWORD,
    copy_of,
    faults,
    mails,
    send,
    signed_in,
    signed_in_with_code,
)

DATA = "/account/data"
SECRETS = ("kalimasada", MAIL)  # what is in his name, and in nobody else's
TEXTS = (sa.String, sa.JSON)


@pytest.fixture(scope="module")
def left() -> dict[str, Left]:
    """What was left where, by the kind of database."""
    return {}


@pytest.fixture
def portal(
    built: Callable[[str, Callable[[], object]], Path],
    database: Database,
    left: dict[str, Left],
    tmp_path: Path,
) -> Iterator[Flask]:
    """Give a portal in which he has had a hand in everything."""

    def fill() -> None:
        left[database.name] = everywhere()

    with _copy(database, built("forgotten", fill), tmp_path) as made:
        yield made


def _rows() -> Iterator[tuple[str, Any]]:
    """Yield every text of the database, with where it stands."""
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, TEXTS)]
        for row in db.session.execute(sa.select(*columns)).all() if columns else ():
            yield from ((f"{table.name}.{c.name}", v) for c, v in zip(columns, row, strict=True))


def _naming() -> set[str]:
    """Return in which columns, files of the index and names of files he is named."""
    with reading():
        found = {
            place for place, text in _rows() if any(word in str(text).lower() for word in SECRETS)
        }
    settings = current_settings()
    for path in filter(Path.is_file, settings.data_dir.rglob("*")):
        inside = path.read_bytes().lower() if settings.index_dir in path.parents else b""
        if any(word in path.name.lower() or word.encode() in inside for word in SECRETS):
            found.add(str(path.relative_to(settings.data_dir)))
    named = {
        place for place, text in indexes.rows() if any(word in text.lower() for word in SECRETS)
    }
    return found | named


def _counts() -> dict[str, int]:
    """Return how many rows there are of what must not change."""
    names = "thread post post_revision vote decision mention adoption stage_event draft draft_save"
    names += " review_round review_comment flag hold mentorship agreement"
    names += " mentorship_session action_item person membership practice_version file_use"
    with reading():
        return {
            name: db.session.scalar(
                sa.select(sa.func.count()).select_from(db.metadata.tables[name])
            )
            or 0
            for name in names.split()
        }


def _public(app: Flask, found: Left) -> dict[str, str]:
    """Return what everybody reads of what he had a hand in."""
    client = app.test_client()
    paths = (
        *(f"/threads/{key}" for key in (found.own, found.other)),
        *(f"/api/v1/threads/{key}" for key in (found.own, found.other)),
        f"/adoptions/{found.adoption}",
        f"/practices/{SLUG}",
        "/threads",
        "/feeds/threads.atom",
    )
    end_transaction()
    return {path: _said(client.get(path)) for path in paths}


def _said(answer: Any) -> str:
    assert answer.status_code == 200, answer.request.path
    return str(answer.get_data(as_text=True))


def test_he_takes_his_data_is_forgotten_and_nothing_breaks(
    portal: Flask, left: dict[str, Left], database: Database
) -> None:
    found = left[database.name]
    client = signed_in(portal, MAIL)
    bayu = person_by_mail(MAIL)
    assert bayu is not None
    number, key = bayu.id, bayu.public_id
    end_transaction()

    _takes_his_data(client, found)
    planted = _naming()
    assert {
        "person.name",
        "person.mail",
        "outgoing_mail.text",
        "outgoing_mail.recipient",
        "job.key",
        "job.error",
        "mentor_profile.about",
        "mail_suppression.reason",
    } <= planted

    _asks_to_be_forgotten(client)
    counts, public = _counts(), _public(portal, found)
    with unit_of_work() as session:
        session.query(ErasureRequest).update({ErasureRequest.due_at: utcnow()})
    for _again in range(2):
        erasing.erase_due()
    look_after_questions()

    assert _naming() == set()
    assert _counts() == counts
    assert _public(portal, found) == public
    assert client.get(DATA).location == f"/sign-in?next={DATA}"
    with reading():
        gone = person_of(number)
        assert (gone.state, gone.public_id) == (PersonState.ERASED, key)
        assert gone.name == f"Anonim {key[:6]}"
        audit.verify()

    _reads_as_his_office(portal, found, key)
    jobs.run_once()
    assert _naming() == set()
    people.invite(MAIL, OFFICER)
    with reading():
        again = person_by_mail(MAIL)
        assert again is not None
        assert (again.id, again.state) != (number, PersonState.ERASED)


def _takes_his_data(client: Any, found: Left) -> None:
    copied = copy_of(client)
    data, page = copied["data.json"], copied["data.html"]

    assert (data["profile"]["name"], data["profile"]["mail"]) == (NAME, MAIL)
    for part in (
        *("memberships", "sign_ins", "tokens", "mails", "audit", "follows", "mentor_profiles"),
        *("posts", "post_revisions", "votes", "mentions", "answer_invitations", "reports"),
        *("drafts_held", "draft_saves", "reviews_submitted", "review_comments"),
        *("adoption_steps", "mentorships_held", "mentorships_as_mentor", "mentorship_steps"),
        *("agreements_written", "mentorship_sessions", "mentorship_items"),
        *("inbox", "mails_sent", "mail_preferences", "mail_suppressions", "consents"),
    ):
        assert data[part], part
    assert "Kami melatih dua hari di balai desa." in page
    assert re.findall("<dt>[a-z_]+</dt>", page) == []  # what fields are called is in words
    assert {row["thread"] for row in data["posts"]} >= {found.own, found.other}
    text = str(data) + page
    for other in ("ratna", "sari@", "sari,", "hadi", "dewi", "randu@", "rina", "rini"):
        at = text.lower().find(other)
        assert at < 0, text[max(0, at - 80) : at + 80]


def _asks_to_be_forgotten(client: Any) -> None:
    erase = f"{DATA}/erasure"
    bare = send(client, erase, DATA)
    wrong = send(client, erase, DATA, **{"erase-current": "salah", "erase-sure": "y"})
    assert (bare.status_code, wrong.status_code) == (422, 422)
    assert len(faults(bare.get_data(as_text=True))) == 2

    for _again in range(2):
        right = send(client, erase, DATA, **{"erase-current": PASSWORD, "erase-sure": "y"})
        assert right.location == f"{DATA}?done=asked"
    assert "Batalkan penghapusan" in _said(client.get(DATA))
    (told,) = [text for to, subject, text in mails() if to == MAIL and "Penghapusan" in subject]
    assert f"http://127.0.0.1:8000{DATA}" in told
    erasing.erase_due()
    assert _said(client.get("/account"))  # it is not yet the time

    assert send(client, f"{erase}/cancel", DATA).location == f"{DATA}?done=cancelled"
    with reading():
        assert erasing.pending_erasure(who("bayu").person_id or 0) is None
    send(client, erase, DATA, **{"erase-current": PASSWORD, "erase-sure": "y"})


def _reads_as_his_office(portal: Flask, found: Left, key: str) -> None:
    """Members read of him what the public does; what he held goes on."""
    for name in ("ratna", "sari", "rina"):
        reader = signed_in_with_code(portal, f"{name}@uji.go.id")
        end_transaction()
        page = _said(reader.get(f"/threads/{found.other}"))
        assert "Petugas Kab. Banyuwangi" in page, name
        assert "Kami melatih dua hari di balai desa." in page
        assert "Anonim" not in page
        for path in (f"/threads/{found.own}", f"/adoptions/{found.adoption}", "/desk"):
            assert _said(reader.get(path))
        if name == "ratna":
            for path in (
                f"/mentoring/{found.mentorship}",
                f"/practices/{OWN_SLUG}/edit",
                f"/practices/{OWN_SLUG}/review",
                "/regions/35.10/members",
            ):
                said = _said(reader.get(path))
            assert f"Anonim {key[:6]}" in said
