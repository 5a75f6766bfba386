"""Marking what matched, in titles and in the passage that tells most."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup, escape

from portal.search.analysis import TOKEN, Analyzer, Word, fold, words_from

Span = tuple[int, int]
Mark = tuple[str, ...]
ELLIPSIS = "…"
MOST_KNOWN = 50_000
# All but letters, digits and what joins words is a blank.
_PARTED = re.sub(rb"[^0-9a-z'-]", b" ", bytes(range(256)), flags=re.DOTALL)
_BEFORE, _AFTER = " \n", " \n.,"  # what stands around most words
_JOINED = re.compile(r"[0-9a-z][-']?\Z")


class _Kin:
    """All tokens that texts had so far, by the forms of their words: each is analysed once."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._known: tuple[set[str], dict[str, tuple[str, ...]]] = set(), {}

    def having(self, forms: Iterable[str], tokens: set[str]) -> set[str]:
        """Return those of `tokens` that have a word with one of `forms`."""
        known, by_form = self._known
        for token in tokens - known:
            for word in words_from(token, 0):
                for form in {*self._analyzer.forms(word.text, "both")}:
                    by_form[form] = (*by_form.get(form, ()), token)
            known.add(token)
        if len(known) > MOST_KNOWN:
            self._known = set(), {}  # other threads go on with what they have
        return {token for form in forms for token in by_form.get(form, ())} & tokens


class _Beginning(NamedTuple):
    """A word with which a match begins: whether it is one, and the tokens that may come next."""

    is_whole: bool
    following: tuple[str, ...]

    def may_go_on(self, folded: str, stop: int) -> bool:
        """Tell whether the match may go on where the word ends."""
        if not self.following:
            return False
        parted = folded[stop : stop + 1] == " " and folded[stop + 1 : stop + 2].isalnum()
        return not parted or folded.startswith(self.following, stop + 1)


@cache
def _kin_of(analyzer: Analyzer) -> _Kin:
    """Return what a process knows of the words of an analyzer."""
    return _Kin(analyzer)


class Marker:
    """Marks the words of texts whose forms are among those that matched a query."""

    def __init__(self, analyzer: Analyzer, marks: Iterable[Mark]) -> None:
        """Mark the sequences of forms `marks`, as `engine.Matches` holds them."""
        self._analyzer = analyzer
        self._kin = _kin_of(analyzer)
        self._prefixes = tuple({mark[0][:-1] for mark in marks if mark[0].endswith("*")})
        self._starting: dict[str, list[Mark]] = {}
        self._longest = 1
        for mark in marks:
            self._starting.setdefault(mark[0], []).append(mark)
            self._longest = max(self._longest, len(mark))

    def mark(self, text: str) -> Markup:
        """Return the text with its matches in <mark>."""
        (spans,) = self._spans([text])
        return _marked(text, spans)

    def snippet(self, texts: Iterable[str], *, length: int) -> Markup | None:
        """Return the passage of about `length` characters with the most different matches."""
        found = self.passage(texts, length=length)
        return found[1] if found else None

    def passage(self, texts: Iterable[str], *, length: int) -> tuple[int, Markup] | None:
        """Return in which of the texts that passage is, counted from 0, and the passage."""
        several = list(texts)
        best: tuple[int, int, int, list[Span]] | None = None
        for place, spans in enumerate(self._spans(several)):
            if spans:
                start, count = _densest(several[place], spans, length)
                if count and (best is None or count > best[0]):
                    best = (count, place, start, spans)
        if best is None:
            return None
        _count, place, start, spans = best
        return place, _marked(*_passage(several[place], spans, start, length))

    def _spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return where the matches of each text are; all are looked through at once."""
        folded = fold("\n".join(texts)).replace("\u2019", "'")
        likely = self._likely(_tokens(folded))
        found: list[list[Span]] = [[] for _ in texts]
        place, first, last, end = 0, 0, len(texts[0]) if texts else 0, 0
        for start, stop in sorted(span for token in likely for span in _standing(folded, token)):
            while start > last:
                place, first = place + 1, last + 1
                last = first + len(texts[place])
            beginning = likely[folded[start:stop]]
            if beginning is None or beginning.may_go_on(folded, stop):
                spans = self._at(folded[:last], start, stop, after=end)
            else:
                spans = [(start, stop)] if beginning.is_whole and start >= end else []
            for begun, ended in spans:
                found[place].append((begun - first, ended - first))
                end = ended
        return found

    def _likely(self, tokens: set[str]) -> dict[str, "_Beginning | None"]:
        """Return the tokens with which a match may begin; None for several words in one.

        Most tokens of a text begin none.
        """
        likely = self._kin.having(self._starting, tokens)
        if self._prefixes:
            likely |= {token for token in tokens if token.startswith(self._prefixes)}
            several = {token for token in tokens if not token.isalnum()}
            likely |= {token for token in several if self._has_prefixed(token)}
        found = {
            token: self._beginning(token, tokens) if token.isalnum() else None for token in likely
        }
        return {
            token: beginning
            for token, beginning in found.items()
            if beginning is None or beginning.is_whole or beginning.following
        }

    def _beginning(self, word: str, tokens: set[str]) -> "_Beginning":
        marks = [mark for form in self._forms(word) for mark in self._starting.get(form, ())]
        seconds = {mark[1] for mark in marks if len(mark) > 1}
        return _Beginning(
            is_whole=self._is_prefixed(word) or any(len(mark) == 1 for mark in marks),
            following=tuple(self._kin.having(seconds, tokens)) if seconds else (),
        )

    def _has_prefixed(self, token: str) -> bool:
        return any(self._is_prefixed(word.text) for word in words_from(token, 0))

    def _at(self, folded: str, start: int, stop: int, *, after: int) -> list[Span]:
        """Return the matches that begin in a token, from a place on; they may go on beyond it."""
        several = 0 if folded[start:stop].isalnum() else stop - start
        found = list(islice(words_from(folded, start), several + self._longest))
        spans = []
        place = 0
        while place < len(found) and found[place].start < stop:
            length = self._length_at(found, place) if found[place].start >= after else 0
            if length:
                spans.append((found[place].start, found[place + length - 1].end))
            place += length or 1
        return spans

    def _is_prefixed(self, word: str) -> bool:
        return word.startswith(self._prefixes)

    def _forms(self, word: str) -> tuple[str, ...]:
        return self._analyzer.forms(word, "both")

    def _length_at(self, found: Sequence[Word], place: int) -> int:
        """Return how many words from `place` match, 0 if none."""
        longest = int(self._is_prefixed(found[place].text))
        for form in self._forms(found[place].text):
            for mark in self._starting.get(form, ()):
                following = found[place : place + len(mark)]
                fits = len(following) == len(mark) and all(
                    part in self._forms(word.text)
                    for part, word in zip(mark, following, strict=True)
                )
                longest = max(longest, len(mark) if fits else 0)
        return longest


def _tokens(folded: str) -> set[str]:
    """Return the tokens of a text, each once; to split at blanks takes a tenth of a pattern."""
    plain = folded.encode("ascii", "replace").translate(_PARTED).decode("ascii")
    pieces = set(plain.split())
    if "-" not in plain and "'" not in plain:
        return pieces
    joined = {piece for piece in pieces if not piece.isalnum()}
    return (pieces - joined).union(*map(TOKEN.findall, joined))


def _standing(folded: str, token: str) -> Iterator[Span]:
    """Yield where a token stands by itself, not as a part of another."""
    start = folded.find(token)
    while start >= 0:
        end = start + len(token)
        if folded[start - 1 : start] in _BEFORE and folded[end : end + 1] in _AFTER:
            yield start, end
        elif not _JOINED.search(folded[max(0, start - 2) : start]):
            whole = TOKEN.match(folded, start)
            if whole and whole.end() == end:
                yield start, end
        start = folded.find(token, end)


def _densest(text: str, spans: list[Span], length: int) -> tuple[int, int]:
    """Return where the window with the most different matching words begins, and their number."""
    told = [text[start:end].casefold().split() for start, end in spans]
    inside: dict[str, int] = {}
    best = (0, 0)
    following = 0
    for index, (start, _end) in enumerate(spans):
        while following < len(spans) and spans[following][1] - start <= length:
            for word in told[following]:
                inside[word] = inside.get(word, 0) + 1
            following += 1
        if len(inside) > best[1]:
            best = (start, len(inside))
        if index == following:
            following += 1
            continue
        for word in told[index]:
            inside[word] -= 1
            if not inside[word]:
                del inside[word]
    return best


def _passage(text: str, spans: list[Span], start: int, length: int) -> tuple[str, list[Span]]:
    """Cut the text at word borders around `start` and move the spans along."""
    begin = max(0, start - length // 4)
    if begin:
        begin = text.find(" ", begin, start) + 1 or start
    end = min(len(text), begin + length)
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > start else end
    head, tail = ELLIPSIS if begin else "", ELLIPSIS if end < len(text) else ""
    moved = [
        (first - begin + len(head), last - begin + len(head))
        for first, last in spans
        if begin <= first and last <= end
    ]
    return f"{head}{text[begin:end]}{tail}", moved


def _marked(text: str, spans: Iterable[Span]) -> Markup:
    parts: list[str] = []
    place = 0
    for start, end in spans:
        parts += [escape(text[place:start]), f"<mark>{escape(text[start:end])}</mark>"]
        place = end
    parts.append(escape(text[place:]))
    return Markup("".join(parts))  # noqa: S704  # each part is escaped
