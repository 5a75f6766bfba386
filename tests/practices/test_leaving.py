"""Who leaves a region or the editors hands over drafts and reviews of practices."""

from flask import Flask

from portal.accounts.queries import person_of
from portal.accounts.queries.members import member
from portal.accounts.services import handover
from portal.accounts.services.handover import Ending
from portal.accounts.services.memberships import Post
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models.drafts import Draft, ReviewRound
from portal.practices.services import drafts, life
from portal.regions.queries import directory
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)

ADMIN = Post(role=Role.REGION_ADMIN, region=REGION)
OTHER_TITLE = "Sampah ditimbang di bank sampah"


def _end(actor: Actor, leaving: Actor, role: Role, successor: Actor | None) -> str:
    region = None if role is Role.EDITOR else directory().by_code[REGION].id
    ending = Ending(decree_no="9/2026", successor=_key(successor) if successor else None)
    made = handover.end(actor, region, _key(leaving), role, ending)
    assert made is not None
    return made


def _key(actor: Actor) -> str:
    return person_of(actor.person_id or 0).public_id


def _holders() -> set[int | None]:
    with unit_of_work() as session:
        return {draft.holder_id for draft in session.query(Draft)}


def test_drafts_go_to_the_successor_and_without_one_to_the_queue(empty_library: Flask) -> None:
    hadi, sari = somebody("hadi@kota.go.id", ADMIN), somebody("sari@kota.go.id", PUBLISHER)
    joko = somebody("joko@kota.go.id", Post(role=Role.OFFICER, region=REGION))
    region = directory().by_code[REGION].id
    written(sari)
    written(sari, title=OTHER_TITLE)
    submitted(sari, SLUG)
    before = handover.held_by(member(region, _key(sari), Role.PUBLISHER))

    _end(hadi, sari, Role.PUBLISHER, joko)
    gone = _holders()
    _end(hadi, joko, Role.PUBLISHER, None)

    assert before == {"draft": 1, "submitted": 1}
    assert gone == {joko.person_id}
    assert _holders() == {None}
    assert handover.queued_in(region) == {"draft": 1, "submitted": 1}
    assert handover.queued_in(directory().by_code["35.10"].id) == {}


def test_who_still_writes_for_the_region_keeps_the_drafts(empty_library: Flask) -> None:
    rina = somebody("rina@pusat.go.id", EDITOR)
    sari = somebody("sari@kota.go.id", PUBLISHER, ADMIN)
    written(sari)

    _end(rina, sari, Role.PUBLISHER, None)

    assert _holders() == {sari.person_id}


def test_a_review_goes_to_another_editor(empty_library: Flask) -> None:
    rina, tono = (somebody(f"{name}@pusat.go.id", EDITOR) for name in ("rina", "tono"))
    sari = somebody("sari@kota.go.id", PUBLISHER)
    written(sari)
    submitted(sari, SLUG)
    with unit_of_work() as session:
        (row,) = session.query(ReviewRound).filter_by(practice_id=practice_of(SLUG).id)
        row.reviewer_id = rina.person_id

    _end(tono, rina, Role.EDITOR, tono)

    with unit_of_work() as session:
        assert [found.reviewer_id for found in session.query(ReviewRound)] == [tono.person_id]


def test_nobody_reviews_what_was_withdrawn_meanwhile(empty_library: Flask) -> None:
    rina, sari = somebody("rina@pusat.go.id", EDITOR), somebody("sari@kota.go.id", PUBLISHER)
    hadi = somebody("hadi@kota.go.id", ADMIN)
    written(sari)
    submitted(sari, SLUG)
    approved(rina, SLUG)
    with unit_of_work() as session:
        drafts.revise(session, sari, practice_of(SLUG))
    submitted(sari, SLUG)
    waited = handover.queued_in(None)

    with unit_of_work() as session:
        life.withdraw(session, hadi, practice_of(SLUG), "Angkanya ternyata keliru.")

    assert waited == {"review": 1}
    assert handover.queued_in(None) == {}
