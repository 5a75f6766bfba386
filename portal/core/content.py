"""Content folders: how files become rows, and how faults are told by file, line and reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from marshmallow import Schema, ValidationError, fields
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.faults import FaultyTextError, TextFault, name_of
from portal.core.permissions import ANONYMOUS
from portal.core.uow import unit_of_work

MAX_FILE = 1_000_000
LOAD = "content:load"
Steps = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """A fault of a content file, or a remark on it."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass
class Reading:
    """What was read so far: {part name: its parsed objects}, and every fault found."""

    root: Path
    parsed: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, file: Path, line: int, reason: str) -> None:
        """Note a fault."""
        self.problems.append(Problem(str(file.relative_to(self.root)), line, reason))


@dataclass(frozen=True)
class Part:
    """A part of the content: `read` parses and checks, `write` returns how many rows changed.

    `remarks` yields what is allowed but doubtful in what was read.
    """

    name: str
    read: Callable[[Reading], Any]
    write: Callable[[Session, Any], int]
    export: Callable[[Path], None]
    remarks: Callable[[Reading], Iterable[Problem]] | None = None


class ContentError(Exception):
    """The content has faults; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the faults in the order of files and lines."""
        self.problems = sorted(problems)
        super().__init__(f"{len(problems)} faults in the content")


_parts: list[Part] = []


def register(part: Part) -> None:
    """Add a part; parts are read and written in the order of the house."""
    if part.name not in {known.name for known in _parts}:
        _parts.append(part)


def read(root: Path) -> Reading:
    """Parse and check everything below `root`."""
    reading = Reading(root)
    if not root.is_dir():
        reading.problems.append(Problem(str(root), 1, "is not a folder"))
        return reading
    for part in _parts:
        reading.parsed[part.name] = part.read(reading)
    return reading


def remarks(reading: Reading) -> list[Problem]:
    """Return what is doubtful in files without faults, in the order of files and lines."""
    return sorted(
        remark for part in _parts if part.remarks is not None for remark in part.remarks(reading)
    )


def load(root: Path) -> dict[str, int]:
    """Bring the database to what the files say and return {part: rows changed}.

    A load that changes something is an event of the audit chain.

    Raises:
        ContentError: if any file has a fault; nothing is written then.
    """
    reading = read(root)
    if reading.problems:
        raise ContentError(reading.problems)
    with unit_of_work() as session:
        changed = {part.name: part.write(session, reading.parsed[part.name]) for part in _parts}
        if any(changed.values()):
            audit.record(
                session, LOAD, actor=ANONYMOUS, kind="content", key="files", details=changed
            )
        return changed


def export(root: Path) -> None:
    """Write the database's content below `root` in the format that `load` reads."""
    root.mkdir(parents=True, exist_ok=True)
    for part in _parts:
        part.export(root)


@dataclass(frozen=True)
class YamlText:
    """Parsed YAML and the line on which each value stands."""

    value: Any
    lines: Mapping[Steps, int]

    def line(self, steps: Steps) -> int:
        """Return the line of a value, or of the nearest one around it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


class _Loader(yaml.SafeLoader):
    """Refuses references, by which a few lines could stand for gigabytes."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  # the library's signature
        """Return a value; one that is none, like the 99th of May, is a fault of its line."""
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.MarkedYAMLError(
                problem="a value that cannot be read",
                problem_mark=node.start_mark,
            ) from error

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # missing in the stubs
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="references (*name) are not allowed",
                problem_mark=event.start_mark,  # type: ignore[arg-type]  # never the C parser's
            )
        return super().compose_node(parent, index)


def read_yaml(text: str, *, first_line: int = 1) -> YamlText:
    """Parse one YAML document.

    Raises:
        yaml.YAMLError: if it is not YAML, or holds references, tags or duplicate keys.
        RecursionError: if it is nested too deep.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Steps, int] = {}
        if node is not None:
            _note_lines(node, (), lines, first_line)
        value = loader.construct_document(node) if node is not None else None
        return YamlText(value, lines)
    finally:
        loader.dispose()


def _note_lines(node: yaml.Node, steps: Steps, lines: dict[Steps, int], first: int) -> None:
    if steps in lines:
        raise yaml.MarkedYAMLError(
            problem=f"duplicate key {steps[-1]}", problem_mark=node.start_mark
        )
    lines[steps] = node.start_mark.line + first
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _note_lines(value, (*steps, str(key.value)), lines, first)
            lines[*steps, str(key.value)] = key.start_mark.line + first
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*steps, index), lines, first)


def read_text(reading: Reading, path: Path) -> str | None:
    """Return a file's text, or note the fault and return None."""
    try:
        if path.stat().st_size > MAX_FILE:
            reading.fault(path, 1, f"larger than {MAX_FILE} bytes")
            return None
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        reading.problems.append(Problem(str(path.relative_to(reading.root)), 1, "is missing"))
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start]
        reading.fault(path, before.count(b"\n") + 1, "is not UTF-8")
    return None


def load_yaml_file(reading: Reading, path: Path, schema: Schema) -> YamlText | None:
    """Parse and validate a YAML file, or note its faults and return None."""
    text = read_text(reading, path)
    return None if text is None else load_yaml(reading, path, text, schema=schema)


def load_yaml(
    reading: Reading, path: Path, text: str, *, schema: Schema, first_line: int = 1
) -> YamlText | None:
    """Parse `text` and validate it, or note the faults and return None."""
    try:
        return checked_yaml(text, schema=schema, first_line=first_line)
    except FaultyTextError as error:
        for fault in error.faults:
            reading.fault(path, fault.line, str(fault))
    return None


def checked_yaml(text: str, *, schema: Schema, first_line: int = 1) -> YamlText:
    """Parse `text` and validate it.

    Raises:
        FaultyTextError: naming every fault with its line.
    """
    try:
        document = read_yaml(text, first_line=first_line)
        if not isinstance(document.value, dict):
            raise FaultyTextError(TextFault(first_line, "", "must be a mapping of keys to values"))
        return YamlText(schema.load(document.value), document.lines)
    except RecursionError as error:
        raise FaultyTextError(TextFault(first_line, "", "is nested too deep")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "is not YAML"
        line = (mark.line if mark else 0) + first_line
        raise FaultyTextError(TextFault(line, "", str(reason))) from error
    except ValidationError as error:
        raise FaultyTextError(
            *(
                TextFault(document.line(steps), name_of(steps), reason)
                for steps, reason in flatten(error.messages)
            )
        ) from error


def flatten(messages: Any, steps: Steps = ()) -> list[tuple[Steps, str]]:
    """Return marshmallow's nested messages as (path, reason) pairs."""
    if isinstance(messages, dict):
        return [
            pair
            for key, value in messages.items()
            for pair in flatten(value, steps if key == "_schema" else (*steps, key))
        ]
    return [(steps, str(message)) for message in messages]


class _Dumper(yaml.SafeDumper):
    """Writes what stands in two places twice, since references are not read."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # the library's signature
        return True


def dump_yaml(value: Any) -> str:
    """Return `value` as the YAML that the content folder uses."""
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text


class Text(Schema):
    """A bilingual text; English may be missing."""

    id = fields.String(required=True)
    en = fields.String()


class BothTexts(Schema):
    """A text that must stand in both languages."""

    id = fields.String(required=True)
    en = fields.String(required=True)
