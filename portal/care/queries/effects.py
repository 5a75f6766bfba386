"""What a change of the search does to the answers of many queries, as far as time allows."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from portal.care.queries.asked import Asked, golden, last_week
from portal.practices.queries import KIND
from portal.search import finder
from portal.search.correcting import readers_of
from portal.search.guidance import Guidance
from portal.search.query import ParsedQuery, parse

FIRST = 5  # results that are told
LOOKED = 50  # results among which an expected answer is looked for
WHILE_SOMEBODY_WAITS, BY_NIGHT = 3.0, 120.0  # seconds


@dataclass(frozen=True)
class Answer:
    """The keys that stand first, how many results there are, and {expected key: its rank}.

    A rank is None where the key is not among the first `LOOKED`.
    """

    first: Sequence[str]
    total: int
    ranks: Mapping[str, int | None]


@dataclass(frozen=True)
class Difference:
    """A query that is answered otherwise than before; `times` is how often it was asked."""

    text: str
    times: int
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Compared:
    """How many of how many queries were compared, and those that differ."""

    compared: int
    of: int
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Effect:
    """What a change does to the golden set and to what was searched for in the last week."""

    golden: Compared
    week: Compared

    def told(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Effect":
        """Return what JSON tells."""
        return cls(_compared_of(told["golden"]), _compared_of(told["week"]))


def _compared_of(told: Mapping[str, Any]) -> Compared:
    differences = [
        Difference(
            one["text"], one["times"], before=Answer(**one["before"]), after=Answer(**one["after"])
        )
        for one in told["differences"]
    ]
    return Compared(told["compared"], told["of"], differences)


def effect_of(before: Guidance, after: Guidance, *, seconds: float) -> Effect:
    """Return what differs between two; it is looked for no longer than so many seconds."""
    sets = (golden(), last_week())
    return Effect(*(_compare(one, before, after, seconds / len(sets)) for one in sets))


def _compare(
    queries: Sequence[Asked], before: Guidance, after: Guidance, seconds: float
) -> Compared:
    until = time.monotonic() + seconds
    differences: list[Difference] = []
    for done, asked in enumerate(queries):
        if time.monotonic() > until:
            return Compared(done, len(queries), differences)
        if not _is_read_otherwise(parse(asked.text), before, after):
            continue
        old, new = answer(asked, before), answer(asked, after)
        if old != new:
            differences.append(Difference(asked.text, asked.times, old, new))
    return Compared(len(queries), len(queries), differences)


def _is_read_otherwise(query: ParsedQuery, before: Guidance, after: Guidance) -> bool:
    """Tell whether a query may find something else: then alone both answers are looked for."""
    stems = finder.telling_stems(" ".join(query.words))
    if before.answers(stems) != after.answers(stems):
        return True
    old, new = readers_of(before.lexicon), readers_of(after.lexicon)
    if old.interpreter.concepts(query) != new.interpreter.concepts(query):
        return True
    # What a word that nobody knows was meant to be, only the index tells.
    return any(
        readers.corrector.unknown(term) is not None
        for readers in (old, new)
        for term in query.terms
    )


def answer(asked: Asked, by: Guidance) -> Answer:
    """Return how a query is answered."""
    request = finder.Request(text=asked.text, per_page=LOOKED)
    found = finder.ranking(KIND, request, by=by)
    places = {key: rank for rank, key in enumerate(found.keys, start=1)}
    ranks = {key: places.get(key) for key in asked.expected}
    return Answer(list(found.keys[:FIRST]), found.total, ranks)
