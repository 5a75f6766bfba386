"""What an editor should look at in a record, though no rule forbids it: figures and tags."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from portal.core.text import CITATION
from portal.practices.schemas.facets import CLASSIFICATION, TERM_SCHEMES
from portal.practices.schemas.record import BLOCK_PARTS, STATEMENTS
from portal.search.analysis import words
from portal.vocabularies.queries import NON_SPM

Remark = tuple[str, str]
TAGS = {key: TERM_SCHEMES[facet] for facet, key in CLASSIFICATION.items()}
MEASURES = ("baseline", "target", "actual", "contested")
CONNECTIVES = frozenset({"yang", "pada", "atau", "bagi", "oleh", "dengan", "with", "from"})
LISTS = ("awards", "replications", "evidence", "kit", "prerequisites")
# Digits that are part of a name (2H2, COVID-19) are no figure, and a year alone is a date.
_FIGURE = re.compile(r"(?<![\w.,])(?<![a-z]-)\d+(?:[.,]\d+)*(?![\w])", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PIECES = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)|\n(?=\|)")
_ITEM = re.compile(r"\s*(?:[-*|]|\d+\.\s)")
_NUMBERED = re.compile(r"^\s*\d+\.\s")
_SHORTEST = 4
_RARE = 3


class Signs:
    """By which words a text shows that it bears a tag."""

    def __init__(
        self, schemes: Sequence[Mapping[str, Any]], extra: Mapping[tuple[str, str], str]
    ) -> None:
        """Take the words of the terms, and `extra` words {(scheme, code): words}."""
        self._stem = lru_cache(None)(StemmerFactory().create_stemmer().stem)
        self._signs: dict[tuple[str, str], set[str]] = {}
        for scheme in schemes:
            if scheme["code"] in TAGS.values():
                self._add(scheme["code"], scheme["terms"], extra)

    def _add(
        self,
        scheme: str,
        terms: Sequence[Mapping[str, Any]],
        extra: Mapping[tuple[str, str], str],
    ) -> None:
        """Keep for each term its words that few of its siblings have, and those below it."""
        own = {term["code"]: self.stems(_names(term)) for term in terms}
        for term in terms:
            code, parent = term["code"], term.get("parent")
            siblings = [other["code"] for other in terms if other.get("parent") == parent]
            shared = Counter(word for other in siblings for word in own[other])
            few = max(1, len(siblings) // _RARE)
            signs = {word for word in own[code] if shared[word] <= few}
            signs |= self.stems(extra.get((scheme, code), ""))
            self._signs.setdefault((scheme, code), set()).update(signs)
            if parent:
                self._signs.setdefault((scheme, parent), set()).update(signs)

    def stems(self, text: str) -> set[str]:
        """Return the stems of the words of a text."""
        return {
            self._stem(word.text) if len(word.text) >= _SHORTEST else word.text
            for word in words(text)
        }

    def bears(self, stems: set[str], scheme: str, code: str) -> bool:
        """Tell whether a text with these stems bears a tag."""
        return bool(stems & self._signs.get((scheme, code), set()))


def remarks_of(record: Mapping[str, Any], signs: Signs) -> Iterator[Remark]:
    """Yield (text or key it is about, what to look at) for everything doubtful in a record."""
    yield from _unsourced_texts(record)
    yield from _unsourced_entries(record)
    yield from _summary_alone(record)
    yield from _tags_not_borne(record, signs)


def _unsourced_texts(record: Mapping[str, Any]) -> Iterator[Remark]:
    """Look for paragraphs whose figures no citation bears, neither there nor elsewhere."""
    passages = [passage for text in _long_texts(record) for passage in _passages(text)]
    sourced = {
        _bare(figure)
        for passage in passages
        if CITATION.search("".join(passage))
        for piece in passage
        for figure in _all(piece)
    }
    for passage in passages:
        for piece in passage:
            for figure in _figures(_NUMBERED.sub("", piece)):
                if _bare(figure) not in sourced:
                    yield piece.strip(), f"the figure {figure} has no source"


def _passages(text: str) -> Iterator[list[str]]:
    """Yield the paragraphs of a text, a list together with the sentence that leads to it."""
    passage: list[str] = []
    for piece in _PIECES.split(text):
        leads = bool(passage) and CITATION.sub("", passage[0]).rstrip().endswith(":")
        if passage and not (leads and _ITEM.match(piece)):
            yield passage
            passage = []
        passage.append(piece)
    if passage:
        yield passage


def _unsourced_entries(record: Mapping[str, Any]) -> Iterator[Remark]:
    statements = [record[key] for key in STATEMENTS if key in record]
    for entry in [*statements, *(row for key in LISTS for row in record.get(key, []))]:
        for text in entry["text"].values():
            figures = _figures(text)
            if figures and not entry.get("sources") and not CITATION.search(text):
                yield text, f"the figure {figures[0]} has no source"
    for row in record.get("indicators", []):
        for key in MEASURES:
            if key in row and not row[key].get("sources"):
                yield row["name"]["id"], f"the figure of `{key}` has no source"
    if "band" in record.get("cost", {}) and not record["cost"].get("sources"):
        yield "cost:", "the cost band has no source"


def _summary_alone(record: Mapping[str, Any]) -> Iterator[Remark]:
    """Look for figures of the summaries that no sourced text repeats."""
    body = {_bare(figure) for text in _texts(_without_summary(record)) for figure in _all(text)}
    body |= {
        _bare(f"{row[key]['value']:g}")
        for row in record.get("indicators", [])
        for key in MEASURES
        if key in row
    }
    for text in record["summary"].values():
        for figure in _figures(text):
            if _bare(figure) not in body:
                yield text.strip(), f"the figure {figure} stands only in the summary"


def _tags_not_borne(record: Mapping[str, Any], signs: Signs) -> Iterator[Remark]:
    stems = signs.stems(" ".join(_texts(record)))
    for key, scheme in TAGS.items():
        for code in record.get(key, []):
            if code != NON_SPM and not signs.bears(stems, scheme, code):
                yield f"{key}:", f"nothing in the text bears the tag {code}"


def _names(term: Mapping[str, Any]) -> str:
    """Return the words of a term's names; what is short is a sign only where people say it so."""
    names = " ".join(_texts([term["label"], term.get("short", {})]))
    telling = [
        word.text
        for word in words(names)
        if len(word.text) >= _SHORTEST and word.text not in CONNECTIVES
    ]
    return " ".join((*telling, *_texts(term.get("alt", {}))))


def _without_summary(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in {"summary", "sources"}}


def _long_texts(record: Mapping[str, Any]) -> Iterator[str]:
    for texts in record["sections"].values():
        yield from texts.values()
    for block in record["blocks"]:
        for part in BLOCK_PARTS:
            yield from block.get(part, {}).values()


def _texts(value: Any) -> Iterator[str]:
    """Yield every text a reader sees, without codes and addresses."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in {"sources", "kind", "region", "url", *TAGS}:
                yield from _texts(item)


def _all(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", CITATION.sub("", text))


def _figures(text: str) -> list[str]:
    found = _FIGURE.findall(CITATION.sub("", text))
    return [figure for figure in found if not _YEAR.fullmatch(figure)]


def _bare(figure: str) -> str:
    return re.sub(r"[.,]", "", figure)
