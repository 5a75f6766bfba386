"""The first words over 64 kbit/s: `uv run python -m tests.benchmarks.slow_line`.

Serves the starter library with the production server, and opens home, results, a practice and a
thread in Chromium with an empty cache, over a line of 8,000 bytes a second on which an answer
begins after 400 ms. Prints the seconds until words of the wanted kind are painted (those of the
heading, of the first result, of the summary, of the first post), how far what came later moved
them, as Chromium counts it, and the bytes of all. `slow_line 5` opens each so often and prints the
median and the longest.
"""

import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade
from playwright.sync_api import sync_playwright

from config import ROOT
from portal.core import content
from portal.practices.queries.names import published
from portal.search import outbox
from portal.threads.queries.anchors import at_practice
from tests.benchmarks.served import machine
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.slow import BYTES_PER_SECOND, LATENCY, first_words
from tests.conftest import disconnect, make_app
from tests.factories.drafts import somebody
from tests.factories.threads import OFFICER, asked
from tests.servers import environ_of, flask_running, free_port

TIMES = 1


def filled(directory: Path) -> str:
    """Load the starter library with a thread, and return its key."""
    app = make_app(directory)
    with app.app_context():
        upgrade()
        content.load(ROOT / "content")
        bayu = somebody("bayu@contoh.go.id", OFFICER)
        key = asked(bayu, anchor=at_practice(published()[0].slug, block=1))
        outbox.rebuild()
    disconnect(app)
    return key


def main(times: int) -> None:
    """Fill, serve, open and print."""
    with TemporaryDirectory() as folder:
        directory, port = Path(folder), free_port()
        pages = {
            "home": ("/", "main h1"),
            "results": ("/practices?q=anak", "#hasil .entry .title"),
            "practice": ("/practices/tangsel-redkar", ".standfirst"),
            "thread": (f"/threads/{filled(directory)}", "main .prose"),
        }
        print(f"{machine()}; {BYTES_PER_SECOND} bytes a second, {LATENCY} ms", flush=True)
        with flask_running(["serve", "--port", str(port)], environ=environ_of(directory)) as server:
            server.wait_until_serving()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                for name, (address, selector) in pages.items():
                    url = f"http://127.0.0.1:{port}{address}"
                    found = [first_words(browser, url, selector) for _time in range(times)]
                    seconds = [one.seconds for one in found]
                    print(
                        f"{name:10} median {statistics.median(seconds):.2f} s, "
                        f"longest {max(seconds):.2f} s, moved {found[0].moved:.3f}, "
                        f"{found[0].bytes / 1000:.1f} KB in all",
                        flush=True,
                    )
                browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else TIMES)
