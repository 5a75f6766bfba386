"""The files below `content/search/` that are checked: synonyms, and the queries that must work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, validates_schema
from sqlalchemy.orm import Session

from portal.core.content import Part, Problem, Reading, Steps, load_yaml_file, read_text
from portal.search.guidance import current_guidance, files
from portal.search.query import MAX_LENGTH
from portal.search.synonyms import MOST, Group

FOLDER = Path("search")
SYNONYMS, GOLDEN = FOLDER / "synonyms.txt", FOLDER / "golden.yaml"
PRACTICES = "practices"
GRADES = (1, 2, 3)
Grades = Mapping[str, int]


class _GoldenFile(Schema):
    """{kind: {query: {slug of a practice that answers it: grade}}}."""

    class Meta:
        """Kinds are called as one likes."""

        unknown = INCLUDE

    @validates_schema
    def have_grades(self, data: dict[str, Any], **_more: object) -> None:
        """Refuse what is no query with graded answers."""
        faults: dict[str, Any] = {}
        for kind, queries in data.items():
            if not isinstance(queries, dict):
                faults[kind] = ["must be a mapping of queries to answers"]
                continue
            for query, grades in queries.items():
                if reason := _wrong(str(query), grades):
                    faults.setdefault(kind, {})[str(query)] = [reason]
        if faults:
            raise ValidationError(faults)


def _wrong(query: str, grades: object) -> str:
    if not isinstance(grades, dict) or not grades:
        return "must be a mapping of practices to grades"
    if not all(grade in GRADES and not isinstance(grade, bool) for grade in grades.values()):
        return "the grades are 1, 2 and 3"
    return f"has more than {MAX_LENGTH} characters" if len(query) > MAX_LENGTH else ""


@dataclass
class GoldenSet:
    """The queries with their grades, as {kind: {query: {slug: grade}}}, and where each stands."""

    kinds: Mapping[str, Mapping[str, Grades]] = field(default_factory=dict)
    lines: Mapping[Steps, int] = field(default_factory=dict)


def read(reading: Reading) -> GoldenSet:
    """Return the queries that must work; a folder without such files lacks nothing."""
    if (reading.root / SYNONYMS).exists():
        _check_synonyms(reading, reading.root / SYNONYMS)
    return golden_set(reading)


def golden_set(reading: Reading) -> GoldenSet:
    """Return the queries that must work, and note what is wrong with them."""
    path = reading.root / GOLDEN
    text = load_yaml_file(reading, path, _GoldenFile()) if path.exists() else None
    if text is None:
        return GoldenSet()
    kinds = {
        kind: {str(query): grades for query, grades in queries.items()}
        for kind, queries in text.value.items()
    }
    return GoldenSet(kinds, text.lines)


def _check_synonyms(reading: Reading, path: Path) -> None:
    text = read_text(reading, path) or ""
    topics: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        told = line.partition("#")[0].strip()
        if not told:
            continue
        group = Group.of(told)
        if len(told) > MOST:
            reading.fault(path, number, f"has more than {MOST} characters")
        for _part, expression, wrong in group.wrongs(files().stop_words):
            reading.fault(path, number, f"{expression!r}: {wrong.value}")
        first = topics.setdefault(group.topic, number)
        if first != number:
            reading.fault(path, number, f"{group.head!r} has a group already, on line {first}")


def remarks(reading: Reading) -> Iterator[Problem]:
    """Yield answers of the golden set that are no practice of the library."""
    golden: GoldenSet = reading.parsed["search"]
    known = reading.parsed[PRACTICES]
    for kind, queries in golden.kinds.items():
        for query, grades in queries.items():
            for slug in grades.keys() - known.keys():
                line = golden.lines.get((kind, query), 1)
                yield Problem(str(GOLDEN), line, f"{slug} is no practice of the library")


def write(_session: Session, _golden: GoldenSet) -> int:
    """Return that no row changes: the files are read as they are, and what editors say stays."""
    return 0


def export(root: Path) -> None:
    """Write the synonyms as they hold now, with what editors have said."""
    path = root / SYNONYMS
    path.parent.mkdir(exist_ok=True)
    lines = current_guidance().lexicon.lines.values()
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


PART = Part("search", read=read, write=write, export=export, remarks=remarks)
