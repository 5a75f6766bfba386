"""Writing the index: documents that come and go, and a new generation beside the old one."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from portal.search.engine import Document, IndexUnavailable
from portal.search.engines.postgres import tables
from portal.search.engines.postgres.lexemes import MARK, Averages, Read, Reader, is_word
from portal.search.engines.postgres.tables import Connection, State, about

PROGRESS_EVERY = 50
SAMPLE = 300  # documents by whose lengths the first ones of a new index are measured
_COPY = "COPY {documents} (n, kind, key, prior, vector) FROM STDIN"
_COPY_WORDS = "COPY {words} (word, documents) FROM STDIN"
_DELETE = """
    DELETE FROM {documents} WHERE kind = %s AND key = ANY(%s)
    RETURNING n, tsvector_to_array(vector)
"""
_GONE = "INSERT INTO {gone} SELECT unnest(%s::integer[]), %s"
_COUNT_WORDS = """
    INSERT INTO {words} AS known SELECT * FROM unnest(%s::text[], %s::integer[])
    ON CONFLICT (word) DO UPDATE SET documents = known.documents + excluded.documents
"""
_DROP_WORDS = "DELETE FROM {words} WHERE word = ANY(%s) AND documents <= 0"


def rebuild(
    reader: Reader,
    documents: Iterable[Document],
    *,
    progress: Callable[[int], None],
    number: int,
) -> int:
    """Fill a new generation, let searches read it at once, and return how many documents it has.

    Raises:
        IndexUnavailable: if the database does not answer.
        IndexUnwritable: if it takes nothing.
    """
    with tables.writing() as connection:
        state = tables.create(connection)
        averages = Averages({})
        words: Counter[str] = Counter()
        top = 0
        with connection.cursor().copy(about(state.generation, _COPY)) as copy:
            for top, (document, read) in enumerate(_sampled(reader, documents, averages), 1):
                words.update(read.words())
                copy.write_row(_row(top - 1, document, read.vector(averages)))
                if top % PROGRESS_EVERY == 0:
                    progress(top)
        with connection.cursor().copy(about(state.generation, _COPY_WORDS)) as copy:
            for pair in words.items():
                copy.write_row(pair)
        made = replace(
            state,
            number=number,
            top=top,
            documents=top,
            sums=averages.sums,
            fingerprint=reader.fingerprint,
        )
        tables.index(connection, made)
        tables.begin(connection, made)
        # The one before may be being read; the next change drops it and what was withdrawn.
        tables.clean(connection, [state.generation, state.generation - 1])
        return top


def _sampled(
    reader: Reader, documents: Iterable[Document], averages: Averages
) -> Iterator[tuple[Document, Read]]:
    """Yield documents as they were read, when the averages tell something."""
    coming = ((document, reader.read(document)) for document in documents)
    first = list(islice(coming, SAMPLE))
    for _document, read in first:
        averages.add(read.lengths)
    yield from first
    for document, read in coming:
        averages.add(read.lengths)
        yield document, read


def change(
    reader: Reader,
    kind: str,
    documents: Iterable[Document],
    *,
    removed: Collection[str],
    after: int,
) -> int:
    """Bring documents in and take `removed` out, in one transaction; returns the state's number.

    Raises:
        IndexUnavailable: if there is no index to change, or only one older than `after`, or one
            of another layout.
        IndexUnwritable: if the database takes nothing.
    """
    with tables.writing() as connection:
        state = tables.read_state(connection)
        if state is None or state.number < after or state.fingerprint != reader.fingerprint:
            raise IndexUnavailable
        tables.clean(connection, [state.generation])
        coming = {document.key: document for document in documents}
        words: Counter[str] = Counter()
        gone = _take_out(connection, state, kind, [*removed, *coming], words)
        averages = Averages(state.sums)
        with connection.cursor().copy(about(state.generation, _COPY)) as copy:
            for n, document in enumerate(coming.values(), state.top):
                read = reader.read(document)
                averages.add(read.lengths)
                words.update(read.words())
                copy.write_row(_row(n, document, read.vector(averages)))
        _count(connection, state, words)
        made = replace(
            state,
            number=state.number + 1,
            top=state.top + len(coming),
            documents=state.documents + len(coming) - gone,
            sums=averages.sums,
        )
        tables.change(connection, made)
        return made.number


def _row(n: int, document: Document, vector: str) -> tuple[object, ...]:
    return n, document.kind, document.key, document.prior, vector


def _take_out(
    connection: Connection, state: State, kind: str, keys: list[str], words: Counter[str]
) -> int:
    """Take documents out, their words off `words`, and return how many there were."""
    rows = connection.execute(about(state.generation, _DELETE), [kind, keys]).fetchall()
    words.subtract(
        name
        for lexeme in chain.from_iterable(lexemes for _n, lexemes in rows)
        if is_word(name := lexeme.partition(MARK)[0])
    )
    # Readers that know the state before learn of it here.
    told = [[n for n, _lexemes in rows], state.number + 1]
    connection.execute(about(state.generation, _GONE), told)
    return len(rows)


def _count(connection: Connection, state: State, words: Counter[str]) -> None:
    changed = {word: count for word, count in words.items() if count}
    told = [list(changed), list(changed.values())]
    connection.execute(about(state.generation, _COUNT_WORDS), told)
    fewer = [word for word, count in changed.items() if count < 0]
    connection.execute(about(state.generation, _DROP_WORDS), [fewer])
