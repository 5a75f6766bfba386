"""Searching, side by side: `uv run --group benchmarks python -m tests.benchmarks.search 30000`.

Ours, SQLite FTS5, Tantivy and Whoosh's own searcher answer the same 200 mixed queries over the
same invented practices: top ten, exact total, and all facets; then titles and bodies marked. A
folder as second argument keeps what is built; names after it (ours, fts5, tantivy, whoosh) choose.
Times are milliseconds of CPU and wall, median and 95th percentile, after a round to warm up;
Whoosh's own searcher, which takes long, gets each tenth query. Then, ours alone: with nothing kept
of the index, phrases, prefixes and misspellings asked for the first time, and the anonymous memory
of the process after 1,000 queries.
"""

import platform
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from config import ROOT
from portal.search import finder
from portal.search.engine import Document
from portal.search.engines.whoosh import WhooshEngine
from portal.search.facets import FacetTable
from portal.search.highlight import Marker
from portal.search.lexicon import Lexicon
from portal.search.query import ParsedQuery, parse
from tests.benchmarks.corpus import FACETS, KIND, Corpus
from tests.benchmarks.peers import Fts5, OwnWhoosh, Peer, Selected, Tantivy

QUERIES = 200
OWN_EACH = 10
ROUNDS = 3
SNIPPET = 220
Asked = tuple[ParsedQuery, Selected]


class Ours:
    """The portal's engine and facets, as `finder.find` puts them together."""

    def __init__(self, engine: WhooshEngine, table: FacetTable, texts: dict[str, Document]) -> None:
        self.engine = engine
        self._table = table
        self._texts = texts
        self._marks: frozenset[tuple[str, ...]] = frozenset()
        self._shown: list[str] = []

    def search(self, query: ParsedQuery, selected: Selected) -> tuple[list[str], int]:
        """Return ten keys and the total, having counted all facets."""
        table = self._table
        matched = finder._Matched(table.everything)
        if not query.is_empty:
            found = self.engine.search(query, kind=KIND)
            scores = finder._scores(table, found, ())
            matched = finder._Matched(finder.bits_of(scores != 0), scores)
            self._marks = found.marks
        bits = table.select(selected, within=matched.bits)
        request = finder.Request(sort="relevance" if matched.scores is not None else "newest")
        keys = self._shown = finder._page(table, matched, bits, request)
        list(table.facets(FACETS, selected, defaults={}, within=matched.bits))
        return keys, bits.bit_count()

    def highlight(self) -> object:
        """Mark what matched in the titles and bodies of what was found last."""
        marker = Marker(self.engine.analyzer, self._marks)
        return [
            (marker.mark(document.fields["title_id"]), marker.snippet(_bodies(document),
                                                                      length=SNIPPET))
            for document in (self._texts[key] for key in self._shown)
        ]  # fmt: skip


def _bodies(document: Document) -> Iterator[str]:
    return (
        text
        for name, field in document.fields.items()
        if name != "title_id"
        for text in field.split("\n")
    )


def mixed(corpus: Corpus) -> list[Asked]:
    """Return the queries: words of mixed frequency, phrases, prefixes, filters with and without."""
    rng = np.random.default_rng(3)
    found: list[Asked] = []
    while len(found) < QUERIES:
        words = [corpus.word(rng) for _ in range(rng.integers(1, 5))]
        kind = len(found) % 10
        selected: Selected = {}
        text = " ".join(words)
        if kind == 6:
            text = f'"{phrase(corpus, rng)}"'
        elif kind == 7:
            text = f"{corpus.word(rng)[:4]}*"
        elif kind >= 8:
            selected = {"sector": ["sector-1"], "province": [f"province-{rng.integers(0, 20)}"]}
            text = text if kind == 9 else ""
        found.append((parse(text, exact=True), selected))
    return found


def phrase(corpus: Corpus, rng: np.random.Generator) -> str:
    """Return two words that stand in a row somewhere."""
    words = corpus.document(int(rng.integers(0, corpus.count))).fields["problem"].split()
    start = rng.integers(0, len(words) - 1)
    return " ".join(words[start : start + 2])


def misspelt(corpus: Corpus, rng: np.random.Generator) -> str:
    """Return a word of seven letters or more that lacks one of them."""
    while len(word := corpus.word(rng)) < 7:
        pass
    place = int(rng.integers(1, len(word)))
    return word[:place] + word[place + 1 :]


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds of CPU and wall that something takes."""
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return (time.process_time() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3


def told(label: str, times: Sequence[tuple[float, float]]) -> None:
    """Print medians and 95th percentiles."""
    cpu, wall = np.percentile(np.array(times), [50, 95], axis=0).T
    print(f"{label:<44} CPU {cpu[0]:8.2f} {cpu[1]:8.2f}   wall {wall[0]:8.2f} {wall[1]:8.2f}",
          flush=True)  # fmt: skip


def compare(name: str, peer: Peer, asked: Sequence[Asked]) -> None:
    """Print what a peer takes to search, and to search and mark."""
    found = [peer.search(*one) for one in asked]  # warms up
    told(
        f"{name}, top 10 + total + facets",
        [timed(lambda one=one: peer.search(*one)) for _ in range(ROUNDS) for one in asked],
    )
    worded = [
        one for one, (keys, _total) in zip(asked, found, strict=True)
        if keys and not one[0].is_empty
    ]  # fmt: skip

    def whole(one: Asked) -> None:
        peer.search(*one)
        peer.highlight()

    for one in worded:
        whole(one)
    told(
        f"{name}, + highlights",
        [timed(lambda one=one: whole(one)) for _ in range(ROUNDS) for one in worded],
    )


def alone(ours: Ours, corpus: Corpus, asked: Sequence[Asked]) -> None:
    """Print what ours takes in the cold and for what was not asked before."""

    def cold(one: Asked) -> tuple[float, float]:
        ours.engine._kept.keep_only(())
        return timed(lambda: ours.search(*one))

    told("ours, no list kept", [cold(one) for one in asked])
    for segment in ours.engine._current().segments.values():
        segment._is_warm = False
        segment.warm()
    rng = np.random.default_rng(4)
    new = {
        "phrases": [f'"{phrase(corpus, rng)}"' for _ in range(100)],
        "prefixes": [f"{corpus.word(rng)[:4]}*" for _ in range(100)],
        "misspellings": [misspelt(corpus, rng) for _ in range(100)],
    }
    for name, texts in new.items():
        queries = [parse(text) for text in dict.fromkeys(texts)]
        told(f"ours, {name}, never asked before",
             [timed(lambda query=query: ours.search(query, {})) for query in queries])  # fmt: skip


def memory() -> float:
    """Return the anonymous memory of this process in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


def opened(corpus: Corpus, folder: Path) -> WhooshEngine:
    """Return the engine with the index in a folder, built if it is not there."""
    engine = WhooshEngine(folder, lexicon=Lexicon.from_folder(ROOT / "content"))
    if not engine.status().documents:
        took = timed(lambda: engine.rebuild(corpus.documents(), progress=lambda _count: None))
        print(f"ours, index built: CPU {took[0] / 1e3:.0f} s, wall {took[1] / 1e3:.0f} s")
        engine.status()
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join()  # it reads the commonest terms
    return engine


def run(count: int, folder: Path, chosen: Sequence[str]) -> None:
    """Compare over so many practices, built below a folder; without names, everybody."""
    print(f"{platform.machine()}, {platform.platform()}, Python {platform.python_version()}, "
          f"{count} practices; milliseconds, median and 95th percentile", flush=True)  # fmt: skip
    corpus = Corpus(count)
    before = memory()
    engine = opened(corpus, folder / f"whoosh-{count}")
    keys = dict.fromkeys(str(number + 1) for number in range(count))
    table = FacetTable().renewed(keys, corpus.rows())  # row by row, as the portal does
    asked = mixed(corpus)
    if not chosen or "ours" in chosen:
        measure_ours(engine, table, corpus, asked, before)
    if not chosen or "fts5" in chosen:
        path = folder / f"fts5-{count}.db"
        compare("SQLite FTS5", Fts5(path, corpus.documents(), corpus.rows()), asked)
    if not chosen or "tantivy" in chosen:
        path = folder / f"tantivy-{count}"
        peer = Tantivy(path, corpus.documents(), corpus.rows(), engine.analyzer)
        compare("Tantivy", peer, asked)
    if not chosen or "whoosh" in chosen:
        own = OwnWhoosh(engine._folder.open()[1], engine.analyzer, table)
        told("Whoosh's own searcher, top 10 + total + facets",
             [timed(lambda one=one: own.search(*one)) for one in asked[::OWN_EACH]])  # fmt: skip


def measure_ours(
    engine: WhooshEngine, table: FacetTable, corpus: Corpus, asked: Sequence[Asked], before: float
) -> None:
    """Print all about ours, given the memory of the process before the index was opened."""
    ours = Ours(engine, table, {})
    for one in asked * 5:
        ours.search(*one)
    print(f"ours, RssAnon after 1,000 queries: {memory():.0f} MB, {before:.0f} before opening")
    keys = {key for one in asked for key in ours.search(*one)[0]}
    ours = Ours(engine, table, {key: corpus.document(int(key) - 1) for key in keys})
    compare("ours", ours, asked)
    alone(ours, corpus, asked)


if __name__ == "__main__":
    size, *rest = sys.argv[1:]
    with tempfile.TemporaryDirectory() as place:
        run(int(size), Path(rest[0] if rest else place), rest[1:])
