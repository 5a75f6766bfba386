"""Drafts from files that people bring: a Markdown text with front matter, or rows of a table."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core.content import Steps
from portal.core.db import db
from portal.core.faults import FaultyTextError, TextFault, name_of
from portal.core.permissions import Actor, require
from portal.core.security import is_broken
from portal.core.text import TextRefusedError, check
from portal.practices.models import Practice
from portal.practices.permissions import START_PRACTICE, WRITERS
from portal.practices.queries.terms import terms
from portal.practices.schemas.document import read_document
from portal.practices.schemas.draft import OURS, InvalidRecord, merged, pruned
from portal.practices.services import drafts
from portal.practices.services.external_ids import taken
from portal.regions.queries import directory

NEW = 0  # the id of no practice
UPLOADS = frozenset({"images", "attachments"})
NAMING_FILES = frozenset({"evidence", "sources"})
Record = Mapping[str, Any]


def import_document(session: Session, actor: Actor, text: str, *, region: str) -> Practice:
    """Begin the practice that a Markdown text holds as a draft, and return it.

    `region` is the code of the region where the text names none. What only the portal says about a
    practice, such as its status, is left out, and so are files: a draft is its region's and active.

    Raises:
        Forbidden: if the actor writes for no region.
        FaultyTextError: naming every fault with its line; nothing is written then.
    """
    require(actor, START_PRACTICE)
    document = read_document(text.removeprefix("\ufeff").replace("\r\n", "\n"), whole=False)
    record = pruned(document.record)
    faults = [
        TextFault(document.line(steps), name_of(steps), reason)
        for steps, reason in misfits(actor, record, region)
    ]
    if faults:
        raise FaultyTextError(*faults)
    return begun(session, actor, record, region)


def misfits(actor: Actor, record: Record, region: str) -> Iterator[tuple[Steps, str]]:
    """Yield why a record cannot become a draft of the actor's, as (path in it, reason)."""
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
        found = merged({"region": place.code}, _changes(record), terms())
    except InvalidRecord as error:
        yield from error.faults
    else:
        yield from taken(db.session(), NEW, found)


def _texts(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(part, (*steps, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, (*steps, index))


def _changes(record: Record) -> dict[str, Any]:
    """Return what a new draft takes over: uploads belong to the practice they were uploaded to."""
    kept = {key: value for key, value in record.items() if key not in OURS | UPLOADS}
    for key in NAMING_FILES & kept.keys():
        kept[key] = [{name: row[name] for name in row if name != "file"} for row in kept[key]]
    return kept


def begun(session: Session, actor: Actor, record: Record, region: str) -> Practice:
    """Begin a record without misfits as a draft."""
    title = record["title"]["id"]
    practice = drafts.create(session, actor, record.get("region", region), title)
    token = drafts.draft_of(session, practice).token
    drafts.save(session, actor, practice, _changes(record), token=token)
    return practice
