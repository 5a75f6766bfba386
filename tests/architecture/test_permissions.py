"""Every cell of the table of rights: role by action, own and other region, with and without code.

`tests/permissions.csv` says who may do what. Rows without an action are of steps to come. A cell
is `-` for no, `y` for yes, `r` for the own region, `p` for what the own region is a party to, `s`
for one's own things, `invited`, and a star where it needs the second factor; who holds a guarded
role has nothing of it before the code.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import ROOT
from portal.accounts.models import Person
from portal.accounts.permissions import Place, Seat
from portal.accounts.queries import members as queries
from portal.accounts.queries import person_by_mail
from portal.accounts.services import handover, memberships
from portal.accounts.services import tokens as api_tokens
from portal.accounts.services.memberships import Post
from portal.adoptions.models import Adoption
from portal.core.access import PUBLIC, mark_of
from portal.core.clock import utcnow
from portal.core.permissions import (
    GUARDED_ROLES,
    Actor,
    Grant,
    Role,
    actions,
    permits,
)
from portal.core.uow import unit_of_work
from portal.mentoring.models import MentorshipState
from portal.mentoring.permissions import Company, Parties
from portal.mentors.queries import own
from portal.mentors.services import designations
from portal.practices.models import DraftState, Practice, PracticeState
from portal.practices.permissions import Case
from portal.practices.services import reviews
from portal.regions.models.profile import Kind
from portal.regions.permissions import Said as Assessed
from portal.regions.queries import directory
from portal.threads.models import Post as ThreadPost
from portal.threads.models import PostState, Thread, Visibility
from portal.threads.permissions import SILENCE, Said, Settling, Talk
from portal.threads.queries.anchors import at_practice, at_region
from tests.architecture.walk import (
    API,
    CODES,
    NATIONAL_PAGES,
    OTHER,
    OWN,
    PAGES,
    WITH_FILE,
    WITH_TOKEN,
    Page,
)
from tests.databases import ONE_DATABASE
from tests.factories.adoptions import begun
from tests.factories.champions import championed, proposed
from tests.factories.drafts import (
    actor_of,
    approved,
    practice_of,
    saved,
    somebody,
    submitted,
    written,
)
from tests.factories.mentoring import asked as requested
from tests.factories.mentors import mentor as willing
from tests.factories.people import active, signed_in_with_code, token_on
from tests.factories.threads import asked
from tests.factories.uploads import File, attached

TABLE = ROOT / "tests" / "permissions.csv"
ROLES = {
    "A": Role.ANONYMOUS,
    "O": Role.OFFICER,
    "P": Role.PUBLISHER,
    "M": Role.MENTOR,
    "RA": Role.REGION_ADMIN,
    "NE": Role.EDITOR,
    "SA": Role.SYSTEM_ADMIN,
    "X": Role.EXPERT,
}
NATIONAL = {"NE", "SA", "X"}
ME, SOMEBODY = 7, 8
THIRD = 9  # a region in which nobody has a role
# The newest step of which every action can be tried over the web.
BUILT = 3
YES = {"y", "s"}


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _practice(region: int) -> Practice:
    return Practice(
        region_id=region, state=PracticeState.PUBLISHED, draft_state=DraftState.SUBMITTED
    )


def _case(region: int) -> Case:
    return Case(_practice(region), authors=frozenset({SOMEBODY}))


def _invited(region: int) -> Case:
    return Case(_practice(region), invited=frozenset({ME}))


def _talk(region: int) -> Talk:
    return Talk(Thread(author_id=SOMEBODY, holder_id=SOMEBODY, promise_region_id=region))


def _seat(region: int) -> Seat:
    return Seat(region_id=region, role=Role.PUBLISHER, person_id=SOMEBODY)


def _thread(region: int) -> Thread:
    """Return a question of mine at a practice of a region, which is in my hands."""
    return Thread(
        visibility=Visibility.PUBLIC,
        author_id=ME,
        practice_id=1,
        about_region_id=region,
        promise_region_id=region,
        holder_id=ME,
        opening=ThreadPost(author_id=ME, state=PostState.VISIBLE),
    )


def _said(region: int) -> Said:
    return Said(ThreadPost(author_id=ME, state=PostState.VISIBLE), _thread(region))


def _settling(region: int) -> Settling:
    return Settling(_thread(region), answerer_id=SOMEBODY, last_post_at=utcnow() - SILENCE)


def _adoption(region: int) -> Adoption:
    """Return what some third region has taken over from a region."""
    return Adoption(region_id=THIRD, source_region_id=region, confirmed_by_id=SOMEBODY)


def _parties(region: int) -> Parties:
    """Return that somebody asked me, a mentor of a region."""
    return Parties(THIRD, region, ME)


def _company(region: int, champion: int | None = None) -> Company:
    """Return that a region goes along with itself, so that each role is tried for its side."""
    return Company(
        state=MentorshipState.ACTIVE,
        learner_region_id=region,
        champion_region_id=champion or region,
        holder_id=ME,
        mentor_id=ME,
    )


def _two(region: int) -> Company:
    return _company(region, THIRD)


TARGETS: dict[str, Callable[[int], Any]] = {
    "practice:view": _practice,
    "practice:draft": _practice,
    "practice:submit": _practice,
    "practice:comment": _case,
    "practice:decide": _case,
    "practice:rounds": _case,
    "practice:confirm": _practice,
    "practice:retire": _practice,
    "practice:release": _practice,
    "region:mailbox": lambda region: region,
    "region:open": lambda region: region,
    "region:champion": lambda region: region,
    "assessment:enter": lambda region: region,
    "assessment:verify": lambda region: region,
    "assessment:view": lambda region: Assessed(region, Kind.SELF, shown=False),
    "thread:view": _thread,
    "thread:speak": lambda region: region,
    "thread:settle": _settling,
    "thread:moderate": _thread,
    "post:view": _said,
    "post:edit": _said,
    "post:delete": _said,
    "mentor:designate": lambda region: region,
    "thread:hold": _talk,
    "thread:take": _talk,
    "adoption:record": lambda region: region,
    "adoption:confirm": _adoption,
    "adoption:verify": _adoption,
    "mentorship:request": lambda region: region,
    "mentorship:answer": _parties,
    "mentorship:view": lambda region: Parties(region, THIRD),
    "mentorship:take-part": _company,
    "mentorship:sign": _two,
    "mentorship:verify": _two,
    "membership:view": Place,
    "membership:grant": _seat,
    "membership:end": _seat,
}


@dataclass(frozen=True)
class Cell:
    """One cell as it is tried: by whom, where, after the code or before it."""

    what: str
    action: str
    column: str
    region: int
    with_code: bool
    may: bool

    @property
    def actor(self) -> Actor:
        """Who tries: one role, and national ones for their own region hold a seat in it too."""
        role = ROLES[self.column]
        if role is Role.ANONYMOUS:
            return Actor()
        if role in GUARDED_ROLES and not self.with_code:
            return Actor(ME)
        if self.column not in NATIONAL:
            return Actor(ME, frozenset({Grant(role, OWN)}))
        seat = {Grant(Role.OFFICER, OWN)} if self.column == "NE" and self.region == OWN else set()
        return Actor(ME, frozenset({Grant(role), *seat}))


def _may(row: dict[str, str], column: str, region: int, *, with_code: bool) -> bool:
    cell = row[column].partition(" ")[0].rstrip("*")
    if ROLES[column] in GUARDED_ROLES and not with_code:
        return row[column] == "s" or row["A"] == "y"
    if column == "NE" and region == OWN:  # where the editor holds the seat of an officer too
        if row["not in own region"]:
            return False
        cell = "r" if row["O"] in {"r", "p"} else cell
    if cell in {"r", "p"}:
        return region == OWN or row["action"] not in TARGETS
    return cell in YES


def _cells() -> Iterator[Cell]:
    for row in _rows():
        for column, role in ROLES.items():
            for region in (OWN, OTHER):
                for with_code in (True, False) if role in GUARDED_ROLES else (True,):
                    if row["action"]:
                        may = _may(row, column, region, with_code=with_code)
                        yield Cell(row["what"], row["action"], column, region, with_code, may)


def test_every_declared_action_stands_in_a_row_and_every_row_names_one() -> None:
    named = [row["action"] for row in _rows() if row["action"]]

    assert set(actions()) == set(named)
    assert len(named) == len(set(named))
    assert set(TARGETS) <= set(named)


def test_a_star_stands_only_where_a_role_asks_for_the_code() -> None:
    starred = {
        column for row in _rows() for column in ROLES if row[column].partition(" ")[0][-1:] == "*"
    }

    assert {ROLES[column] for column in starred} <= GUARDED_ROLES


def _target(cell: Cell) -> Any:
    make = TARGETS.get(cell.action)
    return make(cell.region) if make else None


def test_the_rules_say_what_the_table_says() -> None:
    cells = list(_cells())

    wrong = [
        cell for cell in cells if permits(cell.actor, cell.action, _target(cell)) is not cell.may
    ]

    assert wrong == []
    rows = _rows()
    covered = sum(1 for row in rows if row["action"])
    assert len(cells) == covered * 2 * (len(ROLES) + len(GUARDED_ROLES))
    print(f"{len(cells)} cells of {covered} rows; {len(rows) - covered} rows of steps to come")


@pytest.mark.parametrize("column", ["M", "X"])
def test_who_was_invited_may_comment_and_nothing_else(column: str) -> None:
    role = ROLES[column]
    actor = Actor(ME, frozenset({Grant(role, None if column in NATIONAL else OWN)}))

    assert permits(actor, "practice:comment", _invited(OTHER))
    assert not permits(actor, "practice:decide", _invited(OTHER))
    assert not permits(actor, "practice:draft", _practice(OTHER))


@pytest.mark.parametrize("column", ["P", "M", "RA"])
def test_who_holds_a_question_or_is_asked_may_take_it_and_not_who_asked(column: str) -> None:
    actor = Actor(ME, frozenset({Grant(ROLES[column], OWN)}))
    held = Talk(Thread(author_id=SOMEBODY, holder_id=ME, promise_region_id=OTHER))
    offered = Talk(Thread(author_id=SOMEBODY, promise_region_id=OTHER), offered=True)
    invited = Talk(Thread(author_id=SOMEBODY, promise_region_id=OTHER), invited=frozenset({ME}))
    own = Talk(Thread(author_id=ME, promise_region_id=OWN), invited=frozenset({ME}))

    assert permits(actor, "thread:hold", held)
    assert not permits(Actor(ME), "thread:hold", held)
    assert permits(actor, "thread:take", offered)
    assert permits(actor, "thread:take", invited) is (column == "M")
    assert not permits(actor, "thread:hold", invited)
    assert not permits(actor, "thread:take", own)


LIVE = {OWN: "banyuwangi-smart-kampung", OTHER: "surabaya-green-and-clean-kompos"}
SARI, SARI_THERE = "sari@banyuwangi.go.id", "sari@surabaya.go.id"
REFUSED = {401, 403, 404}
OPEN_WITHOUT_CODE = {
    "practice:view",
    "thread:view",
    "post:view",
    "adoption:view",
    "account:second-factor",
}
DOORS = ("/sign-in", "/account/second-factor")


def test_every_action_is_walked(library: Flask) -> None:
    marks = {mark_of(view) for view in library.view_functions.values()} - {PUBLIC}
    built = {row["action"] for row in _rows() if row["action"] and int(row["step"]) <= BUILT}

    assert (marks | built) - set(PAGES) == set()


NAMED = (
    "champion",
    "proposal",
    "live",
    "draft",
    "sari",
    "tono",
    "handover",
    "secret",
    "thread",
    "closed",
    "mentor",
    "question",
    "reported",
    "adoption",
    "taken",
    "learning",
)


def test_every_guarded_address_of_the_api_is_walked(library: Flask) -> None:
    adapter = library.url_map.bind("127.0.0.1")
    pages = [page for walked in PAGES.values() for page in walked] + list(NATIONAL_PAGES)
    filled = dict.fromkeys(NAMED, "a" * 12) | {"comment": "1"}
    walked = {
        adapter.match(path, method=page.method)[0]
        for page in pages
        if (path := page.address(CODES[OWN]).format(**filled)).startswith(API)
    }

    guarded = {
        name
        for name, view in library.view_functions.items()
        if name.startswith("api-") and mark_of(view) != PUBLIC
    }
    assert guarded - walked == set()


def _people() -> dict[tuple[str, bool], str]:
    """Make somebody for each role, and those of guarded roles who have no second factor."""
    active(SARI, Post(role=Role.PUBLISHER, region=CODES[OWN]))
    active(SARI_THERE, Post(role=Role.PUBLISHER, region=CODES[OTHER]))
    mails = {}
    for column, role in ROLES.items():
        if role is Role.ANONYMOUS:
            continue
        for with_code in (True, False) if role in GUARDED_ROLES else (True,):
            mail = f"{column}{'' if with_code else '-bare'}@dinas.go.id".lower()
            region = None if column in NATIONAL else CODES[OWN]
            posts = [Post(role=role, region=region)]
            if column == "NE" and with_code:  # who holds a seat in a region too
                posts.append(Post(role=Role.OFFICER, region=CODES[OWN]))
            active(mail, *posts, totp=role in GUARDED_ROLES and with_code)
            mails[column, with_code] = mail
    return mails


class Visitors:
    """People at their browsers, and their programs."""

    def __init__(self, app: Flask, mails: dict[tuple[str, bool], str]) -> None:
        self.program = app.test_client()
        self.browsers = {who: signed_in_with_code(app, mail) for who, mail in mails.items()}
        self.forms = {
            who: token_on(client, "/account/second-factor") for who, client in self.browsers.items()
        }
        self.tokens = {who: _bearer(mail) for who, mail in mails.items()}

    def try_(self, cell: Cell, page: Page, path: str) -> TestResponse:
        """Send what a cell is about."""
        who = (cell.column, cell.with_code)
        if path.startswith(API) or page.body is WITH_TOKEN:
            headers = self.tokens.get(who, {})
            sent = _sent(page.body)
            return self.program.open(path, method=page.method, headers=headers, **sent)
        client = self.browsers.get(who, self.program)
        form = {"csrf_token": self.forms.get(who, "")} if page.method == "POST" else None
        return client.open(path, method=page.method, data=form, buffered=True)


def _sent(body: Any) -> dict[str, Any]:
    if body is WITH_TOKEN or body is None:
        return {"buffered": True}
    if body is WITH_FILE:
        return {"data": {"file": (io.BytesIO(b"a,b"), "a.csv"), "purpose": "attachment"}}
    return {"json": body}


def _bearer(mail: str) -> dict[str, str]:
    person = person_by_mail(mail)
    assert person is not None
    return {"Authorization": f"Bearer {api_tokens.make(person.id, 'uji', by=Actor())}"}


@ONE_DATABASE
def test_pages_and_api_refuse_what_the_table_refuses(app: Flask) -> None:
    visitors, ids = Visitors(app, _people()), _public_ids()
    wrong = []
    for cell in _cells():
        for page in PAGES.get(cell.action, ()):
            path = page.address(CODES[cell.region]).format(**ids[cell.region])
            answer = visitors.try_(cell, page, path)
            led_away = (answer.location or "").startswith(DOORS)
            may = answer.status_code not in REFUSED and not led_away
            if may is not _opens(cell):
                wrong.append((cell, page.method, path, answer.status_code, answer.location))

    assert wrong == []


def test_the_api_shows_the_nation_to_editors_alone(app: Flask) -> None:
    mails = _people()
    program, ids = app.test_client(), _public_ids()[OTHER]

    for (column, with_code), mail in mails.items():
        for page in NATIONAL_PAGES:
            path = page.address("").format(**ids)
            answer = program.open(path, method=page.method, headers=_bearer(mail), json=page.body)
            assert (answer.status_code in {200, 400}) is (column == "NE" and with_code), mail


def _opens(cell: Cell) -> bool:
    """Tell whether pages open: who still has to set up the second factor may do nothing else."""
    bare = ROLES[cell.column] in GUARDED_ROLES and not cell.with_code
    return cell.may and (not bare or cell.action in OPEN_WITHOUT_CODE)


def _submitted(person: Person | None, region: int) -> str:
    assert person is not None
    actor = actor_of(person.id)
    slug = written(actor, title=f"Naskah {region}", region=CODES[region])
    submitted(actor, slug)
    return slug


def _commented(person: Person | None, slug: str) -> str:
    assert person is not None
    with unit_of_work() as session:
        return str(reviews.comment(session, actor_of(person.id), practice_of(slug), "", "Ya.").id)


def _secret(person: Person | None, region: int) -> str:
    """Publish a practice with an attachment that is for members alone."""
    assert person is not None
    actor = actor_of(person.id)
    slug = written(actor, title=f"Berkas {region}", region=CODES[region])
    file = attached(actor, slug, File("a.csv", b"a,b\n1,2\n"), member_only=True)
    saved(actor, slug, attachments=[{"file": file.public_id, "title": {"id": "Rincian"}}])
    submitted(actor, slug)
    approved(somebody(f"editor{region}@dinas.go.id", Post(role=Role.EDITOR)), slug)
    return file.public_id


def _handed_over(region: int) -> str:
    """End a role in the region, and return the hand-over."""
    post = Post(role=Role.OFFICER, region=CODES[region])
    handover.end_by_command(active(f"pergi{region}@dinas.go.id", post), post, None)
    return queries.handovers_of(directory().by_code[CODES[region]].id)[0].public_id


def _threads(person: Person | None) -> dict[str, str]:
    assert person is not None
    actor = actor_of(person.id)
    return {"thread": asked(actor), "closed": asked(actor, visibility=Visibility.MEMBERS)}


def _proposed(mail: str, *, by: str) -> str:
    """Return the profile of a mentor whom an admin has proposed."""
    person, admin = person_by_mail(mail), person_by_mail(by)
    assert person is not None
    assert admin is not None
    (region,) = actor_of(admin.id).regions(Role.REGION_ADMIN)
    designations.designate(actor_of(admin.id), region, person.public_id)
    (view,) = own(actor_of(person.id))
    return view.public_id


def _adoptions(region: int) -> dict[str, str]:
    """Return what a region has taken over, and what a third one has taken over from it."""
    other = OTHER if region == OWN else OWN
    own = Post(role=Role.OFFICER, region=CODES[region])
    third = Post(role=Role.OFFICER, region="35.09")
    return {
        "adoption": begun(
            somebody(f"ambil{region}@dinas.go.id", own), CODES[region], slug=LIVE[other]
        ),
        "taken": begun(somebody(f"jember{region}@dinas.go.id", third), "35.09", slug=LIVE[region]),
    }


def _champions(region: int) -> dict[str, str]:
    """Return a status of a region as champion, and what is proposed of it."""
    editor = somebody(f"pusat{region}@dinas.go.id", Post(role=Role.EDITOR))
    return {
        "champion": championed(editor, CODES[region], "citra"),
        "proposal": proposed(CODES[region], "ekonomi"),
    }


def _learning(region: int) -> str:
    """Return a request of a region to a mentor of a third one."""
    officer = somebody(
        f"belajar{region}@dinas.go.id", Post(role=Role.OFFICER, region=CODES[region])
    )
    return requested(officer, CODES[region], of="35.09")


def _public_ids() -> dict[int, dict[str, str]]:
    """Return what addresses name in each region: people, what is public, what is submitted."""
    found = {}
    willing("joko@dinas.go.id", "35.09")
    mentor = _proposed("m@dinas.go.id", by="ra@dinas.go.id")
    for region, mail in ((OWN, SARI), (OTHER, SARI_THERE)):
        proposed = f"tono{region}@dinas.go.id"
        with unit_of_work() as session:
            post = Post(role=Role.EDITOR)
            memberships.grant(session, active(proposed), post, approved=False)
        people = {"sari": person_by_mail(mail), "tono": person_by_mail(proposed)}
        found[region] = {name: person.public_id for name, person in people.items() if person}
        draft = _submitted(people["sari"], region)
        asker = somebody(f"tanya{region}@dinas.go.id")
        found[region] |= {
            "live": LIVE[region],
            "draft": draft,
            "comment": _commented(people["sari"], draft),
            "secret": _secret(people["sari"], region),
            "handover": _handed_over(region),
            **_threads(people["sari"]),
            "mentor": mentor,
            **_adoptions(region),
            **_champions(region),
            "learning": _learning(region),
            "question": asked(asker, anchor=at_region(CODES[region])),
            "reported": asked(asker, anchor=at_practice(LIVE[region])),
        }
    return found
