"""A record as a text and back: Markdown with front matter, in both languages.

The format of the files below `content/practices/`, of exports, and of imports. A text line that
would be read as a heading goes out with a backslash before it, and loses one coming in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.core.content import Steps, YamlText, checked_yaml, dump_yaml
from portal.core.faults import FaultyTextError, TextFault
from portal.core.text import TextRefusedError, check
from portal.practices.schemas.record import BLOCK_PARTS, SECTIONS, HeadSchema

LOCALES = ("id", "en")
_FRONT = re.compile(r"---\n(.*?)\n---(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*$", re.MULTILINE)
_LIKE_HEADING = re.compile(r"^(?=\\*#{1,6}[ \t])", re.MULTILINE)
_ESCAPED = re.compile(r"^\\(?=\\*#{1,6}[ \t])", re.MULTILINE)
_BLOCK = re.compile(r"block: ([a-z-]*) ?\| ?(.*)")
_SECTION_DEPTH, _PART_DEPTH = 2, 3


class Format(StrEnum):
    """In what form practices come in: one as a text, or several as rows of a table."""

    MARKDOWN = "md"
    TABLE = "csv"


@dataclass(frozen=True)
class Document:
    """A record that was read from a text, and where its values stand."""

    record: dict[str, Any]
    head: YamlText
    body: Mapping[Steps, int]

    def line(self, steps: Steps) -> int:
        """Return the line of a value, or of the nearest one around it."""
        return self.body.get(steps[:2]) or self.head.line(steps)


@dataclass
class _Body:
    """The long texts of one language."""

    sections: dict[str, str] = field(default_factory=dict)
    blocks: list[dict[str, str]] = field(default_factory=list)
    lines: dict[Steps, int] = field(default_factory=dict)


def read_document(text: str, *, whole: bool) -> Document:
    """Return what a text says; unless it must be `whole`, anything may be missing in it.

    Raises:
        FaultyTextError: naming every fault of shape with its line.
    """
    match = _FRONT.match(text)
    if match is None:
        raise FaultyTextError(TextFault(1, "", "must begin with front matter between --- lines"))
    faults: list[TextFault] = []
    head = YamlText({}, {})
    try:
        head = checked_yaml(match.group(1), schema=HeadSchema(partial=not whole), first_line=2)
    except FaultyTextError as error:
        faults += error.faults
    first_line = text[: match.end()].count("\n") + 1
    reader = _Reader(whole=whole)
    reader.read(text[match.end() :], first_line)
    texts = reader.joined(first_line)
    if faults or reader.faults:
        raise FaultyTextError(*faults, *reader.faults)
    return Document({**head.value, **texts}, head, reader.lines)


class _Reader:
    """Reads a body piece by piece, noting its faults."""

    def __init__(self, *, whole: bool) -> None:
        self.faults: list[TextFault] = []
        self._whole = whole
        self._bodies: dict[str, _Body] = {}
        self._body: _Body | None = None
        self._block: dict[str, str] | None = None

    @property
    def lines(self) -> Mapping[Steps, int]:
        """Where the sections and blocks in Indonesian stand."""
        return self._bodies.get("id", _Body()).lines

    def read(self, text: str, first_line: int) -> None:
        """Take in a body that begins on a line of its file."""
        matches = list(_HEADING.finditer(text))
        if text[: matches[0].start() if matches else None].strip():
            self._fault(first_line, "text before the first heading")
        for index, match in enumerate(matches):
            end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
            line = text[: match.start()].count("\n") + first_line
            content = _ESCAPED.sub("", text[match.end() : end].strip())
            try:
                check(content)
            except TextRefusedError as error:
                self._fault(line, str(error))
            self._take(line, len(match.group(1)), match.group(2), content)
        if self._whole and "id" not in self._bodies:
            self._fault(first_line, "needs a part `# id`")

    def _take(self, line: int, depth: int, title: str, content: str) -> None:
        if depth == 1 and title in LOCALES and title not in self._bodies:
            self._body, self._block = self._bodies.setdefault(title, _Body()), None
            if content:
                self._fault(line, "text outside of a section")
        elif depth == _SECTION_DEPTH and self._body is not None:
            self._block = self._section(self._body, line, title, content)
        elif depth == _PART_DEPTH and self._block is not None and title in BLOCK_PARTS[1:]:
            self._block[title] = content
        else:
            self._fault(line, f"unexpected heading {title!r}")

    def _section(self, body: _Body, line: int, title: str, content: str) -> dict[str, str] | None:
        match = _BLOCK.fullmatch(title)
        if match and (all(match.groups()) or not self._whole):
            block = {"kind": match.group(1), "title": match.group(2), "body": content}
            body.lines["blocks", len(body.blocks)] = line
            body.blocks.append(block)
            return block
        if title not in SECTIONS or title in body.sections:
            self._fault(line, f"unknown or repeated section {title!r}")
            return None
        body.lines["sections", title] = line
        body.sections[title] = content
        return None

    def joined(self, first_line: int) -> dict[str, Any]:
        """Return sections and blocks as bilingual texts; English blocks follow the others."""
        indonesian, english = (self._bodies.get(locale, _Body()) for locale in LOCALES)
        kinds = [[block["kind"] for block in body.blocks] for body in (indonesian, english)]
        if english.blocks and kinds[0] != kinds[1]:
            self._fault(
                first_line, "the English blocks must follow the Indonesian ones in number and kind"
            )
        twins = english.blocks + [{}] * len(indonesian.blocks)
        return {
            "sections": {
                name: {
                    locale: body.sections[name]
                    for locale, body in self._bodies.items()
                    if name in body.sections
                }
                for name in SECTIONS
                if any(name in body.sections for body in self._bodies.values())
            },
            "blocks": [
                _joined_block(block, twin)
                for block, twin in zip(indonesian.blocks, twins, strict=False)
            ],
        }

    def _fault(self, line: int, reason: str) -> None:
        self.faults.append(TextFault(line, "", reason))


def _joined_block(block: Mapping[str, str], twin: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": block["kind"],
        **{
            part: {
                locale: texts[part]
                for locale, texts in zip(LOCALES, (block, twin), strict=True)
                if part in texts
            }
            for part in ("title", *BLOCK_PARTS)
            if part in block or part in twin
        },
    }


def to_text(record: Mapping[str, Any]) -> str:
    """Return a record, whole or not, as the text that it can be read back from."""
    head = {key: value for key, value in record.items() if key not in {"sections", "blocks"}}
    parts = ["---\n", dump_yaml(head), "---\n"]
    for locale in LOCALES:
        pieces = list(_body_of(record, locale))
        if pieces:
            parts += [f"\n# {locale}\n", *pieces]
    return "".join(parts)


def _body_of(record: Mapping[str, Any], locale: str) -> Iterator[str]:
    for name, text in record.get("sections", {}).items():
        if locale in text:
            yield _piece(f"## {name}", text[locale])
    blocks = record.get("blocks", [])
    if locale == "id" or any(_speaks(block, locale) for block in blocks):
        for block in blocks:
            title = " ".join(block.get("title", {}).get(locale, "").split())
            heading = f"## block: {block.get('kind', '')} | {title}".rstrip()
            yield _piece(heading, block.get("body", {}).get(locale, ""))
            for part in BLOCK_PARTS[1:]:
                if locale in block.get(part, {}):
                    yield _piece(f"### {part}", block[part][locale])


def _speaks(block: Mapping[str, Any], locale: str) -> bool:
    return any(locale in block.get(part, {}) for part in ("title", *BLOCK_PARTS))


def _piece(heading: str, text: str) -> str:
    return f"\n{heading}\n\n{_LIKE_HEADING.sub(_backslash, text)}\n"


def _backslash(_match: re.Match[str]) -> str:
    return "\\"
