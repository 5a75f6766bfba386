"""What stands in the HTML of a post: its words as readers see them, and where its links lead."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

INLINE = frozenset({"a", "code", "em", "span", "strong"})
ANYWHERE = "*"
_WRITTEN = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """The words of a post, and the addresses to which it links, or which it only spells out."""

    words: str
    addresses: Sequence[str]


def seen_in(html: str) -> Seen:
    """Return what readers of safe HTML see and where it leads them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    words = "".join(reader.words)
    written = (
        address if "://" in address else f"//{address}" for address in _WRITTEN.findall(words)
    )
    return Seen(words, [*reader.addresses, *written])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads; what is no part of a line begins a new one."""
        self.addresses += [value for name, value in attrs if name == "href" and value]
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """End the line that a block ends."""
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words.append(data)

    def _break(self, tag: str) -> None:
        if tag not in INLINE:
            self.words.append("\n")


def words_of(address: str) -> str:
    """Return an address as words may stand in it."""
    return unquote(address)


def domains(addresses: Iterable[str]) -> list[str]:
    """Return the domains to which addresses lead, each once; those on this site lead to none."""
    return list(dict.fromkeys(filter(None, map(_domain, addresses))))


def _domain(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return address  # that of no server, and on no list


def is_within(domain: str, allowed: Iterable[str]) -> bool:
    """Tell whether a domain is one of those allowed, or below one."""
    return any(one in {ANYWHERE, domain} or domain.endswith(f".{one}") for one in allowed)
