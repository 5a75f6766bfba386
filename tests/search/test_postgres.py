"""PostgreSQL as the engine: it finds what Whoosh finds and says where it stops looking."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import ROOT
from portal.core.db import begin_reading, db, read_from
from portal.search import finder, outbox
from portal.search.correcting import readers_of
from portal.search.engine import Document, Engine, IndexUnavailable, IndexUnwritable, Matches
from portal.search.engines.postgres import PostgresEngine, finding
from portal.search.engines.postgres import engine as postgres_engine
from portal.search.engines.postgres.lexemes import LEVELS
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import Lexicon
from portal.search.query import parse
from portal.search.ranking import ALSO, Concept
from portal.search.weighing import inverse_frequency
from tests import databases, indexes
from tests.conftest import make_app, of_kind
from tests.databases import ON_POSTGRESQL, Kept
from tests.search.conftest import TEXTS, as_built, document
from tests.search.test_ranking import changes, documents, queries

SLIPS = ("pelayannan", "stuntng", "e-goverment", "banksampah", "pengadun", "stanting")


def _keys(matches: Matches) -> set[str]:
    return {key for key, _score in matches.ranked}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def _off(concept: Concept) -> float:
    """Return how far the score of a concept may be off, in parts of the greatest weight.

    Each form is half a level off at most; those that count less add a part of that. The prior is
    1.1 at most, and an expression weighs as much as its words together.
    """
    forms = 1 + float(ALSO) * (len(concept.variants) - 1)
    own = 1.1 * forms * max(1, len(concept.parts)) / (2 * len(LEVELS))
    return own + sum(map(_off, concept.parts))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.tuples(documents(8, 25), changes, queries))
def test_it_finds_what_whoosh_finds_and_scores_it_alike(
    in_postgresql: Flask,
    folder: Path,
    drawn: tuple[list[Document], list[tuple[list[Document], set[int]]], list[str]],
) -> None:
    first, later, asked = drawn
    with in_postgresql.app_context():
        lexicon = Lexicon.from_folder(ROOT / "content")  # too long to be told as an argument
        own, other = finder.engine(), WhooshEngine(folder / "index", lexicon=lexicon)
        for engine in (own, other):
            engine.rebuild(first, progress=lambda _count: None)
            for changed, removed in later:
                engine.search(parse("sampah bank"), kind="practice")  # what is kept is brought on
                for kind in ("practice", "thread"):
                    mine = [document for document in changed if document.kind == kind]
                    engine.replace(kind, mine, removed=[str(number) for number in removed])

        other = WhooshEngine(folder / "index", lexicon=lexicon)  # it has no state before to read
        for text in asked:
            query = parse(text, exact=True)
            found = own.search(query, kind="practice")
            expected = other.search(query, kind="practice")

            assert found.exact
            assert _keys(found) == _keys(expected), text
            assert found.marks == expected.marks, text
            # How often words stand in a row is not known, and averages move with each change.
            if '"' not in text and not later:
                scores = dict(expected.ranked)
                concepts = readers_of(lexicon)[1].concepts(query)
                near = sum(map(_off, concepts)) * inverse_frequency(len(first), 1)
                assert dict(found.ranked) == pytest.approx(scores, abs=near), text


def test_a_missing_index_is_unavailable_until_it_is_built(postgres: Engine) -> None:
    indexes.change("DROP SCHEMA search_index CASCADE")

    assert not postgres.status().healthy
    with pytest.raises(IndexUnavailable):
        postgres.search(parse("sampah"), kind="practice")
    with pytest.raises(IndexUnavailable):
        postgres.replace("practice", [], removed=["x"])
    as_built(postgres)
    assert postgres.status().documents == len(TEXTS)


def test_an_index_of_another_layout_is_built_anew(postgres: Engine) -> None:
    indexes.change("UPDATE search_index.state SET fingerprint = 'other'")

    assert not postgres.status().healthy
    with pytest.raises(IndexUnavailable):
        postgres.search(parse("sampah"), kind="practice")
    with pytest.raises(IndexUnavailable):
        postgres.replace("practice", [], removed=["x"])


def test_a_phrase_of_common_words_is_compared_in_the_best_documents_only(
    postgres: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["kabel laut " * 9, "laut, kabel, kabel laut", "laut lalu kabel", "warga"]
    many = [document(f"{number}-1", text) for number, text in enumerate(texts)]
    postgres.replace("practice", many, removed=[])
    whole = postgres.search(parse('"kabel laut"'), kind="practice")
    monkeypatch.setattr(finding, "MOST_CHECKED", 1)

    best = postgres.search(parse('"kabel laut"'), kind="practice")
    without = postgres.search(parse('laut -"kabel laut"'), kind="practice")

    assert (whole.exact, _keys(whole)) == (True, {"0-1", "1-1"})
    assert (best.exact, _keys(best)) == (False, {"0-1"})
    assert (without.exact, _keys(without)) == (False, set())


@ON_POSTGRESQL
def test_pages_and_programs_are_told_where_there_may_be_more(
    library: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = library.test_client()
    monkeypatch.setattr(finding, "MOST_CHECKED", 1)

    page = client.get('/practices?q="di desa"').text
    told = client.get('/api/v1/practices?q="di desa"').get_json()
    whole = client.get("/api/v1/practices?q=desa").get_json()

    assert "Sekurangnya" in page
    assert "terlalu umum" in page
    assert (told["exact"], whole["exact"]) == (False, True)
    assert "Sekurangnya" not in client.get("/practices?q=desa").text
    assert "At least" in client.get('/en/practices?q="di desa"').text


@pytest.mark.parametrize("typed", SLIPS)
def test_misspellings_are_corrected_alike_without_trigrams(postgres: Engine, typed: str) -> None:
    more = [document("aduan-1", "pengaduan dan pencatatan"), document("x-1", "standing " * 9)]
    postgres.replace("practice", more, removed=[])
    by_trigrams = postgres.search(parse(typed), kind="practice").corrections

    indexes.change("UPDATE search_index.state SET trigrams = NULL, number = number + 1")
    by_all_words = postgres.search(parse(typed), kind="practice").corrections

    assert by_trigrams == by_all_words != ()


def test_the_lists_of_the_commonest_words_are_read_beforehand(
    in_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_engine, "MANY", 1)
    with in_postgresql.app_context():
        made = finder.engine()
        assert isinstance(made, PostgresEngine)
        as_built(made)
        made.search(parse("TPA"), kind="practice")
        assert made.warming is not None
        made.warming.join()
        snapshot, _words = made._known[None]

    assert {"layanan", "~layan", "warga"} < snapshot.lists().keys()


def test_an_index_that_was_dropped_and_built_anew_is_not_mixed_with_what_was_read(
    postgres: Engine,
) -> None:
    assert _keys(postgres.search(parse("sampah"), kind="practice")) == {"sampah-1"}
    indexes.change("DROP SCHEMA search_index CASCADE")
    postgres.rebuild([document("x-1", "sampah"), document("y-1", "air")], progress=lambda _n: None)

    assert _keys(postgres.search(parse("sampah"), kind="practice")) == {"x-1"}


def test_a_word_that_left_the_index_is_meant_by_nobody(postgres: Engine) -> None:
    postgres.replace("practice", [document("x-1", "Kelurahan kumbolo")], removed=[])
    corrected = postgres.search(parse("kumbollo"), kind="practice").corrections
    postgres.replace("practice", [], removed=["x-1"])

    assert [fix.corrected for fix in corrected] == ["kumbolo"]
    assert postgres.search(parse("kumbollo"), kind="practice").corrections == ()
    assert postgres.search(parse("kumbol*"), kind="practice").ranked == []


def test_texts_beyond_all_measure_are_held_as_far_as_they_fit(postgres: Engine) -> None:
    long = "bupati " + "x" * 5_000 + " " + " ".join(f"kata{number:x}" for number in range(60_000))
    postgres.replace("practice", [document("panjang-1", long)], removed=[])

    assert _keys(postgres.search(parse("bupati"), kind="practice")) == {"panjang-1"}
    assert _keys(postgres.search(parse("kata1f"), kind="practice")) == {"panjang-1"}


def test_what_was_withdrawn_is_in_no_table_after_the_next_change(postgres: Engine) -> None:
    postgres.replace("practice", [document("x-1", "rahasia")], removed=[])
    as_built(postgres)
    postgres.replace("practice", [], removed=["arsip-1"])

    with db.engine.begin() as connection:
        tables = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'search_index'"
        ).scalar()
    assert tables == 4


def test_a_database_that_takes_nothing_keeps_the_index_as_it_is(kept: Kept, tmp_path: Path) -> None:
    with databases.using(of_kind("postgresql", kept)):
        url = databases.url_of(tmp_path)
        with make_app(tmp_path).app_context():
            as_built(finder.engine())
        read_only = "&options=-c%20default_transaction_read_only%3Don"
        with make_app(tmp_path, PORTAL_DATABASE_URL=url + read_only).app_context():
            with pytest.raises(IndexUnwritable):
                finder.engine().replace("practice", [], removed=["sampah-1"])
            with pytest.raises(IndexUnwritable):
                as_built(finder.engine())
            found = finder.engine().search(parse("sampah"), kind="practice")

    assert _keys(found) == {"sampah-1"}


def test_an_account_that_may_not_add_extensions_does_without(kept: Kept, tmp_path: Path) -> None:
    database = of_kind("postgresql", kept)
    with databases.using(database):
        url = databases.url_of(tmp_path)
        with make_app(tmp_path).app_context():
            indexes.change("CREATE ROLE poor LOGIN; CREATE SCHEMA search_index AUTHORIZATION poor")
            app = make_app(
                tmp_path,
                PORTAL_DATABASE_URL=url.replace("postgres@", "poor@"),
                PORTAL_SEARCH_ENGINE="postgres",
            )
            with app.app_context():
                as_built(finder.engine())
                fixes = finder.engine().search(parse("stuntng"), kind="practice").corrections
            indexes.change("DROP SCHEMA search_index CASCADE; DROP ROLE poor")

    assert [fix.corrected for fix in fixes] == ["stunting"]


def test_a_search_reads_where_its_request_reads(kept: Kept, tmp_path: Path) -> None:
    database = of_kind("postgresql", kept)
    with databases.using(database):
        other = databases.url_of(tmp_path / "other")
        app = make_app(tmp_path, PORTAL_DATABASE_REPLICA_URLS=other)
    with app.app_context():
        as_built(finder.engine())
        found = _keys(finder.engine().search(parse("TPA"), kind="practice"))
        begin_reading(read_only=True)
        read_from("replica 1")
        try:
            with pytest.raises(IndexUnavailable):
                finder.engine().search(parse("TPA"), kind="practice")
        finally:
            read_from(None)
            begin_reading(read_only=False)

    assert found == {"sampah-1"}


@ON_POSTGRESQL
def test_no_migration_and_no_backup_knows_the_index(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["db", "check"]).exit_code == 0


@ON_POSTGRESQL
def test_whoosh_searches_rows_of_postgresql_too(data: Path) -> None:
    app = make_app(data, PORTAL_SEARCH_ENGINE="whoosh")
    with app.app_context():
        outbox.rebuild()
        assert outbox.drift() == []
        assert "data-slug" in app.test_client().get("/practices?q=sampah").text
