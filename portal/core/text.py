"""Markdown from people to safe HTML: the only door, and the only bleach."""

import re
import threading
from collections.abc import Mapping, MutableMapping, Sequence
from functools import partial
from html import unescape
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

import bleach
from bleach.callbacks import nofollow
from bleach.linkifier import LinkifyFilter
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from markupsafe import Markup

RENDERER_VERSION = 3
MAX_BYTES = 100_000
MAX_OPEN_BRACKETS = 50
MAX_BRACKETS = 2000
MAX_LINES = 3000
MAX_BLOCK = 10_000
MAX_WORD = 2000
MAX_DEPTH = 30
MAX_NESTING = 10_000  # levels of all lines together
MAX_MARKS = 8000
MAX_COLUMNS = 40
TAB = 4
TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre"}
    | {"span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
PAGE_TAGS = TAGS | {"h2"}  # a page of plain text has the outline to itself
SCHEMES = frozenset({"http", "https", "mailto"})
MENTION = re.compile(r"(?<![\w@./-])@([a-z0-9]+(?:[.:-][a-z0-9]+)*)(?![\w-])", re.IGNORECASE)
CITATION = re.compile(r"\[(s\d{1,3}(?:,\s*s\d{1,3})*)\]")
_MARKS = "*_`|&<@"
_LOCAL = re.compile(r"/(?:[\w.~-]+(?:/[\w.~-]+)*)?(?:\?[\w.~=&+-]*)?(?:#[\w-]*)?", re.ASCII)
_NESTING = re.compile(r"(?: |>|[-*+] |\d+[.)] )*")
_NEWLINE = re.compile(r"\r\n?")
_BLANK_LINES = re.compile(r"\n *\n")
Attributes = MutableMapping[tuple[str | None, str], str]
_local = threading.local()


class TextRefusedError(ValueError):
    """A text over the limits; the message names which."""


def render(
    source: str,
    *,
    citations: Mapping[str, int] | None = None,
    source_word: str = "",
    mentions: Mapping[str, Sequence[str]] | None = None,
    tags: frozenset[str] = TAGS,
) -> Markup:
    """Return `source`, Markdown, as safe HTML made of `tags`.

    `citations` maps source ids to numbers: `[s1, s2]` becomes links to `#source-s1`, ..., which
    are read out as `source_word` and number. `mentions` maps what may stand behind an `@`, in
    small letters, to the words and the path of the link that it becomes.

    Raises:
        TextRefusedError: if the text is over a limit of size, nesting or open brackets.
    """
    check(source)
    converter = Markdown(extensions=["tables", "fenced_code", "sane_lists"])
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    if citations:
        converter.inlinePatterns.register(_Citation(citations, source_word), "citation", 175)
    if mentions:
        converter.inlinePatterns.register(_Mention(mentions), "mention", 115)
    return sanitize(converter.convert(source), tags=tags)


def check(source: str) -> None:
    """Refuse in linear time what would take Markdown more than linear time.

    Raises:
        TextRefusedError: naming the limit.
    """
    if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise TextRefusedError(f"longer than {MAX_BYTES} bytes")
    text = _NEWLINE.sub("\n", source).expandtabs(TAB)  # as Markdown reads it
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise TextRefusedError(f"more than {MAX_LINES} lines")
    if any(line.count("|") > MAX_COLUMNS for line in lines):
        raise TextRefusedError(f"a table of more than {MAX_COLUMNS} columns")
    depths = [_depth(line) for line in lines]
    if max(depths) > MAX_DEPTH:
        raise TextRefusedError(f"nested deeper than {MAX_DEPTH}")
    if sum(depths) > MAX_NESTING:
        raise TextRefusedError(f"nested in more than {MAX_NESTING} levels in all")
    if sum(map(text.count, _MARKS)) > MAX_MARKS:
        raise TextRefusedError(f"more than {MAX_MARKS} of the characters {_MARKS}")
    if any(len(word) > MAX_WORD for word in text.split()):
        raise TextRefusedError(f"a word of more than {MAX_WORD} characters")
    if source.count("[") > MAX_BRACKETS:
        raise TextRefusedError(f"more than {MAX_BRACKETS} brackets")
    for block in _BLANK_LINES.split(text):
        _check_block(block)


def _depth(line: str) -> int:
    match = _NESTING.match(line)
    prefix = match.group() if match else ""
    return prefix.count(" ") // 2 + sum(character in ">-*+)." for character in prefix)


def _check_block(block: str) -> None:
    """Refuse a paragraph in which Markdown would search far and often for the ends of things."""
    if len(block) > MAX_BLOCK:
        raise TextRefusedError(f"a paragraph of more than {MAX_BLOCK} characters")
    for opening, closing in ("[]", "()"):
        unclosed = 0
        for character in block:
            if character == opening:
                unclosed += 1
            elif character == closing and unclosed:
                unclosed -= 1
            if unclosed > MAX_OPEN_BRACKETS:
                raise TextRefusedError(f"more than {MAX_OPEN_BRACKETS} open brackets")


def sanitize(html: str, *, tags: frozenset[str] = TAGS) -> Markup:
    """Return `html` with nothing left but `tags`, the allowed attributes and safe links."""
    # A Cleaner shared between threads fails at random.
    cleaners: dict[frozenset[str], bleach.Cleaner] = _local.__dict__.setdefault("cleaners", {})
    cleaner = cleaners.get(tags)
    if cleaner is None:
        cleaner = cleaners[tags] = bleach.Cleaner(
            tags=tags,
            attributes=_allowed,
            protocols=SCHEMES,
            strip=True,
            strip_comments=True,
            filters=[partial(LinkifyFilter, callbacks=[nofollow, _ugc], skip_tags={"pre", "code"})],
        )
    return Markup(cleaner.clean(html))  # noqa: S704  # this is the sanitiser


def as_typed(source: str) -> Markup:
    """Return `source` as paragraphs and lines of plain text, which takes linear time."""
    text = _NEWLINE.sub("\n", source)
    blocks = [block.strip() for block in _BLANK_LINES.split(text)]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>\n").join(block.split("\n")))
        for block in blocks
        if block
    )


def plain(source: str) -> str:
    """Return the words of a Markdown text, for the index and for summaries."""
    text = re.sub(r"\s*" + CITATION.pattern, "", source)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"[*_`#>|]+", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a" and name == "href":
        return _is_own(value) or _scheme(value) in SCHEMES
    if tag == "span":
        return name == "class" and value in {"refs", "vh"}
    return tag in {"td", "th"} and name == "align"


def _is_own(url: str) -> bool:
    """Tell whether an address stays on this site, also as browsers read it."""
    return url.startswith("#") or _LOCAL.fullmatch(unescape(url)) is not None


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:  # brackets that hold no IPv6 address
        return ""


def _ugc(attributes: Attributes, new: bool = False) -> Attributes:  # noqa: ARG001, FBT001, FBT002  # bleach's signature
    href = attributes.get((None, "href"), "")
    if _is_own(href):
        attributes.pop((None, "rel"), None)
    else:
        attributes[None, "rel"] = "ugc nofollow noopener"
    return attributes


class _Citation(InlineProcessor):
    def __init__(self, numbers: Mapping[str, int], word: str) -> None:
        super().__init__(CITATION.pattern)
        self._numbers = numbers
        self._word = word

    def handleMatch(  # type: ignore[override]  # noqa: N802  # Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002  # Markdown's signature
    ) -> tuple[Element | None, int | None, int | None]:
        ids = [source.strip() for source in m.group(1).split(",")]
        if not all(source in self._numbers for source in ids):
            return None, None, None
        holder = Element("span", {"class": "refs"})
        for source in ids:
            link = SubElement(holder, "a", {"href": f"#source-{source}"})
            SubElement(link, "span", {"class": "vh"}).text = f"{self._word} "
            link[0].tail = str(self._numbers[source])
        return holder, m.start(0), m.end(0)


class _Mention(InlineProcessor):
    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        super().__init__(MENTION.pattern)
        self.compiled_re = MENTION
        self._known = known

    def handleMatch(  # type: ignore[override]  # noqa: N802  # Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002  # Markdown's signature
    ) -> tuple[Element | None, int | None, int | None]:
        handle = m.group(1).lower()
        if handle not in self._known:
            return None, None, None
        words, path = self._known[handle]
        link = Element("a", {"href": path})
        link.text = AtomicString(words)
        return link, m.start(0), m.end(0)
