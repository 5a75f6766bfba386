"""What was read and weighed lately, within a number of bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from typing import Protocol, TypeVar

OVERHEAD = 400  # bytes that a key and the objects around arrays take


class Weighty(Protocol):
    """What tells how many bytes it takes."""

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays."""


T = TypeVar("T", bound=Weighty)


class Kept:
    """Values by owner and key, shared by threads; beyond `most` bytes the longest unused goes."""

    def __init__(self, most: int) -> None:
        """Keep at most `most` bytes."""
        self._most = most
        self._size = 0
        self._values: OrderedDict[tuple[object, Hashable], Weighty] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, owner: object, key: Hashable, read: Callable[[], T]) -> T:
        """Return what is kept for `owner` under `key`, by `read` the first time.

        Two threads may read the same at once; the later one's is kept.
        """
        place = (owner, key)
        with self._lock:
            if place in self._values:
                self._values.move_to_end(place)
                return self._values[place]  # type: ignore[return-value]  # a key keeps one type
        value = read()
        with self._lock:
            self._drop(place)
            self._values[place] = value
            self._size += value.nbytes + OVERHEAD
            while self._size > self._most and len(self._values) > 1:
                self._drop(next(iter(self._values)))
        return value

    def keep_only(self, owners: Collection[object]) -> None:
        """Drop what belongs to others."""
        with self._lock:
            for place in [place for place in self._values if place[0] not in owners]:
                self._drop(place)

    def _drop(self, place: tuple[object, Hashable]) -> None:
        value = self._values.pop(place, None)
        if value is not None:
            self._size -= value.nbytes + OVERHEAD
