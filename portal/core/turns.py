"""Turns for threads that share a few of something."""

import threading
from collections import deque


class Turns:
    """Hands out a number of turns to threads, in the order in which they ask.

    A semaphore would let whoever returns a turn take it again before those that wait.
    """

    def __init__(self, number: int) -> None:
        """Begin with `number` turns to be had."""
        self._left = number
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait at most `seconds` for a turn, and tell whether it came."""
        with self._lock:
            if self._left:
                self._left -= 1
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        mine.wait(seconds)
        with self._lock:
            if mine.is_set():
                return True
            self._waiting.remove(mine)
            return False

    def give_back(self) -> None:
        """End a turn: it is the next one's who waits."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._left += 1
