"""Somebody who speaks for a region in all the ways there are, under a name that is like no other.

Whoever reads it reads the region; who it was is for those who govern the region, and the audit.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from PIL import Image
from sqlalchemy import event

from portal.accounts.models import Person
from portal.accounts.queries import person_of
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.core.uploads.intake import Sent
from portal.moderation.models import Cause, Hold
from portal.moderation.services import flagging
from portal.moderation.services.flagging import Report
from portal.threads.models import (
    Post,
    PostKind,
    PostState,
    Thread,
    ThreadKind,
    Visibility,
)
from portal.threads.models.decisions import Ground
from portal.threads.queries import get_visible, visible_post
from portal.threads.queries.anchors import Anchor, at_practice, at_region
from portal.threads.services import (
    closing,
    files,
    folding,
    holding,
    merging,
    moderating,
    posting,
    settling,
)
from portal.threads.services.deciding import Reason
from portal.threads.services.files import Shown
from portal.threads.services.posting import Changed, Words
from portal.threads.services.texts import body_of
from tests.api.programs import Program
from tests.factories.drafts import PUBLISHER, REGION, SLUG, actor_of
from tests.factories.people import active, send, signed_in
from tests.factories.threads import answered, asked, voice_of
from tests.factories.uploads import picture

WORD = "kalimasada"
NAME, MAIL = "Ratna Kalimasada", f"ratna.{WORD}@kota.go.id"
NUMBER = 73_400_319  # an id like nobody else's
FILES = ("loket.jpg", "biaya.csv")
REASON = Reason("Bukan di sini tempatnya.")


@dataclass
class Spoken:
    """What was written: keys of threads, numbers of posts in them, keys of files."""

    threads: list[str] = field(default_factory=list)
    posts: list[tuple[str, int]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    held: str = ""


@contextmanager
def _numbered() -> Iterator[None]:
    """Give whoever has the address `MAIL` the id `NUMBER`."""

    def number(_mapper: object, _connection: object, person: Person) -> None:
        if person.mail == MAIL:
            person.id = NUMBER

    event.listen(Person, "before_insert", number)
    try:
        yield
    finally:
        event.remove(Person, "before_insert", number)


def unnamed() -> Actor:
    """Return whoever writes for the region: a publisher, who is in no list of mentors."""
    with _numbered():
        person_id = active(MAIL, PUBLISHER)
    with unit_of_work():
        person_of(person_id).name = NAME
    return actor_of(person_id)


class Speaking:
    """Lets `ratna` speak for her region, at a practice that `joko` writes there.

    `bayu` of another region asks and reports, `rina` moderates.
    """

    def __init__(self, app: Flask, ratna: Actor, joko: Actor, bayu: Actor, rina: Actor) -> None:
        self.spoken = Spoken()
        self._app, self._ratna, self._joko, self._bayu, self._rina = app, ratna, joko, bayu, rina

    def in_all_forms(self) -> Spoken:
        """Write everything, and return what was written."""
        self._answers()
        self._openings()
        self._withheld()
        self._in_hand()
        self._by_program()
        return self.spoken

    def _answers(self) -> None:
        """Answer with files, edit, be quoted, comment, take back, be accepted; vote as oneself."""
        key = asked(self._bayu, anchor=at_practice(SLUG, block=1))
        self.spoken.threads.append(key)
        number = self._answer_with_files(key)
        self._edit(key, number)
        self._say(key, "> Siapa?\n\nDinas kami, @kota-surabaya, bersama @dewi-mentor.")
        taken_back = self._say(key, "Ini kami cabut lagi.")
        with unit_of_work() as session:
            posting.delete(session, self._ratna, visible_post(self._ratna, key, taken_back)[1])
        self._quote(key, number)
        _hold_back(key, self._say(key, "Ini menunggu moderator."))
        self._hide(key, self._say(key, "Ini disembunyikan."))
        answered(self._bayu, key, "Terima kasih @kota-surabaya.", kind=PostKind.COMMENT)
        with unit_of_work() as session:
            thread, post = visible_post(self._bayu, key, number)
            settling.say(session, self._bayu, post, "applied")
            flagging.flag(session, self._bayu, thread, post, Report(Ground.OTHER, "Kurang jelas."))
            posting.vote(session, self._ratna, visible_post(self._ratna, key, 1)[1], on=True)
            texts = {"question": {"id": "Siapa membayar?"}, "answer": {"id": "Kota kami."}}
            folding.fold(session, self._joko, thread, post, **texts, token=0)

    def _answer_with_files(self, key: str) -> int:
        exif = Image.Exif()
        exif[0x013B], exif[0x8298] = NAME, MAIL  # who drew it, and who has the rights
        drawn = io.BytesIO()
        Image.open(io.BytesIO(picture("PNG"))).save(drawn, "JPEG", exif=exif, comment=NAME.encode())
        bodies = (drawn.getvalue(), b"tahun,biaya\n2026,10\n")
        self.spoken.files = [
            files.attach(self._ratna, Sent(io.BytesIO(body), name, "")).public_id
            for name, body in zip(FILES, bodies, strict=True)
        ]
        return self._say(key, "Kami membayarnya.", PostKind.ANSWER, self._shown())

    def _shown(self) -> list[Shown]:
        return [Shown(key, "Loket kami") for key in self.spoken.files]

    def _say(
        self,
        key: str,
        text: str,
        kind: PostKind = PostKind.COMMENT,
        shown: Sequence[Shown] = (),
    ) -> int:
        words = Words(
            body=body_of(text),
            voice=voice_of(self._ratna, as_region=True),
            language="id",
            files=shown,
        )
        with unit_of_work() as session:
            thread = get_visible(self._ratna, key)
            number = posting.write(session, self._ratna, thread, kind, words).number
        self.spoken.posts.append((key, number))
        return number

    def _edit(self, key: str, number: int, title: str | None = None) -> None:
        body, shown = body_of("Kami membayarnya, dari anggaran rutin."), self._shown()
        changed_ = Changed(body=body, files=[] if title else shown, title=title)
        with unit_of_work() as session:
            _thread, post = visible_post(self._ratna, key, number)
            posting.edit(session, self._ratna, post, changed_)

    def _quote(self, key: str, number: int) -> None:
        """Let the one who asked quote what the region said, as the page offers it."""
        client = signed_in(self._app, person_of(self._bayu.person_id or 0).mail)
        page = client.get(f"/threads/{key}?quote={number}").get_data(as_text=True)
        quoted = page.split('name="body"')[1].split(">", 1)[1].split("</textarea>")[0]
        assert "&gt; Kami membayarnya" in quoted
        voice = str(voice_of(self._bayu).region_id)
        form = {"kind": "comment", "voice": voice, "action": "send", "body": quoted}
        assert send(client, f"/threads/{key}/posts", **form).status_code == 303

    def _openings(self) -> None:
        """Begin threads of every kind; one is edited, one answered and settled by the asker."""
        ask, ratna = self._ask, self._ratna
        edited = ask("Bagaimana daerah lain memulai?", anchor=at_practice(SLUG))
        self._edit(edited, 1, "Bagaimana daerah lain memulainya?")
        settled = ask("Berapa lama sampai berjalan?", anchor=at_region("35.10"))
        number = answered(self._bayu, settled)
        with unit_of_work() as session:
            settling.say(session, ratna, visible_post(ratna, settled, number)[1], "confirmed")
        ask("Cerita loket kami di sini", kind=ThreadKind.DISCUSSION)
        ask("Cerita loket kami untuk anggota", visibility=Visibility.MEMBERS)
        twin = ask("Bagaimana daerah lain memulai itu?")
        with unit_of_work() as session:
            rina = self._rina
            double, original = get_visible(rina, twin), get_visible(rina, edited)
            merging.merge(session, rina, double, original, REASON)
        gone = ask("Ini kami cabut seluruhnya")
        with unit_of_work() as session:
            posting.delete(session, ratna, visible_post(ratna, gone, 1)[1])

    def _ask(
        self,
        title: str,
        kind: ThreadKind = ThreadKind.QUESTION,
        visibility: Visibility = Visibility.PUBLIC,
        anchor: Anchor | None = None,
    ) -> str:
        key = asked(
            self._ratna,
            title,
            "Kami dari daerah bertanya, @dewi-mentor.",
            kind=kind,
            visibility=visibility,
            anchor=anchor or at_region(REGION),
            as_region=True,
        )
        self.spoken.threads.append(key)
        self.spoken.posts.append((key, 1))
        return key

    def _withheld(self) -> None:
        """Begin threads that moderators hide, lock, or hold back."""
        key = self._ask("Utas yang disembunyikan", anchor=at_practice(SLUG))
        self._hide(key, 1)
        with unit_of_work() as session:
            locked = get_visible(self._rina, self._ask("Utas yang dikunci"))
            closing.lock(session, self._rina, locked, REASON)
        _hold_back(self._ask("Utas yang menunggu moderator", anchor=at_practice(SLUG)), 1)

    def _hide(self, key: str, number: int) -> None:
        with unit_of_work() as session:
            _thread, post = visible_post(self._rina, key, number)
            moderating.hide(session, self._rina, post, REASON)

    def _in_hand(self) -> None:
        """Hold a question, and say something for the region before it is answered."""
        key = asked(self._bayu, "Kapan loket dibuka lagi?", anchor=at_region(REGION))
        with unit_of_work() as session:
            holding.take(session, self._ratna, get_visible(self._ratna, key))
        self._say(key, "Kami tanyakan dulu.")
        self.spoken.held = key
        self.spoken.threads.append(key)

    def _by_program(self) -> None:
        program = Program(self._app, MAIL)
        body = {"kind": "discussion", "title": "Cerita lewat program", "text": "Dari kami."}
        said = program.told("POST", "/api/v1/threads", body | {"as_region": True}, 201)
        key = said["id"]
        assert WORD not in str(said)
        post = {"kind": "comment", "text": "Ini juga.", "as_region": True}
        assert WORD not in str(program.told("POST", f"/api/v1/threads/{key}/posts", post, 201))
        self.spoken.threads.append(key)
        self.spoken.posts += [(key, 1), (key, 2)]


def _hold_back(key: str, number: int) -> None:
    """Let a post wait for moderators, as one that a screen has stopped."""
    with unit_of_work() as session:
        thread = session.query(Thread).filter_by(public_id=key).one()
        post = session.query(Post).filter_by(thread_id=thread.id, number=number).one()
        post.state = PostState.QUARANTINED
        session.add(Hold(post_id=post.id, cause=Cause.LINK, found="promo.example"))
