"""Each facet number is what ticking its value gives."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.practices.forms import read_search
from portal.practices.queries import public_views
from portal.practices.schemas.facets import FACETS
from portal.search import finder
from portal.search.registry import table

KIND = "practice"


@pytest.fixture(scope="module")
def crowded(crowded_app: Flask) -> Iterator[Flask]:
    with crowded_app.app_context():
        yield crowded_app


def _known_values() -> dict[str, list[str]]:
    return {facet: [*table(KIND).bits.get(facet, {}), "tidak-ada"] for facet in FACETS}


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_each_number_is_what_ticking_gives(crowded: Flask, data: st.DataObject) -> None:
    values = _known_values()
    chosen = data.draw(
        st.dictionaries(st.sampled_from(FACETS), st.integers(0, 10**6), max_size=4), label="seeds"
    )
    selected = {
        facet: random.Random(seed).sample(values[facet], min(2, len(values[facet])))
        for facet, seed in chosen.items()
    }
    text = data.draw(st.sampled_from(["", "", "layanan", "puskesmas warga", "sampah"]))
    asked = read_search({**selected, "q": [text]})

    results = finder.find(KIND, asked)

    assert results.total == finder.total(KIND, asked)
    for facet in results.facets:
        for value in facet.values:
            picked = selected.get(facet.name, [])
            if value.selected:
                assert value.value in picked
                continue
            ticked = {**selected, facet.name: [*picked, value.value], "q": [text]}
            assert value.count == finder.total(KIND, read_search(ticked))
    for facet_name, picked in selected.items():
        shown = {v.value for f in results.facets if f.name == facet_name for v in f.values}
        assert set(picked) <= shown


def test_a_ticked_value_counts_the_results_that_carry_it(crowded: Flask) -> None:
    asked = read_search({"sector": ["kesehatan", "sosial"], "evidence": ["0"]})

    results = finder.find(KIND, asked)

    everything = finder.find(KIND, read_search({"sector": ["kesehatan"], "evidence": ["0"]}))
    numbers = {v.value: v.count for f in results.facets if f.name == "sector" for v in f.values}
    assert numbers["kesehatan"] == everything.total


def test_stopped_practices_are_left_out_unless_asked(crowded: Flask) -> None:
    total = finder.find(KIND, read_search({})).total

    stopped = finder.find(KIND, read_search({"status": ["stopped"]})).total
    both = finder.find(KIND, read_search({"status": ["stopped", "active"]})).total

    assert stopped > 0
    assert both == total + stopped


def test_a_practice_counts_for_the_kinds_of_badges_of_its_region(crowded: Flask) -> None:
    wanted = Counter(
        kind
        for view in public_views()
        if not view.stopped
        for kind in {badge.kind for badge in view.region.badges}
    )

    results = finder.find(KIND, read_search({}))

    counted = {v.value: v.count for f in results.facets if f.name == "champion" for v in f.values}
    assert counted == wanted
    assert len(wanted) > 5
