"""Drafts from files that people bring: Markdown with front matter, or rows of a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from portal.core.content import Steps
from portal.core.faults import FaultyTextError, TextFault, name_of
from portal.core.permissions import Actor, require
from portal.core.security import is_broken
from portal.core.text import TextRefusedError, check
from portal.practices.models import Practice
from portal.practices.permissions import START_PRACTICE, WRITERS
from portal.practices.queries.terms import terms
from portal.practices.schemas.document import Document, Format, read_document
from portal.practices.schemas.draft import OURS, InvalidRecord, merged, pruned
from portal.practices.schemas.sheet import read_rows
from portal.practices.services import drafts
from portal.regions.queries import directory

UPLOADS = frozenset({"images", "attachments"})
NAMING_FILES = frozenset({"evidence", "sources"})


class _Entry(Protocol):
    """What was read of one practice."""

    @property
    def record(self) -> dict[str, Any]: ...

    def line(self, steps: Steps) -> int: ...

    def name(self, steps: Steps) -> str: ...


@dataclass(frozen=True)
class _Whole:
    """The practice of a Markdown file; values that were left empty are not there."""

    document: Document

    @property
    def record(self) -> dict[str, Any]:
        found: dict[str, Any] = pruned(self.document.record)
        return found

    def line(self, steps: Steps) -> int:
        return self.document.line(steps)

    def name(self, steps: Steps) -> str:
        return name_of(steps)


def import_drafts(
    session: Session, actor: Actor, text: str, kind: Format, *, region: str
) -> list[Practice]:
    """Begin the practices that a text holds as drafts, all or none, and return them.

    `region` is the code of the region where the text names none. What only the portal says about a
    practice, such as its status, is left out, and so are files: a draft is its region's and active.

    Raises:
        Forbidden: if the actor writes for no region.
        FaultyTextError: naming every fault with its line; nothing is written then.
    """
    require(actor, START_PRACTICE)
    entries, faults = _entries(text, kind)
    faults = [*faults, *(fault for entry in entries for fault in _faults(actor, entry, region))]
    if faults:
        raise FaultyTextError(*faults)
    return [_begun(session, actor, entry.record, region) for entry in entries]


def _entries(text: str, kind: Format) -> tuple[Sequence[_Entry], Sequence[TextFault]]:
    text = text.removeprefix("\ufeff")
    if kind is Format.TABLE:
        return read_rows(text)
    return [_Whole(read_document(text.replace("\r\n", "\n"), whole=False))], []


def _faults(actor: Actor, entry: _Entry, region: str) -> Iterator[TextFault]:
    for steps, reason in _misfits(actor, entry.record, region):
        yield TextFault(entry.line(steps), entry.name(steps), reason)


def _misfits(actor: Actor, record: Mapping[str, Any], region: str) -> Iterator[tuple[Steps, str]]:
    place = directory().by_code.get(record.get("region", region))
    if place is None or place.id not in actor.regions(*WRITERS):
        yield ("region",), "is no region that you write for"
        return
    if not " ".join(record.get("title", {}).get("id", "").split()):
        yield ("title", "id"), "must not be empty"
    for steps, value in _texts(record):
        if is_broken(value):
            yield steps, "has characters that cannot be read"
        try:
            check(value)
        except TextRefusedError as error:
            yield steps, str(error)
    try:
        merged({"region": place.code}, _changes(record), terms())
    except InvalidRecord as error:
        yield from error.faults


def _texts(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(part, (*steps, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, (*steps, index))


def _changes(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a new draft takes over: uploads belong to the practice they were uploaded to."""
    kept = {key: value for key, value in record.items() if key not in OURS | UPLOADS}
    for key in NAMING_FILES & kept.keys():
        kept[key] = [{name: row[name] for name in row if name != "file"} for row in kept[key]]
    return kept


def _begun(session: Session, actor: Actor, record: Mapping[str, Any], region: str) -> Practice:
    title = record["title"]["id"]
    practice = drafts.create(session, actor, record.get("region", region), title)
    token = drafts.draft_of(session, practice).token
    drafts.save(session, actor, practice, _changes(record), token=token)
    return practice
