"""Threads are found by what is said in them, beside practices, by whoever may read them."""

import re
from itertools import product

import pytest

from portal.core import jobs
from portal.core.uow import unit_of_work
from portal.search import finder, outbox
from portal.search.registry import table
from portal.threads.models import PostState, ThreadKind, ThreadState, Visibility
from portal.threads.queries import get_visible, visible_post
from portal.threads.queries.anchors import at_cell, at_practice
from portal.threads.queries.finding import KIND
from portal.threads.schemas.facets import FACETS
from portal.threads.services import posting
from portal.threads.services.posting import Changed
from portal.threads.services.texts import body_of
from portal.threads.views.listing import read_search
from tests import indexes
from tests.factories.practices import publish
from tests.factories.threads import answered, asked, changed
from tests.threads.conftest import BAYU, DEWI, RINA, Talkers

LISTED = re.compile(r'<article class="talk" data-id="(\w{12})"')
TABS = re.compile(
    r'<a href="([^"]+)"\s+(?:aria-current="page")?>([\w ]+?) <span class="count">(\d+)'
)


def _keys(talkers: Talkers, query: str, mail: str = "") -> list[str]:
    page = talkers.read(f"/threads{query}", mail)
    listed = LISTED.findall(page)
    assert f'data-total="{len(listed)}"' in page
    return listed


def _tabs(page: str) -> dict[str, tuple[str, int]]:
    return {
        label: (url.replace("&amp;", "&"), int(count)) for url, label, count in TABS.findall(page)
    }


def test_words_are_found_in_titles_and_posts_and_marked(talkers: Talkers) -> None:
    title = asked(talkers.bayu, "Siapa melayani antrean puskesmas?", "Kami belum tahu.")
    told = asked(talkers.bayu, "Berapa biaya server?", "Tolong.")
    answered(talkers.dewi, told, "Biayanya kecil.\n\nPelayanan puskesmas tetap **jalan** terus.")
    asked(talkers.dewi, "Bagaimana mengolah sampah?", "Belum ada yang tahu.")
    jobs.run_once()

    page = talkers.read("/threads?q=pelayanan")

    assert {*LISTED.findall(page)} == {told, title}
    assert "Siapa <mark>melayani</mark> antrean" in page
    assert "<mark>Pelayanan</mark> puskesmas tetap jalan terus." in page
    assert "untuk <strong>pelayanan</strong>" in talkers.read("/threads?q=pelayannan")


def test_practices_and_talks_are_tabs_of_one_search(talkers: Talkers) -> None:
    (slug,) = publish(1, seed=5, title={"id": "Dapur pangan keluarga"})
    asked(talkers.bayu, "Siapa membayar dapur pangan?", anchor=at_practice(slug))
    asked(talkers.bayu, "Siapa menjaga dapur pangan?", visibility=Visibility.MEMBERS)
    jobs.run_once()

    of_practices = _tabs(talkers.read("/practices?q=dapur+pangan&evidence=0"))
    of_talks = _tabs(talkers.read("/threads?q=dapur+pangan&kind=question"))

    assert of_practices["Tanya jawab"] == ("/threads?q=dapur+pangan", 1)
    assert of_talks["Praktik"] == ("/practices?q=dapur+pangan", 1)
    assert of_talks["Tanya jawab"] == ("/threads?q=dapur+pangan&kind=question", 1)
    assert _tabs(talkers.read("/practices?q=dapur+pangan", BAYU))["Tanya jawab"][1] == 2
    kept = _tabs(talkers.read("/practices?q=dapur&region=35.10&stage=uji"))
    assert kept["Tanya jawab"][0] == "/threads?q=dapur&region=35.10"


def test_threads_for_members_are_found_by_members_alone(talkers: Talkers) -> None:
    public = asked(talkers.bayu, "Siapa merawat mesin cacah?", "Mesin sering rusak.")
    closed = asked(
        talkers.dewi, "Berapa harga sebenarnya?", "Mesin itu mahal.", visibility=Visibility.MEMBERS
    )
    jobs.run_once()

    for query in ("", "?q=mesin", "?q=mesin&kind=question", "?region=35.78&region=35.10"):
        assert _keys(talkers, query) == [public]
        assert set(_keys(talkers, query, BAYU)) == {public, closed}
    assert "<mark>Mesin</mark> itu mahal" in talkers.read("/threads?q=mesin", BAYU)
    assert table(KIND).everything.bit_count() == 1


def test_what_waits_for_moderators_is_found_by_nobody(talkers: Talkers) -> None:
    key = asked(talkers.bayu, "Siapa menjual obat ini?", "Obat murah di sini.")
    with unit_of_work():
        _thread, post = visible_post(talkers.bayu, key, 1)
        post.state = PostState.QUARANTINED
    jobs.run_once()

    for mail in ("", BAYU, DEWI, RINA):
        assert _keys(talkers, "", mail) == _keys(talkers, "?q=obat", mail) == []
    assert outbox.drift() == []
    assert LISTED.findall(talkers.read("/threads?mine=1", BAYU)) == [key]
    talkers.read(f"/threads/{key}", BAYU)
    assert get_visible(talkers.rina, key).public_id == key
    talkers.read(f"/threads/{key}", DEWI, status=404)
    talkers.read(f"/threads/{key}", status=404)


def test_an_edited_post_is_found_by_what_it_says_now(talkers: Talkers) -> None:
    key = asked(talkers.bayu, "Siapa yang menjawab ini?", "Tentang kelapa.")
    jobs.run_once()
    assert _keys(talkers, "?q=kelapa&exact=1") == [key]

    with unit_of_work() as session:
        _thread, post = visible_post(talkers.bayu, key, 1)
        posting.edit(session, talkers.bayu, post, Changed(body=body_of("Tentang pinang.")))
    jobs.run_once()

    assert _keys(talkers, "?q=kelapa&exact=1") == []
    assert _keys(talkers, "?q=pinang&exact=1") == [key]


def test_threads_are_found_without_the_index(talkers: Talkers) -> None:
    key = asked(talkers.bayu, "Siapa merawat pompa air?", "Sering mati.")
    closed = asked(talkers.bayu, "Harga pompa?", "Airnya mati.", visibility=Visibility.MEMBERS)
    jobs.run_once()
    indexes.lose()

    assert _keys(talkers, "?q=pompa+mati") == [key]
    assert _keys(talkers, "?q=pompa+mati", BAYU) == [closed, key]
    assert "mode sederhana" in talkers.read("/threads?q=pompa")


@pytest.fixture
def busy(talkers: Talkers) -> Talkers:
    """Threads of all kinds and states at all places, half of them for members."""
    slugs = [*publish(3)]
    anchors = [*map(at_practice, slugs), at_cell("tata-kelola", "kesehatan"), at_cell("citra", "")]
    for anchor, kind, visibility in product(anchors, ThreadKind, Visibility):
        key = asked(
            talkers.bayu, "Siapa menjaga alatnya?", kind=kind, anchor=anchor, visibility=visibility
        )
        if anchor.practice_id is None:
            changed(key, state=ThreadState.DUPLICATE)
        elif kind is ThreadKind.QUESTION and anchor.slug == slugs[0]:
            answered(talkers.dewi, key)
    return talkers


@pytest.mark.parametrize("inner", [False, True])
def test_each_number_is_what_ticking_gives(busy: Talkers, inner: bool) -> None:  # noqa: FBT001  # a parameter of the test
    outbox.rebuild()
    assert finder.total(KIND, read_search({}), inner=inner) == (20 if inner else 10)
    for chosen in ({}, {"q": ["alat"], "state": ["open"]}, {"sector": ["kesehatan", "non-spm"]}):
        asked_for: dict[str, list[str]] = dict(chosen)
        found = finder.find(KIND, read_search(asked_for), inner=inner)
        assert {facet.name for facet in found.facets if facet.values} == set(FACETS)
        for facet in found.facets:
            picked = asked_for.get(facet.name, [])
            for value in facet.values:
                if value.value not in picked:
                    ticked = read_search({**asked_for, facet.name: [*picked, value.value]})
                    assert value.count == finder.total(KIND, ticked, inner=inner)
