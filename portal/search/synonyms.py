"""Groups of words that mean the same: one line each, as files, editors and the index read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.search.analysis import words

LONGEST = 6  # words of an expression
SIGNS = "=>;#,"
MOST = 1_000  # characters of a line
Expression = tuple[str, ...]


class Wrong(StrEnum):
    """What can be wrong with an expression, in the words of `flask content check`."""

    WORDLESS = "an expression without a word"
    LONG = f"an expression of more than {LONGEST} words"
    COMMON = "a group known by stop words alone"
    SIGNED = f"an expression with one of {SIGNS}"
    LONELY = "a group of one expression"


@dataclass(frozen=True)
class Group:
    """`head`, `alike` and `english` find each other; each of them also finds `narrower`."""

    head: str
    alike: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    english: tuple[str, ...] = ()

    @classmethod
    def of(cls, line: str) -> "Group":
        """Return what a line `a = b, c > d, e ; f` says."""
        two_way, _, english = line.partition(";")
        two_way, _, narrower = two_way.partition(">")
        head, _, alike = two_way.partition("=")
        return cls(head.strip(), pieces(alike), pieces(narrower), pieces(english))

    @property
    def line(self) -> str:
        """The line that says this."""
        told = f"{self.head} = {', '.join(self.alike)}".rstrip()
        told += f" > {', '.join(self.narrower)}" if self.narrower else ""
        return told + (f" ; {', '.join(self.english)}" if self.english else "")

    @property
    def topic(self) -> str:
        """What the group is known by, in addresses too: the words of its head."""
        return "-".join(expression_of(self.head))

    @property
    def both_ways(self) -> tuple[str, ...]:
        """All that find each other."""
        return (self.head, *self.alike, *self.english)

    def wrongs(self, stop_words: frozenset[str]) -> Iterator[tuple[str, str, Wrong]]:
        """Yield what is wrong, as (part of the group, expression, reason)."""
        for part in ("head", "alike", "narrower", "english"):
            told = getattr(self, part)
            for text in (told,) if part == "head" else told:
                if wrong := _wrong(text):
                    yield part, text, wrong
        if (expression := expression_of(self.head)) and stop_words.issuperset(expression):
            yield "head", self.head, Wrong.COMMON
        if not (self.alike or self.narrower or self.english):
            yield "alike", self.head, Wrong.LONELY


def pieces(text: str) -> tuple[str, ...]:
    """Return the expressions of a list with commas."""
    return tuple(piece for part in text.split(",") if (piece := " ".join(part.split())))


def expression_of(text: str) -> Expression:
    """Return the words of an expression."""
    return tuple(word.text for word in words(text))


def _wrong(text: str) -> Wrong | None:
    expression = expression_of(text)
    if not expression:
        return Wrong.WORDLESS
    if any(sign in text for sign in SIGNS):
        return Wrong.SIGNED
    return Wrong.LONG if len(expression) > LONGEST else None
