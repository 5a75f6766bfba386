"""What belongs together of all that was asked for, and how much of it may be shown."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

WINDOW = timedelta(days=90)  # what is older tells nothing of what is missing today
SEARCHES, REGIONS = 5, 3  # of so many searches in so many regions anything may be shown
SETS = 50_000  # of stems that are kept once each
ALIKE = 0.5  # of what is in one of two sets of stems, how much is in both

Stems = frozenset[str]
Spelt = Sequence[tuple[str, str]]  # words and their stems, in the order of a text


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """Something that somebody wanted; `turn` is the same for one reader on one day.

    `source` says what tells of it, and `is_search` whether it counts as a search. `words` is what
    was typed, `region` the code of the region if it is known. `served` tells that something was
    found and opened.
    """

    turn: Hashable
    source: str
    is_search: bool = False
    words: str = ""
    stems: Stems = frozenset()
    region: str | None = None
    dimension: str | None = None
    sector: str | None = None
    served: bool = False


Turn = Sequence[Asking]


@lru_cache(SETS)
def stems_of(text: str) -> Stems:
    """Return stems that are stored as one text."""
    return frozenset(text.split())


def stored(stems: Collection[str]) -> str:
    """Return stems as one text, equal for equal sets."""
    return " ".join(sorted(set(stems)))


def likeness(one: Stems, other: Stems) -> float:
    """Return which part of two sets of stems they share (Jaccard)."""
    return len(one & other) / len(one | other) if one and other else 0.0


def asks_for(stems: Stems, signature: Stems) -> bool:
    """Tell whether a search is one for what a need is known by: for all of it, and little else."""
    return signature <= stems and likeness(stems, signature) >= ALIKE


def clustered(askings: Iterable[Asking], known: Iterable[Stems]) -> dict[Stems, list[Asking]]:
    """Return the askings that have words by what leads them, where anything follows.

    Leaders are what is `known`, in that order, then sets of stems, the most frequent first; each
    set follows the leader that is most like it, or leads itself where none is alike.
    """
    by_stems: dict[Stems, list[Asking]] = defaultdict(list)
    for asking in askings:
        if asking.stems:
            by_stems[asking.stems].append(asking)
    leaders = _Leaders(known)
    found: dict[Stems, list[Asking]] = defaultdict(list)
    for stems in sorted(by_stems, key=lambda each: (-len(by_stems[each]), len(each), stored(each))):
        found[leaders.leader_of(stems)] += by_stems[stems]
    return dict(found)


class _Leaders:
    """Sets of stems that others may be like, found by the stems that they share."""

    def __init__(self, known: Iterable[Stems]) -> None:
        self._all: list[Stems] = []
        self._with: dict[str, list[int]] = defaultdict(list)
        for stems in known:
            self._add(stems)

    def _add(self, stems: Stems) -> None:
        for stem in stems:
            self._with[stem].append(len(self._all))
        self._all.append(stems)

    def leader_of(self, stems: Stems) -> Stems:
        """Return the leader most like `stems`, or make it one; of several the first."""
        near = sorted({place for stem in stems for place in self._with.get(stem, ())})
        best = max(near, key=lambda place: likeness(self._all[place], stems), default=None)
        if best is not None and likeness(self._all[best], stems) >= ALIKE:
            return self._all[best]
        self._add(stems)
        return stems


def turns_of(askings: Iterable[Asking]) -> list[Turn]:
    """Return the searches among them, those of one reader on one day as one."""
    found: dict[Hashable, list[Asking]] = defaultdict(list)
    for asking in askings:
        if asking.is_search:
            found[asking.turn].append(asking)
    return list(found.values())


def is_vain(turn: Turn) -> bool:
    """Tell whether nothing was opened by who searched."""
    return not any(asking.served for asking in turn)


def regions_of(turns: Iterable[Turn]) -> frozenset[str]:
    """Return the codes of the regions from which these searches came."""
    return frozenset(asking.region for turn in turns for asking in turn if asking.region)


def is_anonymous(turns: Collection[Turn]) -> bool:
    """Tell whether what these searches share says nothing of any one of them."""
    return len(turns) >= SEARCHES and len(regions_of(turns)) >= REGIONS


def shared(turns: Collection[Turn]) -> Stems:
    """Return the stems that may be shown: enough searches of enough regions held all of them."""
    held = Counter(stem for turn in turns for stem in {s for asking in turn for s in asking.stems})
    chosen: Stems = frozenset()
    for stem in sorted(held, key=lambda each: (-held[each], each)):
        wider = chosen | {stem}
        if is_anonymous([turn for turn in turns if _holds(turn, wider)]):
            chosen = wider
    return chosen


def _holds(turn: Turn, stems: Stems) -> bool:
    return any(stems <= asking.stems for asking in turn)


def worded(stems: Stems, turns: Collection[Turn], spell: Callable[[str], Spelt]) -> str:
    """Return the words for stems in the order in which most have typed them.

    A word is spelt as enough searches of enough regions have, else as its stem.
    """
    texts: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        for text in {asking.words for asking in turn if stems <= asking.stems}:
            texts[text].append(turn)
    spelt = {text: spell(text) for text in texts}
    typed: dict[str, dict[str, list[Turn]]] = defaultdict(lambda: defaultdict(list))
    for text, pairs in spelt.items():
        for word, stem in pairs:
            typed[stem][word] += texts[text]
    usual = max(sorted(texts), key=lambda text: (len(texts[text]), -len(text)), default="")
    typed_first = [stem for _word, stem in spelt.get(usual, ()) if stem in stems]
    order = dict.fromkeys([*typed_first, *sorted(stems)])
    return " ".join(_spelling(stem, typed[stem]) for stem in order)


def _spelling(stem: str, typed: Mapping[str, Collection[Turn]]) -> str:
    usual = sorted(typed, key=lambda word: (-len(typed[word]), word))
    for word in usual:
        turns = {id(turn): turn for turn in typed[word]}  # who typed it twice counts once
        if is_anonymous(list(turns.values())):
            return word
    return stem


def agreed(values: Iterable[str | None]) -> str | None:
    """Return the value on which all agree who have one, None where they differ."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None
