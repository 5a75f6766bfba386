"""Two versions of a practice beside each other: part by part, rows by name, word by word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from portal.core.i18n import _
from portal.core.words import Segment, differences
from portal.practices.views.outline import Field, Part, outline_of

# What has another name is another thing; elsewhere a new wording is a change of the old one.
BY_NAME_ALONE = ("indicators:",)


class Fate(StrEnum):
    """What became of a field or a part from one version to the other."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """A field in both versions; `path` is where it stands in the newer one that has it."""

    path: str
    label: str
    lang: str | None
    fate: Fate
    segments: Sequence[Segment]


@dataclass(frozen=True, kw_only=True)
class PartChange:
    """A part in both versions; `moved` says from where a block came, "" if it stayed."""

    id: str
    title: str
    fate: Fate
    moved: str
    fields: Sequence[FieldChange]

    @property
    def changed(self) -> Sequence[FieldChange]:
        """The fields that differ."""
        return [field for field in self.fields if field.fate is not Fate.SAME]


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[PartChange]:
    """Return what leads from one record to another, in the order of the newer one."""
    pairs = _paired(outline_of(old), outline_of(new))
    return [_part(before, after) for before, after in pairs]


def changed_fields(parts: Sequence[PartChange]) -> dict[str, FieldChange]:
    """Return {path: field} of those that differ."""
    return {field.path: field for part in parts for field in part.changed}


def _paired(old: Sequence[K], new: Sequence[K]) -> Iterator[tuple[K | None, K | None]]:
    """Yield what belongs together, in the order of `new`; what is gone comes after its like."""
    left, present = _by_key(old), _by_key(new)
    partners = {key: left.pop(key, None) for key in present}
    for key, partner in partners.items():
        if partner is None:
            alike = next((other for other in left if _alike(other, key)), None)
            partners[key] = left.pop(alike) if alike is not None else None
    last = {_kind(key): key for key in present}
    for key, item in present.items():
        yield partners[key], item
        if last[_kind(key)] == key:
            for other in [other for other in left if _kind(other) == _kind(key)]:
                yield left.pop(other), None
    for item in left.values():
        yield item, None


def _by_key(items: Sequence[K]) -> dict[str, K]:
    """Return items by their key; a second one of the same key has its number added."""
    found: dict[str, K] = {}
    for item in items:
        number = sum(1 for other in found.values() if other.key == item.key)
        found[f"{item.key}#{number}" if number else item.key] = item
    return found


def _alike(old: str, new: str) -> bool:
    """Tell whether one may be the other under a new name, which only rows and blocks have."""
    named = ":" in old and _kind(old) == _kind(new)
    return named and not old.startswith(BY_NAME_ALONE)


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _part(old: Part | None, new: Part | None) -> PartChange:
    part = new or old
    if part is None:
        raise ValueError("nothing to compare")
    before = _unplaced(old) if old else []
    after = _unplaced(new) if new else []
    fields = [_field(was, now) for was, now in _paired(before, after)]
    fates = {field.fate for field in fields}
    fate = Fate.ADDED if old is None else Fate.REMOVED if new is None else Fate.CHANGED
    moved = old is not None and new is not None and old.number != new.number
    if old is not None and new is not None and fates <= {Fate.SAME}:
        fate = Fate.CHANGED if moved else Fate.SAME
    return PartChange(
        id=part.id if new else f"{part.id}-dihapus",
        title=part.heading,
        fate=fate,
        moved=_("dulu blok %(number)s", number=old.number) if moved and old else "",
        fields=fields,
    )


def _unplaced(part: Part) -> list[Field]:
    """Return the fields of a part, those of a block recognised wherever the block stands."""
    if not part.number:
        return list(part.fields)
    place = f"blocks.{part.number - 1}."
    return [
        Field(
            path=field.path,
            label=field.label,
            text=field.text,
            key=field.key.removeprefix(place),
            lang=field.lang,
        )
        for field in part.fields
    ]


def _field(old: Field | None, new: Field | None) -> FieldChange:
    field = new or old
    if field is None:
        raise ValueError("nothing to compare")
    before, after = old.text if old else "", new.text if new else ""
    fate = Fate.SAME if before == after else Fate.CHANGED
    if old is None:
        fate = Fate.ADDED
    elif new is None:
        fate = Fate.REMOVED
    return FieldChange(
        path=field.path,
        label=field.label,
        lang=field.lang,
        fate=fate,
        segments=differences(before, after),
    )
