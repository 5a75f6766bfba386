"""The shape of what is saved while a practice is being written."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.core.content import Steps, flatten
from portal.core.text import MAX_BYTES
from portal.practices.schemas.record import RecordSchema
from portal.practices.schemas.rules import Terms, misfits_of

# What the portal itself says about a practice; no form and no request may set it.
OURS = frozenset({"region", "compiled_by", "status", "stopped"})
WRITABLE = tuple(name for name in RecordSchema().fields if name not in OURS)


class InvalidRecord(Exception):
    """A text that cannot be saved; `faults` are (path in the record, reason)."""

    def __init__(self, faults: list[tuple[Steps, str]]) -> None:
        """Keep the faults in the order of the record."""
        self.faults = faults
        super().__init__(f"{len(faults)} faults in the record")


def merged(record: Mapping[str, Any], changes: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Return `record` with the top-level keys of `changes` replaced, empty ones left out.

    Raises:
        InvalidRecord: if a key is not the writer's to set, a value has not the shape of the schema,
            or names a term that does not fit.
    """
    foreign = [((key,), "is not yours to set") for key in changes if key in OURS]
    filled = pruned(dict(changes))
    errors = RecordSchema(partial=True).validate(filled)
    faults = [*foreign, *flatten(errors), *_too_long(filled)]
    if faults:
        raise InvalidRecord(faults)
    kept = {key: value for key, value in record.items() if key not in changes}
    result = {**kept, **filled}
    if misfits := misfits_of(result, terms):
        raise InvalidRecord(misfits)
    return result


def _too_long(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str) and len(value.encode()) > MAX_BYTES:
        yield steps, f"must have at most {MAX_BYTES} bytes"
    elif isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _too_long(part, (*steps, step))


def pruned(value: Any) -> Any:
    """Return `value` without empty texts, lists and mappings, at any depth; False and 0 stay."""
    if isinstance(value, dict):
        inner = {key: pruned(part) for key, part in value.items()}
        return {key: part for key, part in inner.items() if not _is_empty(part)}
    if isinstance(value, list):
        return [part for part in map(pruned, value) if not _is_empty(part)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
