"""Who writes for a region stands nowhere: on no page, in no API, feed or mail, in no file.

Those who govern the region, and the audit, know; whoever gives its questions out knows who holds
them. Everybody else learns nothing at any address that the portal has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.accounts.queries import person_by_mail
from portal.accounts.services.memberships import Post
from portal.adoptions.services import starting
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import end_transaction
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.services import following
from portal.notifications.jobs import send_digests
from portal.notifications.models import How
from portal.notifications.queries import ALL, registry
from portal.notifications.services import choosing
from portal.search import outbox
from tests.api.programs import API, Program
from tests.databases import ONE_DATABASE
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    actor_of,
    approved,
    practice_of,
    submitted,
    written,
)
from tests.factories.mentoring import accepted
from tests.factories.mentoring import asked as requested
from tests.factories.mentors import designated, mentor, says
from tests.factories.people import active, signed_in_with_code
from tests.factories.together import SECRET as NOTED
from tests.factories.together import handed, met
from tests.factories.voice import MAIL, NAME, NUMBER, WORD, Speaking, Spoken, unnamed
from tests.security.surfaces import ADDRESSES, readable
from tests.smtp import Box, receiving

VISITOR, BAYU, BUDI, DEWI = "", "bayu@kab.go.id", "budi@kota.go.id", "dewi.mentor@kota.go.id"
JOKO, HADI, RINA = "joko@kota.go.id", f"admin{REGION}@dinas.go.id", "editor@pusat.go.id"
OP, AHLI = "op@pusat.go.id", "ahli@pakar.go.id"
PEOPLE = {
    BAYU: Post(role=Role.OFFICER, region="35.10"),
    BUDI: Post(role=Role.OFFICER, region=REGION),
    JOKO: PUBLISHER,
    HADI: Post(role=Role.REGION_ADMIN, region=REGION),
    RINA: EDITOR,
    OP: Post(role=Role.SYSTEM_ADMIN),
    AHLI: Post(role=Role.EXPERT),
}
GUARDED = {Role.REGION_ADMIN, Role.EDITOR, Role.SYSTEM_ADMIN}


BARE = ("/api", "/sitemap", "/robots", "/healthz", "/readyz", "/metrics", "/files")
PART = WORD[:-1]  # what only a search that knows the whole word would complete
SEARCHES = (
    "/threads?mine=1",
    f"/threads?q={PART}",
    f"/practices?q={PART}",
    f"/practices/suggest?q={PART}",
    f"/threads/similar?q=bagaimana+daerah+lain+{PART}",
    f"/regions?q={PART}",
    f"{API}/threads?q={PART}",
    f"/mentors?region={REGION}",
)


@dataclass(frozen=True)
class Scene:
    """A portal in which somebody has spoken for a region; `secrets` tell who, in small letters.

    `noted` tells at which addresses whom was shown what she has noted in a session.
    """

    app: Flask
    box: Box
    spoken: Spoken
    adoption: str
    mentorship: str
    public_id: str
    noted: dict[str, set[str]] = field(default_factory=dict)
    _browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def browser(self, mail: str) -> FlaskClient:
        """Return the browser of somebody, or of a visitor; a code opens it only once."""
        if mail not in self._browsers:
            client = signed_in_with_code(self.app, mail) if mail else self.app.test_client()
            self._browsers[mail] = client
        end_transaction()
        return self._browsers[mail]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The name and the address have a word in common; the ids are like nobody else's."""
        return WORD, self.public_id, str(NUMBER)

    def addresses(self) -> list[str]:
        """Return all addresses that can be read, and the searches that might tell."""
        found = readable(self.app, list(self._things()))
        assert [rule for rule, paths in found.items() if not paths] == []
        quotes = [f"/threads/{key}?quote={number}" for key, number in self.spoken.posts]
        built = [path for paths in found.values() for path in paths]
        return list(dict.fromkeys([*ADDRESSES, *built, *quotes, *SEARCHES]))

    def _things(self) -> Iterator[dict[str, object]]:
        """Yield what addresses can name."""
        yield {}
        yield from ({"slug": slug} for slug in (SLUG, "about", "tata-kelola", "kesehatan"))
        yield from ({"slug": SLUG} | more for more in ({"number": 2}, {"old": 1, "new": 2}))
        yield {"slug": SLUG, "step": "problem"}
        seat = {"person": self.public_id, "role": "publisher"}
        yield from ({"code": REGION}, seat, {"code": REGION} | seat)
        yield from ({"code": REGION} | more for more in ({"what": "maturity"}, {"number": 1}))
        yield {"adoption": self.adoption}
        yield from ({"mentorship": self.mentorship} | more for more in ({}, {"number": 1}))
        yield from ({"handover": "tidak-ada"}, {"mentor": "a" * 12}, {"number": 1})
        yield from ({"proposal": "a" * 12}, {"champion": "a" * 12})
        yield {"token": choosing.token_of(_person(BAYU), ALL)}
        yield from ({"thread": key} for key in self.spoken.threads)
        yield from ({"thread": key, "number": number} for key, number in self.spoken.posts)
        yield from ({"key": key} for key in self.spoken.files)
        yield from ({"key": key, "width": 320} for key in self.spoken.files)

    def told(self, mail: str, *, in_english: bool = False) -> set[str]:
        """Return at which addresses somebody reads who wrote, but for what the address says."""
        client, program = self.browser(mail), Program(self.app, mail)
        end_transaction()
        paths = self.addresses()
        if in_english:
            paths += [f"/en{path}" for path in paths if not path.startswith(BARE)]
        said = {path: _said(client, program, path) for path in paths}
        self.noted[mail] = {path for path, text in said.items() if NOTED in text}
        return {path for path, text in said.items() if self._tells(path, text)}

    def _tells(self, path: str, text: str) -> bool:
        return any(secret in text and secret not in path for secret in self.secrets)


def _said(client: FlaskClient, program: Program, path: str) -> str:
    """Return what an address says, in small letters."""
    by_token = path.startswith(API)
    answer = program.ask("GET", path) if by_token else client.get(path, buffered=True)
    assert answer.status_code < 500, path
    return f"{answer.headers}{answer.get_data().decode('utf-8', 'replace')}".lower()


def _person(mail: str) -> Person:
    person = person_by_mail(mail)
    assert person is not None
    return person


def _actor(mail: str) -> Actor:
    return actor_of(_person(mail).id)


def _gathered() -> None:
    """Let everybody be there, with a practice of the region, and want to hear of all."""
    for mail, post in PEOPLE.items():
        active(mail, post, totp=post.role in GUARDED)
    dewi, key = designated(DEWI)
    says(dewi, key)
    written(_actor(JOKO))
    submitted(_actor(JOKO), SLUG)
    approved(_actor(RINA), SLUG)
    for number, mail in enumerate((*PEOPLE, DEWI)):
        how = How.DAILY if number % 2 else How.NOW
        choosing.choose(_person(mail).id, {kind.name: how for kind in registry.kinds()})
        if mail != OP:
            following.choose(_actor(mail), "region", REGION, Level.ALL)


def _adopted() -> str:
    """Return the key of an adoption of the practice by another region."""
    bayu = _actor(BAYU)
    with unit_of_work() as session:
        (region_id,) = bayu.regions(Role.OFFICER)
        return starting.start(session, bayu, region_id, practice_of(SLUG)).public_id


def _mentored() -> str:
    """Return the key of a mentorship that she has asked for, with a session that she has noted."""
    joko, her = mentor("mentor@dinas.go.id", "35.10"), _actor(MAIL)
    key = requested(her, REGION, of="35.10", mentor="mentor@dinas.go.id")
    accepted(joko, key)
    met(her, key)
    handed(her, key)
    return key


def _posted() -> None:
    """Let all mail leave, and the digests of the coming days."""
    jobs.run_once()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.notifications.jobs.utcnow", lambda: utcnow() + timedelta(days=8))
        send_digests()
    jobs.run_once()


@pytest.fixture
def scene(empty_library: Flask) -> Iterator[Scene]:
    """What a region has said in all forms, after everybody was told of it."""
    with receiving() as box:
        settings = empty_library.extensions["settings"]
        empty_library.extensions["settings"] = replace(settings, mail_url=box.url)
        _gathered()
        spoken = Speaking(
            empty_library, unnamed(), *(_actor(mail) for mail in (JOKO, BAYU, RINA))
        ).in_all_forms()
        submitted(_actor(JOKO), SLUG)
        approved(_actor(RINA), SLUG)  # the version that has the folded answer
        adoption, mentorship = _adopted(), _mentored()
        outbox.rebuild()
        _posted()
        yield Scene(empty_library, box, spoken, adoption, mentorship, _person(MAIL).public_id)


@ONE_DATABASE
def test_only_who_governs_a_region_and_the_audit_learn_who_speaks_for_it(scene: Scene) -> None:
    held = f"/threads/{scene.spoken.held}"
    number = next(number for key, number in scene.spoken.posts if key == scene.spoken.held)
    hands = {held, f"{held}/holding", f"{held}?quote={number}"}  # who gives out what waits
    members = f"/regions/{REGION}/members"
    seats = {members, f"{members}/{scene.public_id}/publisher/end", f"{API}{members}"}

    told = {
        VISITOR: scene.told(VISITOR, in_english=True),
        **{mail: scene.told(mail) for mail in (*PEOPLE, DEWI)},
    }

    assert {mail: paths for mail, paths in told.items() if paths} == {
        JOKO: hands,
        HADI: {"/admin/audit"} | hands | seats,
        RINA: {"/admin/audit"} | hands | seats,
        OP: {"/admin/audit"},
    }
    sessions = f"/mentoring/{scene.mentorship}/sessions"
    noted = {mail: paths for mail, paths in scene.noted.items() if paths}
    assert noted == {HADI: {sessions, f"{sessions}/1"}}
    _audit_tells(scene)
    _mails_do_not_tell(scene)
    _searches_do_not_find(scene)


def _audit_tells(scene: Scene) -> None:
    """Check that the audit says what she did for the region, to whom it concerns."""
    acts = {"menjawab", "memulai utas", "menanggapi", "mengubah tulisan", "menghapus tulisan"}
    for mail, expected in ((HADI, acts), (RINA, acts), (OP, set()), (BUDI, set())):
        done = {act for who, act in _audited(scene.browser(mail)) if who == NAME}
        assert acts & done == expected, mail


def _audited(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Yield who did what, as the pages of the audit tell."""
    path = "/admin/audit"
    while path:
        page = " ".join(client.get(path).get_data(as_text=True).split())
        yield from re.findall(r"<b>([^<]*)</b> ([^<]*?) </p>", page)
        older = re.search(r'href="(/admin/audit\?before=\d+)"', page)
        path = older[1] if older else ""


def _mails_do_not_tell(scene: Scene) -> None:
    """Check that mail tells of what she wrote, and of her to herself alone."""
    others = [taken.message for taken in scene.box.taken if taken.recipients != [MAIL]]
    texts = [
        f"{message.items()}{part.get_content()}".lower()
        for message in others
        for part in message.walk()
        if part.get_content_maintype() == "text"
    ]
    assert [
        text for text in texts if any(secret in text for secret in (*scene.secrets, NOTED))
    ] == []
    assert any("kota surabaya: kami membayarnya" in text for text in texts)
    assert any("rangkuman kabar" in text for text in texts)
    assert {str(message["To"]) for message in others} >= {BAYU, BUDI, JOKO, DEWI}


def _searches_do_not_find(scene: Scene) -> None:
    """Check that whoever is asked for by name is not found, by members neither."""
    program = Program(scene.app, BUDI)
    end_transaction()
    for word in scene.secrets:
        for mail in (VISITOR, BUDI):
            page = scene.browser(mail).get(f"/threads?q={word}").get_data(as_text=True)
            assert re.findall(r'data-total="(\d+)"', page)[0] == "0", word
        assert program.told("GET", f"{API}/threads?q={word}")["total"] == 0
