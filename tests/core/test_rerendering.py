"""Stored HTML is made anew by a command when the renderer has changed, and no text changes."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.queries import person_by_mail
from portal.accounts.services.memberships import Post as Seat
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.core.text import RENDERER_VERSION
from portal.core.uow import unit_of_work
from portal.mentors.models import MentorProfile
from portal.practices.models import PracticeVersion
from portal.threads.models import Post, PostRevision
from portal.threads.queries import visible_post
from portal.threads.services import posting
from portal.threads.services.posting import Changed
from portal.threads.services.texts import body_of
from tests.factories.drafts import REGION
from tests.factories.mentors import designated, says
from tests.factories.people import leave
from tests.factories.questions import officer, published, question

OLD = "<p>lama</p>"
MENTOR = Seat(role=Role.MENTOR, region=REGION)
TABLES = (PracticeVersion, MentorProfile, Post, PostRevision)


def _html() -> list[object]:
    with reading():
        return [
            *db.session.scalars(sa.select(PracticeVersion.html).order_by(PracticeVersion.id)),
            *db.session.scalars(sa.select(MentorProfile.about_html)),
            *db.session.scalars(sa.select(Post.html).order_by(Post.id)),
            *db.session.scalars(sa.select(PostRevision.html)),
        ]


def _hashes() -> list[str]:
    with reading():
        return list(db.session.scalars(sa.select(PracticeVersion.content_hash)))


def _renderers() -> set[int]:
    with reading():
        return {one for table in TABLES for one in db.session.scalars(sa.select(table.renderer))}


def _age() -> None:
    """Let an older renderer have made all of it."""
    with unit_of_work() as session:
        for version in session.scalars(sa.select(PracticeVersion)):
            version.html, version.renderer = dict.fromkeys(version.html, OLD), 0
        session.execute(sa.update(MentorProfile).values(about_html=OLD, renderer=0))
        session.execute(sa.update(Post).values(html=OLD, renderer=0))
        session.execute(sa.update(PostRevision).values(html=OLD, renderer=0))


def _rerender(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["content", "rerender"])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def written(empty_library: Flask) -> Flask:
    """A practice, a mentor, and a question that calls the mentor and was changed."""
    slug = published()
    dewi, profile = designated("dewi@kota.go.id")
    says(dewi, profile)
    bayu = officer()
    key = question(bayu, slug, text="Bagaimana, @dewi, di @kota-surabaya?")
    with unit_of_work() as session:
        _thread, post = visible_post(bayu, key, 1)
        posting.edit(session, bayu, post, Changed(body=body_of("Begini, @dewi **caranya**?")))
    return empty_library


def test_what_an_older_renderer_made_is_made_anew_once(written: Flask) -> None:
    before, hashes = _html(), _hashes()
    _age()

    first, second = _rerender(written), _rerender(written)

    assert _html() == before
    assert _hashes() == hashes
    assert _renderers() == {RENDERER_VERSION}
    assert "post: 1 renewed, 0 left" in first
    assert "post: 0 renewed, 0 left" in second


def test_whoever_is_no_mentor_any_more_stays_unnamed(written: Flask) -> None:
    person = person_by_mail("dewi@kota.go.id")
    assert person is not None
    leave(person.id, MENTOR)
    _age()

    _rerender(written)

    post = str(_html()[-2])
    assert ">@mentor</a>" in post
    assert person.public_id not in post


def test_what_the_renderer_refuses_stays_as_readers_know_it(written: Flask) -> None:
    _age()
    with unit_of_work() as session:
        session.execute(sa.update(Post).values(source=">" * 20_000 + " terlalu dalam"))

    assert "post: 0 renewed, 1 left" in _rerender(written)
    assert OLD in _html()
