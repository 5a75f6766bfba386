"""Weighed with arrays, the ranking is that of the plain path, and the hits are Whoosh's own."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal.search.engine import FIELDS, Document
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import Lexicon
from portal.search.query import parse
from tests.search.plain import Plain

# Words with synonyms, kin, expressions and stop words among them.
WORDS = (
    "sampah bank desa data layanan pelayanan melayani rumah ke dokter datang izin bangunan imb "
    "satu indonesia anak pendek stunting fire service damkar yang air bersih airbus sampan"
).split()
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
fields = st.dictionaries(st.sampled_from([*FIELDS]), texts, min_size=1, max_size=5)
numbers = st.integers(1, 30)


@st.composite
def documents(draw: st.DrawFn, least: int, most: int) -> list[Document]:
    """Draw documents, each key once."""
    drawn = draw(
        st.dictionaries(
            numbers,
            st.tuples(fields, st.sampled_from(["practice", "practice", "thread"]),
                      st.floats(0.9, 1.1)),
            min_size=least,
            max_size=most,
        )
    )  # fmt: skip
    return [Document(kind, str(key), held, prior) for key, (held, kind, prior) in drawn.items()]


changes = st.lists(st.tuples(documents(0, 3), st.sets(numbers, max_size=2)), max_size=3)
word = st.sampled_from(WORDS)
term = st.one_of(
    word,
    st.lists(word, min_size=2, max_size=3).map(lambda found: f'"{" ".join(found)}"'),
    word.map(lambda found: f"{found[:3]}*"),
    word.map(lambda found: f"-{found}"),
)
queries = st.lists(
    st.lists(term, min_size=1, max_size=5).map(" ".join), min_size=3, max_size=8, unique=True
)


@pytest.fixture(scope="module")
def fresh(lexicon: Lexicon) -> Iterator[Callable[[], WhooshEngine]]:
    """Return what makes engines."""
    with tempfile.TemporaryDirectory() as folder:
        yield lambda: WhooshEngine(Path(tempfile.mkdtemp(dir=folder)), lexicon=lexicon)


def _same(found: Sequence[tuple[str, float]], expected: Sequence[tuple[str, float]]) -> bool:
    """Tell whether hits are the same, in the same order up to ties."""
    scores = dict(expected)
    return (
        dict(found).keys() == scores.keys()
        and all(score == pytest.approx(scores[key], rel=1e-4) for key, score in found)
        and all(
            scores[one] >= scores[other] * (1 - 1e-4) for (one, _), (other, _) in pairwise(found)
        )
    )


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes many minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(first=documents(8, 25), later=changes, asked=queries)
def test_the_ranking_is_that_of_the_plain_path(
    fresh: Callable[[], WhooshEngine], first: list[Document], later: list, asked: list[str]
) -> None:
    engine = fresh()
    engine.rebuild(first, progress=lambda _count: None)
    for changed, removed in later:
        engine.search(parse("sampah"), kind="practice")  # what is kept of a state is outlived
        for kind in ("practice", "thread"):
            mine = [document for document in changed if document.kind == kind]
            engine.replace(kind, mine, removed=[str(number) for number in removed])
    snapshot, plain = engine._current(), Plain(engine._folder.open()[1])

    for text in asked:
        concepts = engine._interpreter.concepts(parse(text, exact=True))
        found = engine.search(parse(text, exact=True), kind="practice").ranked

        assert _same(found, plain.ranked(concepts, "practice")), text
        for forms in {variant.forms for concept in concepts for variant in concept.variants}:
            held = {
                int(number) + start
                for start, earned in snapshot._earned(forms)
                for number in np.arange(snapshot.size)[earned.documents][earned.shares > 0]
            }
            assert held - {*snapshot.dead.tolist()} == plain.hits(forms), forms
