"""Somebody who has had a hand in everything, under a name and an address that are like no others.

Nothing here is true. Whatever the portal keeps of people, `bayu` has it.
"""

from dataclasses import dataclass
from datetime import timedelta

from portal.accounts.models import RecoveryCode
from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.services import people, sign_on, tokens
from portal.accounts.services.attempts import Known
from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.jobs import Job
from portal.core.permissions import ANONYMOUS, Actor, Role
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.services import following
from portal.mentors.queries import own
from portal.mentors.services import designations
from portal.moderation.models import Cause, Hold
from portal.moderation.services import flagging
from portal.moderation.services.flagging import Report
from portal.notifications.models import How, Suppression
from portal.notifications.services import choosing
from portal.practices.services import reviews
from portal.regions.queries import directory
from portal.search import outbox
from portal.threads.models import Post as ThreadPost
from portal.threads.models import PostKind, PostState, Thread, Visibility
from portal.threads.models.decisions import Ground
from portal.threads.models.holding import AnswerInvitation
from portal.threads.queries import visible_post
from portal.threads.queries.anchors import at_practice
from portal.threads.services import posting, settling
from portal.threads.services.posting import Changed
from portal.threads.services.texts import body_of
from tests.factories import mentoring, together
from tests.factories.adoptions import (
    ADMIN,
    LONTAR,
    OFFICER,
    OWNER,
    PUBLISHER,
    RANDU,
    begun,
    confirmed,
    reported,
    verified,
)
from tests.factories.drafts import (
    EDITOR,
    SLUG,
    actor_of,
    approved,
    practice_of,
    submitted,
    written,
)
from tests.factories.mentors import mentor, says
from tests.factories.people import active, invited
from tests.factories.threads import answered, asked

NAME, MAIL = "Bayu Kalimasada", "bayu.kalimasada@uji.go.id"
OWN_SLUG = "antrean-kami-sendiri"
PEOPLE = {
    "bayu.kalimasada": OFFICER,
    "ratna": ADMIN,
    "sari": PUBLISHER,
    "hadi": Post(role=Role.REGION_ADMIN, region=OWNER),
    "randu": Post(role=Role.OFFICER, region=RANDU),
    "rina": EDITOR,
    "rini": EDITOR,
}
GUARDED = {"ratna", "hadi", "rina", "rini"}


@dataclass(frozen=True)
class Left:
    """What he had a hand in, by what pages call it."""

    own: str
    other: str
    adoption: str
    mentorship: str


def who(name: str) -> Actor:
    """Return somebody of the scene, all factors given."""
    mail = MAIL if name == "bayu" else f"{name}@uji.go.id"
    person = person_by_mail(mail)
    assert person is not None
    return actor_of(person.id)


def everywhere() -> Left:
    """Let him do everything there is to do, and return what is left of it."""
    for name, post in PEOPLE.items():
        active(f"{name}@uji.go.id", post, totp=name in GUARDED)
    bayu = who("bayu").person_id or 0
    with unit_of_work():
        person_of(bayu).name = NAME
    written(who("sari"))
    submitted(who("sari"), SLUG)
    approved(who("rina"), SLUG)
    mentor(together.DEWI, OWNER, dimensions=[mentoring.DIMENSION])
    _mentors()
    _writes()
    own, other = _asks(), _answers()
    adoption, mentorship = _adopts(), together.active_one(who)
    together.met(who("bayu"), mentorship)
    together.handed(who("bayu"), mentorship)
    mentoring.asked(who("randu"), RANDU, of=LONTAR, mentor=MAIL)
    _has_settings(bayu)
    jobs.run_once()  # so that it is in inboxes, in mails that wait, and in the index
    outbox.rebuild()
    _is_noted(bayu)
    return Left(own, other, adoption, mentorship)


def _mentors() -> None:
    person = person_by_mail(MAIL)
    assert person is not None
    with unit_of_work() as session:
        for role in (Role.MENTOR, Role.PUBLISHER):
            people.grant(session, person.id, Post(role=role, region=LONTAR))
    designations.designate(who("ratna"), directory().by_code[LONTAR].id, person.public_id)
    (view,) = own(who("bayu"))
    designations.confirm(who("rina"), view.public_id)
    says(
        who("bayu"),
        view.public_id,
        dimensions=[mentoring.DIMENSION],
        about=f"Saya {NAME}, tulis ke {MAIL}.",
    )


def _writes() -> None:
    """Write a draft, submit it, and talk about it."""
    bayu = who("bayu")
    assert written(bayu, title="Antrean kami sendiri", region=LONTAR) == OWN_SLUG
    submitted(bayu, OWN_SLUG)
    with unit_of_work() as session:
        reviews.comment(session, bayu, practice_of(OWN_SLUG), "problem", "Ini dari kami.")


def _asks() -> str:
    """Ask, edit, be held back, be answered, and be called by name."""
    bayu, sari = who("bayu"), who("sari")
    key = asked(bayu, anchor=at_practice(SLUG, block=1))
    with unit_of_work() as session:
        _thread, post = visible_post(bayu, key, 1)
        posting.edit(session, bayu, post, Changed(body=body_of("Siapa yang membayar server itu?")))
    number = answered(sari, key, "Tanya juga @bayu-kalimasada.")
    answered(bayu, key, "Terima kasih.", kind=PostKind.COMMENT)
    held = answered(bayu, key, "Lihat ini juga.", kind=PostKind.COMMENT)
    with unit_of_work() as session:
        thread = session.query(Thread).filter_by(public_id=key).one()
        post = session.query(ThreadPost).filter_by(thread_id=thread.id, number=held).one()
        post.state = PostState.QUARANTINED
        session.add(Hold(post_id=post.id, cause=Cause.LINK, found="promo.example"))
    with unit_of_work() as session:
        settling.say(session, bayu, visible_post(bayu, key, number)[1], "confirmed")
    asked(bayu, "Bagaimana anggarannya di tempat lain?", visibility=Visibility.MEMBERS)
    return key


def _answers() -> str:
    """Answer another, vote, report, and be asked to answer."""
    bayu, sari = who("bayu"), who("sari")
    key = asked(sari, "Bagaimana melatih petugas loket?", anchor=at_practice(SLUG, block=2))
    answered(bayu, key, "Kami melatih dua hari di balai desa.")
    number = answered(sari, key, "Dua hari cukup?", kind=PostKind.COMMENT)
    with unit_of_work() as session:
        posting.vote(session, bayu, visible_post(bayu, key, 1)[1], on=True)
        thread, post = visible_post(bayu, key, number)
        flagging.flag(session, bayu, thread, post, Report(Ground.OTHER, "Kurang jelas."))
        session.add(AnswerInvitation(thread_id=thread.id, person_id=bayu.person_id or 0))
    return key


def _adopts() -> str:
    key = begun(who("bayu"))
    reported(who("bayu"), key)
    confirmed(who("sari"), key)
    verified(who("rini"), key)
    return key


def _has_settings(person_id: int) -> None:
    bayu = who("bayu")
    following.choose(bayu, "region", OWNER, Level.ALL)
    following.choose(bayu, "search", "q=antrean", Level.ALL)
    choosing.choose(person_id, {"practice_published": How.NOW})
    tokens.make(person_id, "unggah data", by=ANONYMOUS)
    sign_on.link(Known("https://idp.uji.go.id", NAME, ""), by=Actor(person_id))


def _is_noted(person_id: int) -> None:
    """Wait in queues, with faults that name him."""
    people.ask_reset(MAIL, address="127.0.0.1")
    invited("undangan@uji.go.id")
    now = utcnow()
    with unit_of_work() as session:
        session.add(RecoveryCode(person_id=person_id, code_hash="x"))
        session.add(
            Suppression(person_id=person_id, mail_hash="x", reason=f"550 {MAIL}", since=now)
        )
        session.add(
            Job(kind="notify", key="x", run_at=now + timedelta(days=9), error=f"451 <{MAIL}> busy")
        )
