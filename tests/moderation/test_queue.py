"""Moderators decide from one queue, each post once, where they moderate and not on own words."""

import threading

import pytest

from portal.core.clock import utcnow
from portal.core.db import db, end_transaction, reading
from portal.threads.models.decisions import Act, Decision
from tests.factories.clock import at
from tests.factories.people import token_on
from tests.factories.threads import TITLE, answered, changed
from tests.moderation.conftest import BAYU, DEWI, HADI, LINK, NOW, RINA, TINA, Scene


def _decisions() -> list[Act]:
    with reading():
        return [one.act for one in db.session.query(Decision).order_by(Decision.id)]


def test_admins_decide_at_practices_of_theirs_and_editors_everywhere(scene: Scene) -> None:
    with at(NOW):
        there, here = scene.asked(scene.dewi), scene.asked(scene.dewi, here=True)
        first, second = scene.write(BAYU, there, LINK), scene.write(BAYU, here, LINK)

        queue = scene.read("/moderation", RINA)
        assert queue.count("<article") == 2
        assert queue.index(there) < queue.index(here), "the oldest first"
        assert scene.read("/moderation", HADI).count("<article") == 1
        assert "Menunggu moderator" in scene.read("/desk", HADI)
        assert "Menunggu moderator" not in scene.read("/desk", DEWI)
        for mail in (DEWI, BAYU):
            scene.read("/moderation", mail, status=403)
        path = f"/threads/{there}/posts/{first}/moderate"
        scene.read(path, HADI, status=404)
        scene.read(f"/threads/{there}/posts/1/moderate", HADI, status=403)
        scene.read(path, BAYU, status=403)
        scene.decide(HADI, here, second, "release")
        assert "Menunggu moderator" not in scene.read("/desk", HADI)
        past = scene.read("/moderation", HADI)
        assert "Ditayangkan:" in past
        assert "hadi" in past


@pytest.mark.parametrize("at_once", [False, True])
def test_the_second_moderator_is_told_and_changes_nothing(scene: Scene, at_once: bool) -> None:  # noqa: FBT001  # a column
    with at(NOW):
        key = scene.asked(scene.dewi)
        number = scene.write(BAYU, key, LINK)
        path = f"/threads/{key}/posts/{number}/moderate"
        browsers = [scene.browser(RINA), scene.browser(TINA)]
        forms = [
            {
                "csrf_token": token_on(browser),
                "ground": "spam",
                "reason": "",
                "seen": "",
                "act": act,
            }
            for browser, act in zip(browsers, ("release", "reject"), strict=True)
        ]
        end_transaction()
        statuses: list[int] = []
        start = threading.Barrier(2 if at_once else 1)

        def decide(number: int) -> None:
            start.wait()
            statuses.append(browsers[number].post(path, data=forms[number]).status_code)

        deciding = [threading.Thread(target=decide, args=(number,)) for number in range(2)]
        for one in deciding:
            one.start()
            if not at_once:
                one.join()
        for one in deciding:
            one.join()

        assert sorted(statuses) == [303, 409]
        assert len(_decisions()) == 1
        scene.news()
        assert scene.read("/inbox", BAYU).count(f": {TITLE}") == 1


def test_what_changed_since_it_was_read_is_read_again(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.dewi)
        number = scene.write(BAYU, key, LINK)
        scene.edit(BAYU, key, number, f"{LINK} Main slot gacor.")
        stale = {"act": "release", "ground": "", "reason": "", "seen": ""}
        path = f"/threads/{key}/posts/{number}/moderate"
        page = scene.send(RINA, path, status=409, **stale)  # type: ignore[arg-type]  # texts

        assert "Penulis baru saja mengubah tulisan ini." in page
        assert _decisions() == []


def test_a_moderator_hides_and_shows_a_post_from_its_thread(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu, here=True)
        number = answered(scene.dewi, key, "Telepon Bu Ani, 0812.")
        act = f"/threads/{key}/posts/{number}/moderate"
        assert act not in scene.read(f"/threads/{key}", BAYU)
        assert act in scene.read(f"/threads/{key}", HADI)
        scene.send(BAYU, f"/threads/{key}/posts/{number}/outcome", outcome="confirmed")
        assert "Terkonfirmasi" in scene.read(f"/threads/{key}")

        scene.decide(HADI, key, number, "hide", ground="personal-data")
        page = scene.read(f"/threads/{key}")
        assert "Bu Ani" not in page
        assert "Menunggu jawaban" in page, "an answer that is gone answers nothing"
        scene.decide(HADI, key, number, "show", reason="Nomor kantor.")
        assert "Terjawab" in scene.read(f"/threads/{key}")
        assert "Bu Ani" in scene.read(f"/threads/{key}")
        assert _decisions() == [Act.HIDE, Act.SHOW]
        for impossible in ("show", "release", "lock", ""):
            form = {"act": impossible, "ground": "", "reason": "", "seen": ""}
            answer = scene.browser(HADI).post(
                act, data=form | {"csrf_token": token_on(scene.browser(HADI))}
            )
            assert answer.status_code in {409, 422}
        assert _decisions() == [Act.HIDE, Act.SHOW]


def test_a_region_that_wrote_is_named_in_the_queue_and_nobody_else(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu)
        number = answered(scene.dewi, key, "Main slot gacor.", as_region=True)
        queue = scene.read("/moderation", RINA) + scene.read(
            f"/threads/{key}/posts/{number}/moderate", RINA
        )

        assert "Kota Surabaya" in queue
        assert "dewi" not in queue


def test_what_is_hidden_or_taken_back_waits_no_more(scene: Scene) -> None:
    with at(NOW):
        key, other = scene.asked(scene.dewi), scene.asked(scene.dewi)
        for thread in (key, other):
            scene.send(BAYU, f"/threads/{thread}/posts/1/flag", ground="rude", text="", original="")
        number = scene.write(BAYU, key, LINK)
        scene.send(BAYU, f"/threads/{key}/posts/{number}/delete")
        changed(other, hidden_at=utcnow())

        assert scene.read("/moderation", RINA).count("<article") == 1


def test_decisions_are_listed_page_by_page(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu)
        number = answered(scene.dewi, key)
        for _round in range(11):
            scene.decide(RINA, key, number, "hide", ground="rude")
            scene.decide(RINA, key, number, "show")

        assert "page=2" in scene.read("/moderation", RINA)
        scene.read("/moderation?page=2", RINA)
        scene.read("/moderation?page=3", RINA, status=404)
        assert "Hidden:" in scene.read("/en/moderation?page=2", RINA)
