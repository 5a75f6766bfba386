"""CPU of rendering hostile Markdown: `uv run python -m tests.benchmarks.hostile_text`.

Prints what takes longest, in seconds; a refused text is refused before Markdown sees it.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from portal.core.text import MAX_BYTES, TextRefusedError, render

SIZES = (500, 2900, 10_000, 30_000)
SHOWN = 8

GENERATORS: Mapping[str, Callable[[int], str]] = {
    "open brackets": lambda n: "[" * n,
    "images": lambda n: "![" * n,
    "declarations": lambda n: "<![" * n,
    "closed brackets": lambda n: "[]" * n,
    "links in links": lambda n: "[a](" * n,
    "nested lists": lambda n: "\n".join("  " * depth + "- x" for depth in range(n)),
    "quotes": lambda n: ">" * n + " x",
    "tags": lambda n: "<b>" * n,
    "stars": lambda n: "*a **b " * n,
    "underscores": lambda n: "_" * n + "a" + "_" * n,
    "backticks": lambda n: "`" * n + "a",
    "references": lambda n: "".join(f"[a{i}]: http://x\n" for i in range(n)),
    "tables": lambda n: "|" + "a|" * n + "\n|" + "-|" * n,
    "rows": lambda n: "|a|b|\n|-|-|\n" + "|a|b|\n" * n,
    "entities": lambda n: "&#x41;" * n,
    "headings": lambda n: "# a\n" * n,
    "spaces": lambda n: " " * n + "a",
    "lines": lambda n: "\n" * n + "a",
    "fences": lambda n: "```\n" * n,
    "backslashes": lambda n: "\\[" * n,
    "comments": lambda n: "<!--" * n,
    "links": lambda n: "http://a.example " * n,
}


def main() -> None:
    """Render everything at every size."""
    taken = []
    for name, generate in GENERATORS.items():
        for size in SIZES:
            source = generate(size)[:MAX_BYTES]
            begun = time.process_time()
            with suppress(TextRefusedError):
                render(source)
            taken.append((time.process_time() - begun, name, size))
    for seconds, name, size in sorted(taken, reverse=True)[:SHOWN]:
        print(f"{seconds:.2f} s  {name}, {size}")


if __name__ == "__main__":
    main()
