"""Other search engines over the same practices: SQLite FTS5, Tantivy, and Whoosh's own searcher.

Each is used as its makers advise: fields weighed by BM25, words alternatives of each other, text
stemmed by the same analysis before it is stored where an engine has no Indonesian.
"""

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import tantivy
from whoosh import scoring
from whoosh.query import And, Not, Or, Phrase, Prefix, Query, Term
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from portal.search.analysis import STEM_ID, Analyzer, words
from portal.search.engine import Document
from portal.search.facets import FacetTable, Row
from portal.search.finder import bits_of
from portal.search.query import ParsedQuery, TermKind
from portal.search.ranking import WEIGHTS
from tests.benchmarks.corpus import FACETS

SHOWN = 10
Selected = dict[str, list[str]]


class Peer(Protocol):
    """An engine with facets."""

    def search(self, query: ParsedQuery, selected: Selected) -> tuple[list[str], int]:
        """Return ten keys and the total, having counted all facets."""

    def highlight(self) -> object:
        """Mark what matched in titles and bodies of what was found last."""


def body(document: Document) -> str:
    """Return what stands in a practice beside its title."""
    return "\n".join(text for name, text in document.fields.items() if name != "title_id")


class Fts5:
    """SQLite: a virtual table of title and body, and facets in a table beside it."""

    def __init__(self, path: Path, documents: Iterable[Document], rows: Iterable[Row]) -> None:
        is_new = not path.exists()
        self._db = sqlite3.connect(path)
        if is_new:
            self._db.executescript(
                "create virtual table texts using fts5(title, body, tokenize='porter unicode61');"
                "create table facets(id integer, facet text, value text);"
            )
            self._db.executemany(
                "insert into texts(rowid, title, body) values (?, ?, ?)",
                ((int(d.key), d.fields["title_id"], body(d)) for d in documents),
            )
            self._db.executemany(
                "insert into facets values (?, ?, ?)",
                (
                    (int(row.key), facet, value)
                    for row in rows
                    for facet, values in row.facets.items()
                    for value in values
                ),
            )
            self._db.executescript(
                "create index by_value on facets(facet, value, id);"
                "create index by_id on facets(id); analyze;"
            )
            self._db.commit()

    def search(self, query: ParsedQuery, selected: Selected) -> tuple[list[str], int]:
        within = " ".join(
            f"and {{id}} in (select id from facets where facet = '{facet}' and value in ({given}))"
            for facet, values in selected.items()
            for given in [", ".join(f"'{value}'" for value in values)]
        )
        wanted = _fts(query)
        ids = f"select rowid from texts where texts match ? {within.format(id='rowid')}"
        if query.is_empty:
            ids = f"select rowid from texts where ? = '' {within.format(id='rowid')}"
        order = "rowid desc" if query.is_empty else "bm25(texts, 5, 1)"
        best = self._db.execute(f"{ids} order by {order} limit {SHOWN}", (wanted,)).fetchall()
        (total,) = self._db.execute(f"select count(*) from ({ids})", (wanted,)).fetchone()
        self._db.execute(
            f"select facet, value, count(*) from facets where id in ({ids}) group by facet, value",
            (wanted,),
        ).fetchall()
        self._last = wanted, ", ".join(str(key) for (key,) in best)
        return [str(key) for (key,) in best], total

    def highlight(self) -> object:
        return self._db.execute(
            "select highlight(texts, 0, '<mark>', '</mark>'),"
            " snippet(texts, 1, '<mark>', '</mark>', '...', 32)"
            f" from texts where texts match ? and rowid in ({self._last[1]})",
            (self._last[0],),
        ).fetchall()


def _fts(query: ParsedQuery) -> str:
    told, left_out = [], []
    for term in query.terms:
        text = " ".join(re.findall(r"\w+", term.text))
        piece = f'"{text}"' + ("*" if term.kind is TermKind.PREFIX else "")
        (left_out if term.kind is TermKind.EXCLUDED else told).append(piece)
    return " NOT ".join([f"({' OR '.join(told)})", *left_out]) if told else ""


class Tantivy:
    """Tantivy: title and body, stemmed before; facets as columns, counted by aggregations."""

    def __init__(
        self, path: Path, documents: Iterable[Document], rows: Iterable[Row], analyzer: Analyzer
    ) -> None:
        self._analyzer = analyzer
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw")
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True, tokenizer_name="whitespace")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", fast=True)
        self._schema = builder.build()
        is_new = not path.exists()
        path.mkdir(exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(path))
        if is_new:
            writer = self._index.writer(heap_size=200_000_000, num_threads=1)
            for document, row in zip(documents, rows, strict=True):
                texts = {"title": document.fields["title_id"], "body": body(document)}
                made = tantivy.Document(
                    key=document.key,
                    **{name: self._stemmed(text) for name, text in texts.items()},
                    **{name: list(values) for name, values in row.facets.items()},
                )
                writer.add_document(made)
            writer.commit()
            writer.wait_merging_threads()
        self._index.reload()
        self._counted = {name: {"terms": {"field": name, "size": 1000}} for name in FACETS}

    def _stemmed(self, text: str) -> str:
        return " ".join(self._analyzer.stem(word.text) for word in words(text))

    def _query(self, query: ParsedQuery, selected: Selected) -> Any:
        parts = []
        for term in query.terms:
            must = term.kind in {TermKind.PHRASE, TermKind.PREFIX}
            kind = tantivy.Occur.Must if must else tantivy.Occur.Should
            kind = tantivy.Occur.MustNot if term.kind is TermKind.EXCLUDED else kind
            parts.append((kind, self._term(term.text, is_prefix=term.kind is TermKind.PREFIX)))
        text = tantivy.Query.boolean_query(parts) if parts else tantivy.Query.all_query()
        chosen = [
            tantivy.Query.term_set_query(self._schema, facet, values)
            for facet, values in selected.items()
        ]
        must = [(tantivy.Occur.Must, part) for part in (text, *chosen)]
        return tantivy.Query.boolean_query(must)

    def _term(self, text: str, *, is_prefix: bool) -> Any:
        stems = self._stemmed(text).split()
        found = []
        for name, boost in (("title", 5.0), ("body", 1.0)):
            if is_prefix:
                query = tantivy.Query.regex_query(self._schema, name, f"{re.escape(text)}.*")
            elif len(stems) > 1:
                query = tantivy.Query.phrase_query(self._schema, name, stems)
            else:
                query = tantivy.Query.term_query(self._schema, name, stems[0], "position")
            found.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)))
        return tantivy.Query.boolean_query(found)

    def search(self, query: ParsedQuery, selected: Selected) -> tuple[list[str], int]:
        wanted = self._query(query, selected)
        searcher = self._index.searcher()
        found = searcher.search(wanted, SHOWN, count=True)
        searcher.aggregate(wanted, self._counted)
        self._last = wanted, searcher, [address for _score, address in found.hits]
        return [searcher.doc(address)["key"][0] for address in self._last[2]], found.count

    def highlight(self) -> object:
        wanted, searcher, addresses = self._last
        makers = [
            tantivy.SnippetGenerator.create(searcher, wanted, self._schema, name)
            for name in ("title", "body")
        ]
        return [
            [maker.snippet_from_doc(searcher.doc(address)).to_html() for maker in makers]
            for address in addresses
        ]


class OwnWhoosh:
    """Whoosh's own searcher over the portal's index: BM25F, facets counted on numpy columns."""

    def __init__(self, reader: IndexReader, analyzer: Analyzer, table: FacetTable) -> None:
        self._searcher = Searcher(reader, weighting=scoring.BM25F())
        self._analyzer = analyzer
        self._table = table
        self._keys = [row["key"] for _number, row in reader.iter_docs()]

    def search(self, query: ParsedQuery, selected: Selected) -> tuple[list[str], int]:
        mask = np.zeros(len(self._keys), bool)
        best: list[str] = []
        if query.is_empty:
            mask[:] = True
        else:
            wanted = self._query(query)
            found = self._searcher.search(wanted, limit=SHOWN)
            best = [self._keys[hit.docnum] for hit in found]
            mask[list(self._searcher.docs_for_query(wanted))] = True
        facets = list(self._table.facets(FACETS, selected, defaults={}, within=bits_of(mask)))
        return best, facets[0].without

    def _query(self, query: ParsedQuery) -> Query:
        told = [self._term(term) for term in query.terms if term.kind is not TermKind.EXCLUDED]
        left_out = [self._term(term) for term in query.terms if term.kind is TermKind.EXCLUDED]
        return And([Or(told), *map(Not, left_out)]) if left_out else Or(told)

    def _term(self, term: Any) -> Query:
        found = [word.text for word in words(term.text)]
        if term.kind is TermKind.PREFIX:
            return Or([Prefix(name, found[-1], boost=boost) for name, boost in WEIGHTS.items()])
        stems = [STEM_ID + self._analyzer.stem(word) for word in found]
        if len(stems) > 1:
            return Or([Phrase(name, stems, boost=boost) for name, boost in WEIGHTS.items()])
        return Or([Term(name, stems[0], boost=boost) for name, boost in WEIGHTS.items()])
