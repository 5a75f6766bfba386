"""Pinned answers: they come first, say by whom they were chosen, and are never what is hidden."""

import sqlalchemy as sa

from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.uow import unit_of_work
from portal.needs.models import NeedState
from portal.practices.models import Practice, PracticeState
from tests.care.conftest import Desk
from tests.factories.needs import a_need

NEW, PAGE = "/needs/pins/new", "/needs/pins/kumpul-sampah"
FIRST, SECOND = "siak-unit-reaksi-cepat-jalan", "ambon-kota-musik"
ANSWER = "muba-aspal-karet"
PINNED = {"query": "pengumpulan sampah", "first": FIRST, "act": "save"}


def _topic(desk: Desk) -> str:
    return desk.send(NEW, **PINNED | {"second": f"https://x.go.id/en/practices/{SECOND}/"})


def test_pinned_practices_come_first_in_whatever_form_the_query_is_typed(desk: Desk) -> None:
    assert FIRST not in desk.found("sampah mengumpulkan")

    where = _topic(desk)

    assert desk.found("Sampah, mengumpulkan!")[:2] == [FIRST, SECOND]
    assert desk.found("sampah")[:1] != [FIRST]
    page = desk.app.test_client().get("/practices?q=pengumpulan+sampah").get_data(as_text=True)
    assert page.count("Dipilih editor") == 2
    english = desk.app.test_client().get("/en/practices?q=pengumpulan+sampah")
    assert english.get_data(as_text=True).count("Chosen by editors") == 2
    assert "pengumpulan sampah" in desk.read("/needs/pins")

    desk.undo(where.partition("?")[0])

    assert FIRST not in desk.found("pengumpulan sampah")


def test_editors_go_before_the_answer_to_a_need(desk: Desk) -> None:
    with reading():
        answers = [_id(FIRST), _id(ANSWER)]
    for practice_id in answers:
        a_need(
            state=NeedState.ANSWERED,
            signature="kumpul sampah",
            practice_id=practice_id,
            answered_at=utcnow(),
        )
    assert set(desk.found("pengumpulan sampah")[:2]) == {FIRST, ANSWER}

    _topic(desk)

    assert desk.found("pengumpulan sampah")[:3] == [FIRST, SECOND, ANSWER]
    page = desk.app.test_client().get("/practices?q=pengumpulan+sampah").get_data(as_text=True)
    assert page.count("Dipilih editor") == 2


def _id(slug: str) -> int:
    return db.session.scalars(sa.select(Practice.id).where(Practice.slug == slug)).one()


def test_filters_and_exclusions_hold_for_what_is_pinned(desk: Desk) -> None:
    _topic(desk)

    answer = desk.app.test_client().get("/practices?q=pengumpulan+sampah&region=35.78")
    assert FIRST not in answer.get_data(as_text=True)
    assert FIRST not in desk.found("pengumpulan sampah -bank")


def test_what_is_not_public_is_never_shown(desk: Desk) -> None:
    where = _topic(desk).partition("?")[0]
    with unit_of_work() as session:
        session.execute(
            sa.update(Practice).where(Practice.slug == FIRST).values(state=PracticeState.SUSPENDED)
        )
        practice = session.scalars(sa.select(Practice).where(Practice.slug == SECOND)).one()
        practice.state = PracticeState.SUSPENDED

    assert FIRST not in desk.found("pengumpulan sampah")
    assert SECOND not in desk.found("pengumpulan sampah")
    for path in (where, "/needs/pins"):
        page = desk.read(path)
        assert "tidak terbit lagi" in page
        assert f'href="/practices/{FIRST}"' not in page
    db.session.rollback()


def test_pins_are_tried_side_by_side_before_they_are_saved(desk: Desk) -> None:
    page = desk.send(NEW, status=200, **PINNED | {"act": "try"})

    before, after = page.split("<h4>Sesudah</h4>")
    assert f'href="/practices/{FIRST}"' not in before
    assert f'href="/practices/{FIRST}"' in after
    assert FIRST not in desk.found("pengumpulan sampah")


def test_bad_input_is_told_beside_its_field_and_kept(desk: Desk) -> None:
    for typed, told in (
        ({"query": ""}, "Isian ini wajib"),
        ({"query": '"dan yang"'}, "Tulis kata biasa yang berarti"),
        ({"query": "dan yang"}, "Tulis kata biasa yang berarti"),
        ({"query": "x" * 201}, "paling panjang 200 karakter"),
        ({"first": ""}, "Tulis paling sedikit satu praktik"),
        ({"first": "tidak-ada-praktiknya"}, "Tidak ada praktik terbit di alamat ini"),
        ({"first": "http://[oops"}, "Tidak ada praktik terbit di alamat ini"),
        ({"second": FIRST}, "Praktik ini sudah ditulis di atas"),
    ):
        page = desk.send(NEW, status=422, **PINNED | typed)
        assert told in page
        assert next(iter(typed.values())) in page

    where = desk.send(NEW, **PINNED).partition("?")[0]
    assert "sudah punya jawaban pilihan" in desk.send(NEW, status=422, **PINNED)
    desk.send(where, act="save", seen=desk.seen(where))  # none is pinned any more
    assert FIRST not in desk.found("pengumpulan sampah")
    desk.read("/needs/pins/tidak-ada", status=404)
