"""Files that are kept: as the portal sees them, who may open them, and which are still wanted.

Each feature that has files registers a `Keeper`; the addresses below `/files` ask all of them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from portal.core.clock import utcnow
from portal.core.db import reading
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.core.settings import current_settings
from portal.core.uploads.intake import Purpose, Taken
from portal.core.uploads.store import Store

GRACE = timedelta(days=7)
# An upload is on disk before its row is there; a clock that is wrong by a day takes none away.
UNNAMED_GRACE = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file of any feature; `stored` and `parts` say where it is, `main` what a download gives."""

    public_id: str
    kind: Purpose
    media_type: str
    name: str
    stored: str
    main: str
    parts: Mapping[str, int]
    bytes: int
    sha256: str
    width: int | None
    height: int | None

    @property
    def widths(self) -> list[int]:
        """The widths in which an image comes, the smallest first."""
        return sorted(int(name.partition(".")[0]) for name in self.parts if name.endswith(".webp"))


@dataclass(frozen=True)
class Keeper:
    """How a feature looks after its files.

    `find` returns a file that the actor may read, and whether everybody may; None if the feature
    has none of that id. It raises NotFound or Forbidden for those who may not. `wanted` returns
    what its files are called in the folder of uploads.
    """

    find: Callable[[Actor, str], tuple[StoredFile, bool] | None]
    wanted: Callable[[], Collection[str]]


_keepers: dict[str, Keeper] = {}


def look_after(name: str, keeper: Keeper) -> None:
    """Let a feature keep files; `name` is the feature's."""
    _keepers[name] = keeper


def open_file(actor: Actor, public_id: str) -> tuple[StoredFile, bool]:
    """Return a file that the actor may read, and whether everybody may.

    Raises:
        NotFound: if there is none, or the actor may not know of it.
        Forbidden: if it is shown, but kept for members.
    """
    for keeper in _keepers.values():
        found = keeper.find(actor, public_id)
        if found is not None:
            return found
    raise NotFound


def store() -> Store:
    """Return the folder of uploads of this portal."""
    return Store(current_settings().files_dir)


def path_of(file: StoredFile, part: str) -> Path:
    """Return where a part of a file is.

    Raises:
        NotFound: if it has no such part.
    """
    if part not in file.parts:
        raise NotFound
    return store().path(file.stored, part)


@contextmanager
def saved(taken: Taken) -> Iterator[str]:
    """Keep what was taken under the name that is given, and no longer if its row fails.

    Raises:
        NoRoom: if the disk does not take it.
    """
    stored = store().save(taken.parts)
    try:
        yield stored
    except BaseException:
        store().remove(stored)
        raise


def columns_of(taken: Taken, stored: str) -> dict[str, Any]:
    """Return what the row of a file says of it, whichever feature has it."""
    return {
        "kind": taken.purpose,
        "media_type": taken.kind.media_type,
        "name": taken.name,
        "stored": stored,
        "parts": {name: len(body) for name, body in taken.parts.items()},
        "main": taken.main,
        "bytes": taken.bytes,
        "bytes_in_all": taken.bytes_in_all,
        "sha256": taken.sha256,
        "width": taken.width,
        "height": taken.height,
    }


def wanted() -> set[str]:
    """Return what the rows of all features call their files in the folder."""
    return {name for keeper in _keepers.values() for name in keeper.wanted()}


def tidy() -> None:
    """Remove from the folder what no feature wants any more."""
    with reading():
        named = wanted()
    for name in store().names(before=utcnow() - UNNAMED_GRACE):
        if name not in named:
            store().remove(name)
