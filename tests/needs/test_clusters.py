"""What belongs together of all that was searched for, and that nothing rare can be read off it."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.needs.models import SHOWN_STATES, Channel, NeedSource, NeedState, SearchEvent
from portal.needs.schemas import (
    REGIONS,
    SEARCHES,
    Asking,
    clustered,
    likeness,
    regions_of,
    shared,
    stored,
    turns_of,
    worded,
)
from portal.needs.services import gathering
from portal.practices.queries import KIND
from tests.conftest import _copy
from tests.databases import Database
from tests.factories.needs import needs

DAY = date(2027, 3, 1)
WORDS = ("banjir", "rob", "pesisir", "pompa", "tanggul")
CODES = (None, "35.10", "33.14", "36.74", "35.78")
STEMS = st.frozensets(st.sampled_from(WORDS), min_size=1, max_size=4)
SEARCH = st.tuples(
    STEMS,
    st.sampled_from(CODES),
    st.integers(0, 9),  # the reader
    st.integers(0, 120),  # days ago
    st.booleans(),  # whether something was opened
)


def _asking(stems: str, turn: object, region: str | None = None, *, served: bool = False) -> Asking:
    return Asking(
        turn=turn,
        source=NeedSource.SEARCH,
        is_search=True,
        words=stems,
        stems=frozenset(stems.split()),
        region=region,
        served=served,
    )


def _spell(text: str) -> list[tuple[str, str]]:
    return [(word, word.removesuffix("nya")) for word in text.split()]


def test_sets_that_overlap_by_half_follow_the_most_frequent() -> None:
    askings = [
        _asking(words, turn)
        for turn, words in enumerate(
            ["banjir rob", "banjir rob", "banjir rob pesisir", "tangan banjir rob", "pompa air"]
        )
    ]

    found = {stored(leader): len(cluster) for leader, cluster in clustered(askings, []).items()}

    assert found == {"banjir rob": 4, "air pompa": 1}


def test_what_is_known_leads_before_what_is_frequent() -> None:
    known = [frozenset({"banjir", "rob", "pesisir"})]

    (leader,) = clustered([_asking("banjir rob", turn) for turn in range(3)], known)

    assert leader == known[0]


@given(st.lists(STEMS, max_size=12), st.lists(STEMS, max_size=3))
def test_each_search_is_in_one_cluster_whose_leader_it_is_like(
    sets: Sequence[frozenset[str]], known: Sequence[frozenset[str]]
) -> None:
    askings = [_asking(stored(stems), turn) for turn, stems in enumerate(sets)]

    found = clustered(askings, known)

    assert sorted(asking.turn for cluster in found.values() for asking in cluster) == list(
        range(len(sets))
    )
    for leader, cluster in found.items():
        assert all(likeness(leader, asking.stems) >= 0.5 for asking in cluster)


def test_words_are_shown_only_together_as_enough_have_typed_them() -> None:
    turns = turns_of(
        _asking(words, turn, CODES[1 + turn % 3])
        for turn, words in enumerate(["banjir rob", "rob banjir", "banjir rob"] * 2 + ["banjir"])
    )

    stems = shared(turns)

    assert stems == {"banjir", "rob"}
    assert worded(stems, turns, _spell) == "banjir rob"
    assert shared(turns[:4]) == frozenset()


def test_a_spelling_of_few_is_not_shown() -> None:
    spelt = ["rob banjirnya", "rob banjir"] * 3
    turns = turns_of(_asking("banjir rob", turn, CODES[1 + turn % 3]) for turn in range(len(spelt)))
    odd = [
        [Asking(turn=turn, source="search", words=words, stems=frozenset({"banjir", "rob"}))]
        for turn, words in enumerate(spelt)
    ]

    assert worded(frozenset({"banjir", "rob"}), odd, _spell) == "rob banjir"
    assert len(turns) == len(spelt)


@given(st.lists(SEARCH, max_size=40))
def test_shared_words_stand_in_five_searches_of_three_regions(
    found: Sequence[tuple[frozenset[str], str | None, int, int, bool]],
) -> None:
    turns = turns_of(
        _asking(stored(stems), (reader, ago), region) for stems, region, reader, ago, _ in found
    )

    stems = shared(turns)

    holding = [turn for turn in turns if any(stems <= asking.stems for asking in turn)]
    assert not stems or (len(holding) >= SEARCHES and len(regions_of(holding)) >= REGIONS)


@pytest.fixture
def portal(unwritten: Path, database: Database, tmp_path: Path) -> Iterator[Flask]:
    """A portal that one property fills again and again."""
    with _copy(database, unwritten, tmp_path) as made:
        yield made


def _logged(found: Sequence[tuple[frozenset[str], str | None, int, int, bool]]) -> None:
    with unit_of_work() as session:
        session.query(SearchEvent).delete()
        session.add_all(
            SearchEvent(
                day=date.fromordinal(DAY.toordinal() - ago),
                session=f"{reader:016}",
                kind=KIND,
                channel=Channel.PAGE,
                language="id",
                region_code=region,
                query=" ".join(sorted(stems, reverse=True)),
                stems=stored(stems),
                filters={},
                hits=0,
                clicked=1 if clicked else None,
            )
            for stems, region, reader, ago, clicked in found
        )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=st.lists(st.lists(SEARCH, max_size=30), min_size=1, max_size=3))
def test_no_public_need_shows_fewer_than_five_searches_from_three_regions(
    portal: Flask,
    histories: Sequence[Sequence[tuple[frozenset[str], str | None, int, int, bool]]],
) -> None:
    for found in histories:
        _logged(found)
        with unit_of_work() as session:
            gathering.gather(session, DAY)

        recent = [row for row in found if row[3] <= 90]
        for need in needs():
            if need.state not in SHOWN_STATES:
                assert not need.title
                continue
            words = frozenset(need.title.split())
            holding = {(reader, ago) for stems, _r, reader, ago, _c in recent if words <= stems}
            codes = {region for stems, region, *_ in recent if region and words <= stems}
            assert words
            assert need.searches >= SEARCHES
            assert need.regions >= REGIONS
            assert len(holding) >= SEARCHES
            assert len(codes) >= REGIONS
    db.session.rollback()


def test_what_most_have_found_is_no_need(portal: Flask) -> None:
    rows = [(frozenset({"banjir"}), CODES[1 + n % 3], n, 0, n < 6) for n in range(11)]
    _logged(rows)

    with unit_of_work() as session:
        gathering.gather(session, DAY)

    assert needs() == []
    _logged([(*row[:4], False) for row in rows])
    with unit_of_work() as session:
        gathering.gather(session, DAY)
    assert [need.state for need in needs()] == [NeedState.PUBLIC]


def test_repeats_of_a_reader_on_a_day_count_once(portal: Flask) -> None:
    _logged([(frozenset({"banjir"}), CODES[1 + n % 3], n % 4, 0, False) for n in range(12)])

    with unit_of_work() as session:
        gathering.gather(session, DAY)

    (need,) = needs()
    assert (need.state, need.searches) == (NeedState.RAW, 4)
