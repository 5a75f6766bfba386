"""The practice files below `content/practices/`: Markdown with front matter, both languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.core.addresses import SLUG
from portal.core.content import (
    Part,
    Problem,
    Reading,
    Steps,
    dump_yaml,
    load_yaml,
    read_csv,
    read_text,
)
from portal.core.db import db
from portal.core.text import TextRefusedError, check
from portal.practices.models import PUBLIC_STATES, Practice, PracticeVersion
from portal.practices.schemas.record import BLOCK_PARTS, RESERVED_SLUGS, SECTIONS, HeadSchema
from portal.practices.schemas.remarks import Signs, remarks_of
from portal.practices.schemas.rules import Terms, faults_of
from portal.practices.services.versions import store_compilations

FOLDER = "practices"
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*$", re.MULTILINE)


@dataclass
class _Body:
    """The long texts of one language."""

    sections: dict[str, str] = field(default_factory=dict)
    blocks: list[dict[str, str]] = field(default_factory=list)
    lines: dict[Steps, int] = field(default_factory=dict)


class _BodyError(Exception):
    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason


def read(reading: Reading) -> dict[str, dict[str, Any]]:
    """Return {slug: record}; notes every fault with its line."""
    codes = [row["code"] for row in reading.parsed["regions"].regions]
    terms = Terms(reading.parsed["vocabularies"], codes)
    records = {}
    for path in sorted((reading.root / FOLDER).glob("*.md")):
        record = _read_file(reading, path, terms)
        if record is not None:
            records[path.stem] = record
    return records


def _read_file(reading: Reading, path: Path, terms: Terms) -> dict[str, Any] | None:
    if not SLUG.fullmatch(path.stem) or path.stem in RESERVED_SLUGS:
        reading.fault(path, 1, "the file's name is not a slug")
        return None
    text = read_text(reading, path)
    if text is None:
        return None
    match = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    if match is None:
        reading.fault(path, 1, "must begin with front matter between --- lines")
        return None
    head = load_yaml(reading, path, match.group(1), schema=HeadSchema(), first_line=2)
    first_line = text[: match.end()].count("\n") + 1
    try:
        bodies = _read_bodies(text[match.end() :], first_line)
        texts = _joined(bodies, first_line)
    except _BodyError as error:
        reading.fault(path, error.line, error.reason)
        return None
    if head is None:
        return None
    record = {**head.value, **texts}
    for steps, reason in faults_of(record, terms):
        line = bodies["id"].lines.get(steps[:2]) or head.line(steps)
        reading.fault(path, line, reason)
    return record


def remarks(reading: Reading) -> Iterator[Problem]:
    """Yield what an editor should look at: figures without source, tags that no text bears."""
    path = reading.root / FOLDER / "tag-words.csv"
    rows = read_csv(reading, path, ("scheme", "code", "words")) if path.exists() else []
    extra = {(row["scheme"], row["code"]): row["words"] for _line, row in rows}
    signs = Signs(reading.parsed["vocabularies"], extra)
    for slug, record in reading.parsed["practices"].items():
        file = reading.root / FOLDER / f"{slug}.md"
        text = file.read_text(encoding="utf-8")
        for about, reason in remarks_of(record, signs):
            before = text.partition(about)[0]
            line = before.count("\n") + 1 if before != text else 1
            yield Problem(str(file.relative_to(reading.root)), line, reason)


def _read_bodies(text: str, first_line: int) -> dict[str, _Body]:
    bodies: dict[str, _Body] = {}
    body: _Body | None = None
    block: dict[str, str] | None = None
    for line, depth, title, content in _pieces(text, first_line):
        try:
            check(content)
        except TextRefusedError as error:
            raise _BodyError(line, str(error)) from error
        if depth == 1 and title in {"id", "en"} and title not in bodies:
            body, block = bodies.setdefault(title, _Body()), None
        elif depth == 2 and body is not None:  # noqa: PLR2004  # the depth of a section
            block = _section(body, line, title, content)
        elif depth == 3 and block is not None and title in BLOCK_PARTS[1:]:  # noqa: PLR2004  # of a part
            block[title] = content
        else:
            raise _BodyError(line, f"unexpected heading {title!r}")
    if "id" not in bodies:
        raise _BodyError(first_line, "needs a part `# id`")
    return bodies


def _section(body: _Body, line: int, title: str, content: str) -> dict[str, str] | None:
    match = re.fullmatch(r"block: ([a-z-]+) \| (.+)", title)
    if match:
        block = {"kind": match.group(1), "title": match.group(2), "body": content}
        body.lines["blocks", len(body.blocks)] = line
        body.blocks.append(block)
        return block
    if title not in SECTIONS or title in body.sections:
        raise _BodyError(line, f"unknown or repeated section {title!r}")
    body.lines["sections", title] = line
    body.sections[title] = content
    return None


def _pieces(text: str, first_line: int) -> Iterator[tuple[int, int, str, str]]:
    """Yield (line, depth, heading, text below it)."""
    matches = list(_HEADING.finditer(text))
    if text[: matches[0].start() if matches else None].strip():
        raise _BodyError(first_line, "text before the first heading")
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        line = text[: match.start()].count("\n") + first_line
        yield line, len(match.group(1)), match.group(2), text[match.end() : end].strip()


def _joined(bodies: Mapping[str, _Body], first_line: int) -> dict[str, Any]:
    """Return sections and blocks as bilingual texts; English blocks follow the Indonesian ones."""
    english = bodies.get("en", _Body())
    sections = {
        name: {
            locale: body.sections[name] for locale, body in bodies.items() if name in body.sections
        }
        for name in SECTIONS
        if any(name in body.sections for body in bodies.values())
    }
    blocks = []
    for index, block in enumerate(bodies["id"].blocks):
        twin = english.blocks[index] if index < len(english.blocks) else {}
        blocks.append(
            {
                "kind": block["kind"],
                **{
                    part: {"id": block[part]} | ({"en": twin[part]} if part in twin else {})
                    for part in ("title", *BLOCK_PARTS)
                    if part in block
                },
            }
        )
    kinds = [block["kind"] for block in bodies["id"].blocks]
    if english.blocks and kinds != [block["kind"] for block in english.blocks]:
        raise _BodyError(
            first_line, "the English blocks must follow the Indonesian ones in number and kind"
        )
    return {"sections": sections, "blocks": blocks}


def export(root: Path) -> None:
    """Write every public practice as a file below `root`."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    rows = db.session.execute(
        sa.select(Practice.slug, PracticeVersion.record)
        .join(PracticeVersion, Practice.current_version_id == PracticeVersion.id)
        .where(Practice.state.in_(PUBLIC_STATES))
    )
    for slug, record in rows:
        (folder / f"{slug}.md").write_text(to_file(record), encoding="utf-8")


def to_file(record: Mapping[str, Any]) -> str:
    """Return a record in the format of a practice file."""
    head = {key: value for key, value in record.items() if key not in {"sections", "blocks"}}
    parts = ["---\n", dump_yaml(head), "---\n"]
    for locale in ("id", "en"):
        pieces = list(_body_of(record, locale))
        if pieces:
            parts += [f"\n# {locale}\n", *pieces]
    return "".join(parts)


def _body_of(record: Mapping[str, Any], locale: str) -> Iterator[str]:
    for name, text in record["sections"].items():
        if locale in text:
            yield f"\n## {name}\n\n{text[locale]}\n"
    for block in record["blocks"]:
        if locale in block["title"]:
            yield f"\n## block: {block['kind']} | {block['title'][locale]}\n\n"
            yield f"{block['body'].get(locale, '')}\n"
            for part in BLOCK_PARTS[1:]:
                if locale in block.get(part, {}):
                    yield f"\n### {part}\n\n{block[part][locale]}\n"


PART = Part("practices", read=read, write=store_compilations, export=export, remarks=remarks)
