"""People's texts to safe HTML, in processes of their own with a limit of time and memory.

What `core.text` refuses, and what takes more than the limits, is shown as it was typed.
"""

import atexit
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from portal.core.rendering_process import Gone, Job, Limits, Process
from portal.core.text import MAX_BYTES, as_typed
from portal.core.turns import Turns

WAIT_SECONDS = 5.0
MAX_CALLS = 1000  # a process that has become large in time is replaced
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Text:
    """A Markdown text with what its citations and mentions mean, see `core.text.render`."""

    source: str
    citations: Mapping[str, int] = field(default_factory=dict)
    source_word: str = ""
    mentions: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendered:
    """Safe HTML; `degraded` if it only shows the text as it was typed, which is to be told."""

    html: Markup
    degraded: bool


def render_safely(
    source: str, *, citations: Mapping[str, int] | None = None, source_word: str = ""
) -> Rendered:
    """Return one text as safe HTML, see `core.text.render`; never fails."""
    return render_all({"": Text(source, citations or {}, source_word)})[""]


def render_all(texts: Mapping[str, Text]) -> dict[str, Rendered]:
    """Return many texts, such as those of a record, under the same keys; never fails.

    They share the time of one call: when it runs out, those that are left are degraded.
    """
    return _pool.render_all(texts)


class Pool:
    """The processes that render for this one: started when needed, at most one a core.

    Threads may share it. Each call has a process of its own, or waits for one.
    """

    def __init__(self, limits: Limits | None = None, *, size: int | None = None) -> None:
        """Prepare for `size` processes with `limits`; nothing starts yet."""
        self._limits = limits or Limits()
        self._size = size or len(os.sched_getaffinity(0))
        self._begin()

    def _begin(self) -> None:
        self._turns = Turns(self._size)
        self._free: list[Process] = []
        self._running: set[Process] = set()

    @property
    def pids(self) -> set[int]:
        """The numbers of the processes that run."""
        return {process.pid for process in list(self._running)}

    def render_all(self, texts: Mapping[str, Text]) -> dict[str, Rendered]:
        """Return the texts as safe HTML under the same keys, see the function of that name."""
        waiting = {key: text for key, text in texts.items() if len(text.source) <= MAX_BYTES}
        found: dict[str, Rendered] = {}
        fault = "too long"
        if waiting:
            if self._turns.take(WAIT_SECONDS):
                try:
                    fault = self._render(waiting, found)
                finally:
                    self._turns.give_back()
            else:
                fault = "all processes are busy"
        return {key: found.get(key) or _degraded(text, fault) for key, text in texts.items()}

    def _render(self, texts: Mapping[str, Text], found: dict[str, Rendered]) -> str:
        """Fill `found` as far as the limits allow, and return what stopped it, if anything did."""
        waiting = dict(texts)
        end, fault = None, ""
        while waiting and (end is None or time.monotonic() < end):
            try:
                process = self._take()
            except Gone as gone:
                return str(gone)
            end = end or time.monotonic() + self._limits.seconds
            try:
                jobs = [_job(text) for text in waiting.values()]
                for answer in process.answers(jobs, end=end):
                    key = next(iter(waiting))
                    found[key] = _rendered(waiting.pop(key), answer)
            except Gone as gone:
                fault = str(gone)
                self._end(process)
                key = next(iter(waiting))
                found[key] = _degraded(waiting.pop(key), fault)
            except BaseException:
                self._end(process)  # it may still answer, which would be taken for the next text
                raise
            else:
                self._give_back(process)
        return fault

    def _take(self) -> Process:
        while self._free:
            process = self._free.pop()
            if process.alive:
                return process
            self._end(process)
        process = Process(self._limits)
        self._running.add(process)
        return process

    def _give_back(self, process: Process) -> None:
        if process.calls < MAX_CALLS:
            self._free.append(process)
        else:
            self._end(process)

    def _end(self, process: Process) -> None:
        process.end()
        self._running.discard(process)

    def close(self) -> None:
        """End all processes; later calls start new ones."""
        self._free.clear()
        for process in list(self._running):
            self._end(process)

    def forget(self) -> None:
        """Leave all processes to the process that this one was forked from."""
        for process in self._running:
            process.disown()
        self._begin()


def _job(text: Text) -> Job:
    return text.source, dict(text.citations), text.source_word, dict(text.mentions)


def _rendered(text: Text, answer: Mapping[str, str]) -> Rendered:
    if "html" not in answer:
        return _degraded(text, answer["refused"])
    return Rendered(Markup(answer["html"]), degraded=False)  # noqa: S704  # sanitised over there


def _degraded(text: Text, reason: str) -> Rendered:
    fields = {"reason": reason, "characters": len(text.source)}
    log.warning("a text is shown as typed", extra={"fields": fields})
    return Rendered(as_typed(text.source), degraded=True)


_pool = Pool()
os.register_at_fork(after_in_child=_pool.forget)
atexit.register(_pool.close)
