"""The words of the index: which begin like this, and which was meant by one that nobody knows."""

from collections.abc import Callable, Sequence
from typing import LiteralString

from psycopg.sql import SQL, Identifier

from portal.search.engines.postgres.tables import SCHEMA, Connection, State, about
from portal.search.ranking import MOST_PREFIXED
from portal.search.spelling import MIN_LENGTH, Known, Spelling

# How alike the trigrams of two words are at least, of which one may be meant by the other.
LIKE = 0.2
SLIPS = 2
MOST_COMMON = 200
_PREFIXED = """
    SELECT word FROM {words} WHERE word >= %s AND word < %s || '{{' ORDER BY word LIMIT %s
"""
_COMMONEST = "SELECT word FROM {words} ORDER BY documents DESC LIMIT %s"
_ALL = "SELECT word, documents FROM {words}"
_THRESHOLD = "SELECT set_config('pg_trgm.similarity_threshold', %s, true)"
_ALIKE: LiteralString = """
    SELECT word, documents FROM {words}
    WHERE word OPERATOR({schema}.%%) %s AND length(word) BETWEEN %s AND %s OR word = ANY(%s)
"""


class Vocabulary:
    """The words of one state of the index."""

    def __init__(self, state: State, *, spare: Known, stop_words: frozenset[str]) -> None:
        """Know that `spare` are words too, and that `stop_words` are never meant."""
        self._state, self._spare, self._stop_words = state, spare, stop_words
        self._all: Spelling | None = None

    def beginning(self, connection: Connection, prefix: str) -> Sequence[str]:
        """Return the first words that begin with `prefix`."""
        statement = about(self._state.generation, _PREFIXED)
        rows = connection.execute(statement, [prefix, prefix, MOST_PREFIXED])
        return [word for (word,) in rows.fetchall()]

    def commonest(self, connection: Connection) -> Sequence[str]:
        """Return the words that most documents hold, which are asked for most."""
        rows = connection.execute(about(self._state.generation, _COMMONEST), [MOST_COMMON])
        return [word for (word,) in rows.fetchall()]

    def nearest(self, connection: Connection) -> Callable[[str, bool], str | None]:
        """Return what tells what a word was meant to be, see `Spelling.correct`."""

        def correct(word: str, derived: bool) -> str | None:  # noqa: FBT001  # as it is asked
            spelling = (
                self._near(connection, word) if self._state.trigrams else self._whole(connection)
            )
            return spelling.correct(word, derived=derived)

        return correct

    def _near(self, connection: Connection, word: str) -> Spelling:
        """Return a spelling that knows the words whose trigrams are like those of `word`."""
        pieces = [
            piece
            for cut in range(MIN_LENGTH, len(word) - MIN_LENGTH + 1)
            for piece in (word[:cut], word[cut:])
        ]
        names = {
            "words": Identifier(SCHEMA, f"words_{self._state.generation}"),
            "schema": Identifier(str(self._state.trigrams)),
        }
        connection.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKE)]
        )
        lengths = (len(word) - SLIPS, len(word) + SLIPS)
        rows = connection.execute(SQL(_ALIKE).format(**names), [word, *lengths, pieces])
        return self._spelling(dict(rows.fetchall()))

    def _whole(self, connection: Connection) -> Spelling:
        """Return a spelling that knows all words; without trigrams there is no other way."""
        if self._all is None:
            rows = connection.execute(about(self._state.generation, _ALL))
            self._all = self._spelling(dict(rows.fetchall()))
        return self._all

    def _spelling(self, counts: dict[str, int]) -> Spelling:
        return Spelling(
            [self._spare, Known.of(counts)],
            frequency=lambda word: counts.get(word, 0),
            never=self._stop_words,
        )
