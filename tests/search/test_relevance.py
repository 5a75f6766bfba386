"""The practice meant stands at the top: two sets of queries over the starter library."""

from pathlib import Path
from statistics import mean

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db, reading
from portal.practices.forms import read_search
from portal.practices.models import Practice
from portal.search import finder
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import Lexicon
from portal.search.registry import sources
from tests.databases import ON_POSTGRESQL
from tests.search.relevance import Score, judge


def _scores(name: str) -> list[Score]:
    slugs = {
        str(row.id): row.slug for row in db.session.execute(select(Practice.id, Practice.slug))
    }

    def search(query: str) -> list[str]:
        results = finder.find("practice", read_search({"q": [query], "per_page": ["10"]}))
        return [slugs[key] for key in results.keys]

    return judge(name, search, frozenset(slugs.values()))


@pytest.mark.parametrize(
    ("name", "wanted"), [("golden", (80, 0.95, 0.85)), ("unseen", (150, 0.92, 0.80))]
)
def test_queries_are_answered(
    library: Flask,
    capsys: pytest.CaptureFixture[str],
    name: str,
    wanted: tuple[int, float, float],
) -> None:
    with library.app_context(), library.test_request_context():
        scores = _scores(name)

    recall, ndcg = mean(score.recall for score in scores), mean(score.ndcg for score in scores)
    with capsys.disabled():
        print(f"\n{name} set: {len(scores)} queries, recall@5 {recall:.3f}, nDCG@10 {ndcg:.3f}")
        for kind in dict.fromkeys(score.kind for score in scores):
            of_kind = [score for score in scores if score.kind == kind]
            print(
                f"  {kind}: {len(of_kind)} queries, "
                f"recall@5 {mean(score.recall for score in of_kind):.3f}, "
                f"nDCG@10 {mean(score.ndcg for score in of_kind):.3f}"
            )
        for score in sorted(scores, key=lambda score: score.ndcg):
            if score.ndcg < 0.7:
                print(f"  {score.kind}: {score.query}: {score.ndcg:.2f} {', '.join(score.found)}")
    queries_wanted, recall_wanted, ndcg_wanted = wanted
    assert len(scores) >= queries_wanted
    assert recall >= recall_wanted
    assert ndcg >= ndcg_wanted


@ON_POSTGRESQL
def test_postgresql_answers_as_well_as_whoosh(
    library: Flask, lexicon: Lexicon, tmp_path: Path
) -> None:
    other = WhooshEngine(tmp_path / "index", lexicon=lexicon)
    with library.app_context(), library.test_request_context():
        with reading():
            found = (each for source in sources().values() for each in source.documents(None))
            other.rebuild(found, progress=lambda _count: None)
        own = library.extensions["search_engine"]
        for name in ("golden", "unseen"):
            scores = _scores(name)
            library.extensions["search_engine"] = other
            expected = _scores(name)
            library.extensions["search_engine"] = own

            for figure in ("recall", "ndcg"):
                mine, theirs = (
                    mean(getattr(score, figure) for score in judged)
                    for judged in (scores, expected)
                )
                assert mine == pytest.approx(theirs, abs=0.02)
