"""Marking what matched, in titles and in the passage that tells most."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from portal.search.analysis import Analyzer, Word, words

Span = tuple[int, int]
ELLIPSIS = "…"


class Marker:
    """Marks the words of texts whose forms are among those that matched a query."""

    def __init__(self, analyzer: Analyzer, marks: Iterable[tuple[str, ...]]) -> None:
        """Mark the sequences of forms `marks`, as `engine.Matches` holds them."""
        self._analyzer = analyzer
        self._prefixes = tuple({mark[0][:-1] for mark in marks if mark[0].endswith("*")})
        self._starting: dict[str, list[tuple[str, ...]]] = {}
        self._beginning: dict[str, bool] = {}
        for mark in marks:
            self._starting.setdefault(mark[0], []).append(mark)

    def mark(self, text: str) -> Markup:
        """Return the text with its matches in <mark>."""
        return _marked(text, self._spans(text))

    def snippet(self, texts: Iterable[str], *, length: int) -> Markup | None:
        """Return the passage of about `length` characters with the most different matches."""
        found = self.passage(texts, length=length)
        return found[1] if found else None

    def passage(self, texts: Iterable[str], *, length: int) -> tuple[int, Markup] | None:
        """Return in which of the texts that passage is, counted from 0, and the passage."""
        best: tuple[int, int, str, list[Span]] | None = None
        for place, text in enumerate(texts):
            spans = self._spans(text)
            start, count = _densest(text, spans, length)
            if count and (best is None or count > best[0]):
                best = (count, place, *_passage(text, spans, start, length))
        return (best[1], _marked(best[2], best[3])) if best else None

    def _spans(self, text: str) -> list[Span]:
        found = list(words(text))
        spans = []
        place = 0
        while place < len(found):
            length = self._length_at(found, place) if self._begins(found[place].text) else 0
            if length:
                spans.append((found[place].start, found[place + length - 1].end))
            place += length or 1
        return spans

    def _begins(self, word: str) -> bool:
        """Tell whether some match may begin with a word; most words of a text begin none."""
        known = self._beginning.get(word)
        if known is None:
            known = self._beginning[word] = word.startswith(self._prefixes) or any(
                form in self._starting for form in self._forms(word)
            )
        return known

    def _forms(self, word: str) -> tuple[str, ...]:
        return self._analyzer.forms(word, "both")

    def _length_at(self, found: list[Word], place: int) -> int:
        """Return how many words from `place` match, 0 if none."""
        longest = int(found[place].text.startswith(self._prefixes))
        for form in self._forms(found[place].text):
            for mark in self._starting.get(form, ()):
                following = found[place : place + len(mark)]
                fits = len(following) == len(mark) and all(
                    part in self._forms(word.text)
                    for part, word in zip(mark, following, strict=True)
                )
                longest = max(longest, len(mark) if fits else 0)
        return longest


def _densest(text: str, spans: list[Span], length: int) -> tuple[int, int]:
    """Return where the window with the most matching words begins, and how many it holds."""
    best = (0, 0)
    for index, (start, _end) in enumerate(spans):
        near = (text[begin:end] for begin, end in spans[index:] if end - start <= length)
        inside = {word for match in near for word in match.casefold().split()}
        if len(inside) > best[1]:
            best = (start, len(inside))
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
    parts: list[Markup] = []
    place = 0
    for start, end in spans:
        parts += [escape(text[place:start]), Markup("<mark>%s</mark>") % text[start:end]]
        place = end
    parts.append(escape(text[place:]))
    return Markup("").join(parts)
