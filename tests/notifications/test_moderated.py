"""Authors are told what moderators decide and why, in their language, and never who decided."""

import pytest
from flask import Flask

from portal.accounts.queries import person_of
from portal.core import jobs
from portal.core.audit import AuditEvent
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.errors import BadInput, Forbidden
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.notifications.queries import registry
from portal.notifications.subscribers import moderated, tell_of
from portal.threads.models import Post as ThreadPost
from portal.threads.models import PostState, Thread
from portal.threads.models.decisions import Act, Decision, Ground
from portal.threads.services.deciding import Reason, decide
from tests.factories.drafts import EDITOR, actor_of
from tests.factories.followed import begun, changed, said
from tests.factories.people import active, mails
from tests.factories.threads import ADMIN, MENTOR, OFFICER

TITLE = "Siapa menanggung server?"
WHY = Reason("Nomor telepon warga ikut tertulis.", Ground.PERSONAL_DATA)


@pytest.fixture
def rina(empty_library: Flask) -> Actor:
    """An editor with a name."""
    registry._kinds.clear()
    for kind in moderated.KINDS:
        tell_of(kind)
    found = actor_of(active("rina@contoh.go.id", EDITOR, totp=True))
    with unit_of_work():
        person_of(found.person_id or 0).name = "Rina Sang Editor"
    return found


@pytest.fixture
def bayu(rina: Actor) -> Actor:
    """An officer who asks."""
    return actor_of(active("bayu@contoh.go.id", OFFICER))


@pytest.fixture
def key(bayu: Actor) -> str:
    """A question."""
    return begun(bayu, TITLE)


def _decide(actor: Actor, key: str, act: Act, reason: Reason = WHY, post_id: int = 0) -> None:
    with unit_of_work() as session:
        thread = session.query(Thread).filter_by(public_id=key).one()
        post = session.get_one(ThreadPost, post_id) if post_id else None
        decide(session, actor, thread, act, reason, post=post)


def _news(seen: int = 0) -> list[tuple[str, str, str]]:
    jobs.run_once()
    return [(to.partition("@")[0], subject, text) for to, subject, text in mails()[seen:]]


def test_who_began_a_thread_is_told_what_was_decided_of_it(rina: Actor, key: str) -> None:
    seen = len(mails())
    _decide(rina, key, Act.LOCK)

    [(to, subject, text)] = _news(seen)
    assert (to, subject) == ("bayu", f"Utas Anda dikunci: {TITLE}")
    assert "Memuat data pribadi: Nomor telepon warga ikut tertulis." in text
    assert f"/threads/{key}" in text
    assert "Rina" not in text
    with reading():
        [event] = db.session.query(AuditEvent).filter_by(action="thread:lock")
        [decision] = db.session.query(Decision)
        assert (event.actor_id, event.key) == (rina.person_id, key)
        assert (decision.act, decision.post_id) == (Act.LOCK, None)


def test_who_wrote_a_post_is_told_in_their_language_also_when_it_is_gone(
    rina: Actor, key: str
) -> None:
    dewi = actor_of(active("dewi@contoh.go.id", MENTOR))
    with unit_of_work():
        person_of(dewi.person_id or 0).locale = "en"
    number = said(dewi, key, state=PostState.HIDDEN)
    seen = len(mails())
    _decide(rina, key, Act.REJECT, post_id=number)

    [(to, subject, text)] = _news(seen)
    assert (to, subject) == ("dewi", f"Your post was rejected: {TITLE}")
    assert "Contains personal data: Nomor telepon" in text
    assert f"/en/threads/{key}\n" in text
    changed(key, hidden_at=utcnow())
    _decide(rina, key, Act.HIDE, post_id=number)
    assert "/en/pages/house-rules" in _news(seen)[-1][2]


@pytest.mark.parametrize(
    "reason", [Reason(), Reason(" "), Reason("", Ground.OTHER), Reason("x" * 501, Ground.RUDE)]
)
def test_what_takes_something_from_readers_has_a_reason(
    rina: Actor, key: str, reason: Reason
) -> None:
    with pytest.raises(BadInput):
        _decide(rina, key, Act.HIDE, reason)
    with reading():
        assert db.session.query(Decision).count() == 0


def test_what_gives_something_back_needs_none(rina: Actor, key: str) -> None:
    seen = len(mails())
    _decide(rina, key, Act.UNLOCK, Reason())

    [(_to, _subject, text)] = _news(seen)
    assert "Moderator memeriksanya." in text


def test_only_moderators_decide(bayu: Actor, key: str) -> None:
    stranger = actor_of(active("hadi@contoh.go.id", ADMIN, totp=True))
    for actor in (bayu, stranger, Actor()):
        with pytest.raises(Forbidden):
            _decide(actor, key, Act.LOCK)
