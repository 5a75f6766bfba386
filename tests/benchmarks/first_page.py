"""From nothing to the first page of `flask demo`: `uv run python -m tests.benchmarks.first_page`.

Starts the demonstration in a copy of the tree with no database, a few times, and prints the
seconds until its first page was answered: median and longest.
"""

import os
import shutil
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from config import ROOT
from tests.servers import flask_running, free_port

RUNS = 5


def seconds(tree: Path) -> float:
    """Return the seconds from the command to the first answered page."""
    for name in ("portal", "content", "migrations"):
        shutil.copytree(ROOT / name, tree / name)
    for name in ("config.py", "wsgi.py"):
        shutil.copy(ROOT / name, tree)
    environ = {name: value for name, value in os.environ.items() if name[:7] != "PORTAL_"}
    port = free_port()
    begun = time.monotonic()
    with flask_running(["demo", "--port", str(port)], environ=environ, cwd=tree) as demo:
        demo.wait_until_serving()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            answer.read()
        return time.monotonic() - begun


def main() -> None:
    """Measure and print."""
    taken = []
    for _run in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "sokoguru"
            tree.mkdir()
            taken.append(seconds(tree))
    print(f"first page: median {statistics.median(taken):.1f} s, longest {max(taken):.1f} s")


if __name__ == "__main__":
    main()
