"""CPU of rendering hostile Markdown: `uv run python -m tests.benchmarks.hostile_text`.

Looks for the largest text of each kind that is accepted, alone and as paragraphs filling the
whole size, and prints which take longest, in seconds; anything larger is refused before Markdown
sees it.
"""

import time
from collections.abc import Callable, Iterator, Mapping

from portal.core.text import MAX_BYTES, TextRefusedError, check, render

SHOWN = 8
BETWEEN = "\n\n"

GENERATORS: Mapping[str, Callable[[int], str]] = {
    "open brackets": lambda n: "[" * n,
    "closed brackets": lambda n: "[]" * n,
    "brackets in brackets": lambda n: "[" * n + "]" * n,
    "brackets far from their end": lambda n: "[" * 50 + "a " * n + "]" * 50,
    "closing before opening": lambda n: "]" * n + "[" * n,
    "images": lambda n: "![" * n,
    "declarations": lambda n: "<![" * n,
    "links in links": lambda n: "[a](" * n,
    "parentheses in a link": lambda n: "[a](" + "(" * n + ")" * n,
    "titles without end": lambda n: '[a](b "' * 40 + '" ' * n,
    "no address": lambda n: "[a](http://[x) " * n,
    "reference links": lambda n: "[a][b]" * n,
    "references": lambda n: "".join(f"[a{i}]: http://x\n" for i in range(n)),
    "references without address": lambda n: "[a]:\n" * n,
    "footnotes": lambda n: "[^1]" * n,
    "nested lists": lambda n: "\n".join("  " * depth + "- x" for depth in range(min(n, 400))),
    "lists in one line": lambda n: "- " * n + "x",
    "lists in one line by tabs": lambda n: "-\t" * n + "x",
    "numbers in one line": lambda n: "1.\t" * n + "x",
    "long list": lambda n: "- a\n\n    b\n\n" * n,
    "stairs": lambda n: "".join("    " * (i % 7) + "- a\n" for i in range(n)),
    "quotes": lambda n: ">" * n + " x",
    "quoted lists": lambda n: "> - " * n + "x",
    "long quote": lambda n: "> > > a\n" * n,
    "tags": lambda n: "<b>" * n,
    "unclosed tags": lambda n: "<a b='" * n,
    "comments": lambda n: "<!--" * n,
    "less-than": lambda n: "<" * n,
    "automatic links": lambda n: "<http://a>" * n,
    "mail addresses": lambda n: "<a@b.c>" * n,
    "stars": lambda n: "*a **b " * n,
    "stars closing far away": lambda n: "*a " * n + "*" * n,
    "stars in stars": lambda n: "***" * n + "a" + "***" * n,
    "underscores": lambda n: "_" * n + "a" + "_" * n,
    "emphasis that crosses": lambda n: "**a*" * n,
    "backticks": lambda n: "`" * n + "a",
    "growing backticks": lambda n: " ".join("`" * i for i in range(1, min(n, 400))),
    "code in emphasis": lambda n: "*`a`" * n,
    "tables": lambda n: "|" + "a|" * n + "\n|" + "-|" * n,
    "tables behind odd line ends": lambda n: "a|\x0b" * n + "\n" + "-|" * n,
    "rows": lambda n: "|a|b|\n|-|-|\n" + "|a|b|\n" * n,
    "entities": lambda n: "&#x41;" * n,
    "ampersands": lambda n: "&" * n,
    "headings": lambda n: "# a\n" * n,
    "underlined headings": lambda n: "a\n=\n" * n,
    "rules": lambda n: "- " * n,
    "spaces": lambda n: " " * n + "a",
    "lines": lambda n: "\n" * n + "a",
    "fences": lambda n: "```\n" * n,
    "fences with words": lambda n: "``` {" + ".a " * n,
    "backslashes": lambda n: "\\[" * n,
    "placeholders": lambda n: "\x02klzzwxh:0000\x03" * n,
    "addresses": lambda n: "http://a.example " * n,
    "address of hyphens": lambda n: "http://" + "a-" * n,
    "addresses in a row": lambda n: "http://" * n,
    "nearly a mail address": lambda n: "a.a" * n + "@",
}


def is_accepted(source: str) -> bool:
    """Tell whether a text is within the limits."""
    try:
        check(source)
    except TextRefusedError:
        return False
    return True


def largest(generate: Callable[[int], str], *, most: int = MAX_BYTES) -> str:
    """Return the largest accepted text of a kind, by halving."""
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if is_accepted(generate(middle)) else (low, middle - 1)
    return generate(low)


def texts() -> Iterator[tuple[str, str]]:
    """Yield the largest text of each kind, then as many paragraphs of it as are accepted."""
    for name, generate in GENERATORS.items():
        one = largest(generate)
        line = largest(lambda n, one=one: " ".join([one] * n), most=100)
        yield f"{name}, one", one
        for part in dict.fromkeys((one, line)):
            yield (
                f"{name}, many",
                largest(lambda n, part=part: BETWEEN.join([part] * n), most=2000),
            )


def main() -> None:
    """Render the largest text of every kind."""
    taken = []
    for name, source in texts():
        begun = time.process_time()
        render(source)
        taken.append((time.process_time() - begun, name, len(source)))
    for seconds, name, size in sorted(taken, reverse=True)[:SHOWN]:
        print(f"{seconds:.2f} s  {name}, {size} characters")


if __name__ == "__main__":
    main()
