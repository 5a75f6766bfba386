"""The words of gambling sites, looked for in what people write, however they are disguised."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path("moderation") / "gambling-words.txt"
SHORTEST = 5  # letters of a phrase: what is shorter stands in too many innocent texts
# What looks alike is one letter, in the list as in texts: digits, signs, Cyrillic, Greek.
ALIKE = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g"}
    | {"@": "a", "$": "s", "!": "i", "|": "i", "l": "i"}
    | dict(zip("авеікмнорѕстухј", "abeikmhopsctyxj", strict=True))  # they are what is looked for
    | dict(zip("αεικνορτυχ", "aeikvoptux", strict=True))  # the same
)
_TOKEN = re.compile(r"[^\W_]+(?:[@$!|]+[^\W_]+)*")
_REPEATED = re.compile(r"(.)\1{2,}")
_DIGITS = re.compile(r"(\d*)(.*?)(\d*)", re.DOTALL)


@dataclass(frozen=True)
class WordList:
    """Phrases that hold a text back, by their letters as `_folded` gives them."""

    phrases: Mapping[str, str]

    @classmethod
    def from_folder(cls, content: Path) -> "WordList":
        """Read the list of a content folder: a phrase a line, after `#` a remark.

        Raises:
            ValueError: naming the line with a phrase that is too short or there twice.
        """
        phrases: dict[str, str] = {}
        lines = (content / FILE).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            phrase = line.partition("#")[0].strip()
            letters = _Letters(phrase).text
            if phrase and (len(letters) < SHORTEST or letters in phrases):
                raise ValueError(f"{FILE}:{number}: too short, or there twice: {phrase}")
            if phrase:
                phrases[letters] = phrase
        return cls(phrases)

    def found_in(self, text: str) -> list[str]:
        """Return the phrases of the list that stand in a text in whole words."""
        letters = _Letters(text)
        return [phrase for folded, phrase in self.phrases.items() if letters.hold(folded)]


class _Letters:
    """A text without case, accents, signs and spaces, and where its words begin and end.

    A word may begin after the digits before it and end before those behind it.
    """

    def __init__(self, text: str) -> None:
        self._starts: set[int] = set()
        self._ends: set[int] = set()
        typed = ""
        for token in _TOKEN.findall(_plain(text)):
            parts = _DIGITS.fullmatch(token)
            for part in parts.groups() if parts else ():
                self._starts.add(len(typed))
                typed += _REPEATED.sub(r"\1", part)
                self._ends.add(len(typed))
        self._typed = typed
        self.text = typed.translate(ALIKE)

    def hold(self, phrase: str) -> bool:
        """Tell whether a folded phrase stands here from the start of a word to the end of one."""
        at = self.text.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            whole = at in self._starts and end in self._ends
            if whole and not self._typed[at:end].isdecimal():
                return True
            at = self.text.find(phrase, at + 1)
        return False


def _plain(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", text).casefold()
        if unicodedata.category(character) not in {"Mn", "Cf"}
    )
