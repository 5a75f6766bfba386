"""The process that renders people's texts: `python -m portal.core.rendering_worker`.

Reads lines from standard input, each a JSON list of lists [text, {source id: number}, word,
{mention: [words, path]}], and answers each text with one JSON line. It ends with its standard
input, so also when its portal is killed.
"""

import json
import resource
import signal
import sys
import time
from collections.abc import Mapping, Sequence

from portal.core.text import TextRefusedError, render


def main(memory: int, seconds: int) -> None:
    """Answer until the input ends, with `memory` bytes and `seconds` of CPU for each line."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # the portal ends what it has begun, then the input
    render("")  # what is loaded at the first text is there when the first text comes
    _answer({})
    for line in sys.stdin.buffer:
        _allow(seconds)
        for source, citations, word, mentions in json.loads(line):
            _answer(_rendered(source, citations, word, mentions))


def _allow(seconds: int) -> None:
    """Let the system kill this process when it has used `seconds` of CPU, at most one more."""
    limit = int(time.process_time()) + 1 + seconds
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def _rendered(
    source: str,
    citations: Mapping[str, int],
    word: str,
    mentions: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    try:
        return {"html": render(source, citations=citations, source_word=word, mentions=mentions)}
    except TextRefusedError as error:
        return {"refused": str(error)}
    except MemoryError:
        sys.exit(1)  # what is left of the memory may be too little for the next text
    except Exception as error:  # noqa: BLE001  # a text must not end what renders the others
        return {"refused": type(error).__name__}


def _answer(told: Mapping[str, str]) -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(memory=int(sys.argv[1]), seconds=int(sys.argv[2]))
