"""What makes a text hard to read: long sentences, and acronyms that nobody has explained."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from portal.core.text import plain

MAX_WORDS = 25
FIRST_WORDS = 6
_ENDS = re.compile(r"(?<=[.!?])[\"”)]*\s+(?=[\"“(]?[A-Z0-9])|\n\s*(?:\n|[-*+]\s|\d+[.)]\s)")
_ACRONYM = re.compile(r"\b[A-Z]{2,}[A-Z0-9]*(?:-[A-Z0-9]+)*\b")
_CITED = re.compile(r"\[(?:sumber|source):[^\]]*\]", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLC]+")
# What no reader of the portal has to look up.
KNOWN = frozenset(
    {"RI", "DKI", "DIY", "NTB", "NTT", "RT", "RW", "SD", "SMP", "SMA", "SMK", "KTP", "KK", "HP"}
    | {"TV", "PC", "IT", "PDF", "SMS", "QR", "WA", "WIB", "WITA", "WIT", "TNI", "ASN", "PNS"}
    | {"DPRD", "DPR", "PT", "CV", "UU", "PP", "SK", "NIK", "UMKM", "BPS", "KPK"}
)


class LongSentence(NamedTuple):
    """A sentence of many words, by its first ones."""

    start: str
    words: int


def long_sentences(text: str) -> list[LongSentence]:
    """Return the sentences of a Markdown text with more than `MAX_WORDS` words."""
    found = []
    for sentence in _sentences(text):
        words = sentence.split()
        if len(words) > MAX_WORDS:
            found.append(LongSentence(" ".join(words[:FIRST_WORDS]), len(words)))
    return found


def _sentences(text: str) -> Iterator[str]:
    for piece in _ENDS.split(_CITED.sub("", text)):
        yield plain(piece)


def unexplained(text: str, around: str, known: Collection[str]) -> list[str]:
    """Return the acronyms of a text that neither `known` nor the texts `around` it explain.

    One is explained where it stands in brackets after its words, or before them.
    """
    text = plain(_CITED.sub("", text))
    found = dict.fromkeys(_ACRONYM.findall(text))
    whole = f"{plain(around)} {text}"
    return [
        name
        for name in found
        if name not in KNOWN
        and name not in known
        and not _ROMAN.fullmatch(name)
        and not re.search(rf"\({re.escape(name)}\)|\b{re.escape(name)} \([^)]*[a-z]", whole)
    ]


def acronyms_in(text: str) -> frozenset[str]:
    """Return the acronyms that a glossary explains: those it prints in bold."""
    bold = re.findall(r"\*\*([^*]+)\*\*", text)
    return frozenset(name for term in bold for name in _ACRONYM.findall(term))
