"""Threads on pages of practices, results and regions, and what all these pages may cost."""

import gzip
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeVersion
from portal.search import outbox
from portal.threads.models import ThreadKind
from portal.threads.queries.anchors import at_practice
from tests.factories.practices import publish
from tests.factories.threads import answered, asked
from tests.threads.conftest import BAYU, Talkers

MOST_QUERIES = 12
KB = 1024
Counted = Callable[[str, str], int]


@pytest.fixture
def counted(talkers: Talkers) -> Counted:
    """How many queries a page takes for somebody, when everything that is kept is there."""

    def count(path: str, mail: str = "") -> int:
        client = talkers.browser(mail)
        assert client.get(path).status_code == 200
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        client.get(path)
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return sum(statement.lstrip().upper().startswith(("SELECT", "WITH")) for statement in asked)

    return count


def test_a_practice_shows_its_threads_and_counts_questions_at_its_blocks(talkers: Talkers) -> None:
    (slug,) = publish(1, region="35.78")
    asked(talkers.bayu, anchor=at_practice(slug, block=2))
    asked(talkers.bayu, "Siapa melatih petugas loket?", anchor=at_practice(slug, block=2))
    asked(talkers.bayu, kind=ThreadKind.DISCUSSION, anchor=at_practice(slug, block=1))

    page = talkers.read(f"/practices/{slug}")
    blocks = re.findall(r'<article class="block".*?</article>', page, re.DOTALL)

    assert "2 pertanyaan" in blocks[1]
    assert "pertanyaan</a>" not in blocks[0]
    assert f"/threads/new?practice={slug}&amp;version=1&amp;block=2" in blocks[1]
    assert 'href="#tanya"' in page
    assert "Siapa melatih petugas loket?" in page
    assert "Siapa melatih" in talkers.read("/regions/35.78")
    assert 'id="tanya"' not in talkers.read("/regions/35.10")


def test_questions_stay_at_a_block_that_moves_in_the_next_version(talkers: Talkers) -> None:
    (slug,) = publish(1)
    asked(talkers.bayu, anchor=at_practice(slug, block=1))
    with unit_of_work() as session:
        practice = session.query(Practice).filter_by(slug=slug).one()
        old = session.get_one(PracticeVersion, practice.current_version_id)
        columns = {
            column.name: getattr(old, column.name)
            for column in PracticeVersion.__table__.columns
            if column.name != "id"
        }
        columns |= {"number": 2, "record": {**old.record, "blocks": old.record["blocks"][::-1]}}
        new = PracticeVersion(**columns)
        session.add(new)
        session.flush()
        practice.current_version_id = new.id

    page = talkers.read(f"/practices/{slug}")
    blocks = re.findall(r'<article class="block".*?</article>', page, re.DOTALL)

    assert ["1 pertanyaan" in block for block in blocks] == [
        at == len(blocks) - 1 for at in range(len(blocks))
    ]
    with_old = talkers.read("/threads")
    key = re.findall(r"/threads/(\w{12})", with_old)[0]
    assert f"/practices/{slug}/v1#blok-1" in talkers.read(f"/threads/{key}")


def test_results_tell_how_many_threads_a_practice_has(talkers: Talkers) -> None:
    publish(8)
    outbox.rebuild()
    first, second = re.findall(r'data-slug="([^"]+)"', talkers.read("/practices"))[:2]
    asked(talkers.bayu, anchor=at_practice(first))

    page = talkers.read("/practices")

    assert page.count("1 utas tanya jawab") == 1
    assert f"/threads?practice={first}" in page
    assert f"/threads?practice={second}" not in page


def test_a_thread_whose_practice_was_withdrawn_stays_readable(talkers: Talkers) -> None:
    (slug,) = publish(1)
    key = asked(talkers.bayu, anchor=at_practice(slug))
    with unit_of_work() as session:
        session.query(Practice).one().state = "withdrawn"

    assert "Praktik yang tidak tayang lagi" in talkers.read(f"/threads/{key}")
    assert "Izin" not in talkers.read("/threads")


def test_pages_do_not_ask_the_database_more_often_where_they_show_more(
    talkers: Talkers, counted: Counted
) -> None:
    slugs = list(publish(8, region="35.78"))
    outbox.rebuild()
    asked(talkers.bayu, anchor=at_practice(slugs[0], block=1))
    paths = (f"/practices/{slugs[0]}", "/practices", "/regions/35.78", "/threads")
    before = {path: counted(path, "") for path in paths}
    for slug in slugs:
        for title in ("Siapa melatih petugas?", "Siapa membayar listrik?"):
            asked(talkers.bayu, title, anchor=at_practice(slug, block=1))

    after = {path: counted(path, "") for path in paths}

    assert after == before


def test_the_page_of_a_thread_takes_few_queries_and_bytes(
    talkers: Talkers, counted: Counted
) -> None:
    (slug,) = publish(1)
    key = asked(talkers.bayu, anchor=at_practice(slug, block=1), text="Mohon @kota-surabaya. " * 20)
    short = counted(f"/threads/{key}", BAYU)
    for number in range(40):
        answered(talkers.dewi, key, f"Jawaban {number}: " + "dinas kami yang menanggung. " * 30)
    pages = [f"/threads/{key}", f"/threads/{key}?page=2"]

    counts = [counted(path, mail) for path in pages for mail in ("", BAYU)]
    sizes = [len(gzip.compress(talkers.read(path, BAYU).encode())) for path in pages]

    print(f"queries {short}, {counts}; bytes {sizes}")
    assert max(short, *counts) <= MOST_QUERIES
    assert max(sizes) <= 40 * KB
