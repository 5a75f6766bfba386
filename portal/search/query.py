"""What people type, as terms: words, "phrases", -words and prefixes*; no other operators."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MAX_LENGTH = 200
MAX_TERMS = 16
MAX_EXCLUDED = 3
MIN_PREFIX = 3
_PIECE = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


class QueryTooLong(ValueError):
    """The text has more than `MAX_LENGTH` characters."""


class TermKind(StrEnum):
    """How a term is to be matched."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Term:
    """One term; the text has neither quotes, sign nor star. What is excluded may be a phrase."""

    kind: TermKind
    text: str

    def __str__(self) -> str:
        quoted = f'"{self.text}"' if " " in self.text else self.text
        return {TermKind.PREFIX: f"{quoted}*", TermKind.EXCLUDED: f"-{quoted}"}.get(
            self.kind, quoted
        )


@dataclass(frozen=True)
class ParsedQuery:
    """A query; `exact` asks for the words as typed, without correction."""

    terms: tuple[Term, ...]
    exact: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for; exclusions alone ask for nothing."""
        return all(term.kind is TermKind.EXCLUDED for term in self.terms)

    @property
    def words(self) -> tuple[str, ...]:
        """The words asked for, for an engine that only compares text."""
        return tuple(
            word
            for term in self.terms
            if term.kind is not TermKind.EXCLUDED
            for word in term.text.split()
        )

    def __str__(self) -> str:
        return " ".join(str(term) for term in self.terms)


def parse(text: str, *, exact: bool = False) -> ParsedQuery:
    """Return the terms of `text`, at most `MAX_TERMS`.

    Raises:
        QueryTooLong: if the text is longer than `MAX_LENGTH`.
    """
    if len(text) > MAX_LENGTH:
        raise QueryTooLong(text[:MAX_LENGTH])
    clean = "".join(
        " " if unicodedata.category(character).startswith("C") else character
        for character in unicodedata.normalize("NFKC", text)[:MAX_LENGTH]
    )
    terms: list[Term] = []
    excluded = 0
    for match in _PIECE.finditer(clean):
        term = _term(match, may_exclude=excluded < MAX_EXCLUDED)
        if term is not None:
            excluded += term.kind is TermKind.EXCLUDED
            terms.append(term)
    return ParsedQuery(tuple(terms[:MAX_TERMS]), exact=exact)


def _term(match: re.Match[str], *, may_exclude: bool) -> Term | None:
    phrase, word = match["phrase"], match["word"]
    if phrase is not None:
        text = " ".join(re.findall(r"\w+", phrase))
        kind = TermKind.PHRASE if " " in text else TermKind.WORD
    else:
        text = word.strip("*-+~^.,;:!?()[]{}/\\'&|<>=")
        starred = word.endswith("*") and len(text) >= MIN_PREFIX
        kind = TermKind.PREFIX if starred else TermKind.WORD
    if not re.search(r"\w", text):
        return None
    if match["minus"]:
        return Term(TermKind.EXCLUDED, text) if may_exclude else None
    return Term(kind, text)
