"""Server CPU of the page of a thread: `uv run python -m tests.benchmarks.thread_page`.

Threads of 10 and of 200 posts at a block of a practice, of which a page shows twenty, read by a
visitor and by a member, in one process, without network. Prints milliseconds of CPU: median and
95th percentile.
"""

import random
import tempfile
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from portal.core.db import end_transaction
from portal.core.uow import unit_of_work
from portal.threads.models import PostKind
from portal.threads.queries import get_visible
from portal.threads.queries.anchors import at_practice
from portal.threads.services import posting
from tests.benchmarks.pages import measure, report
from tests.conftest import make_app
from tests.factories.drafts import somebody
from tests.factories.people import signed_in
from tests.factories.practices import Words, load_vocabularies_and_regions, publish
from tests.factories.threads import MENTOR, OFFICER, asked, words_of

TIMES = 300
LENGTHS = (10, 200)


def _threads() -> dict[int, str]:
    """Make threads of so many posts, and return their public ids."""
    bayu, dewi = somebody("bayu@contoh.go.id", OFFICER), somebody("dewi@contoh.go.id", MENTOR)
    (slug,) = publish(1)
    words = Words(random.Random(0))
    made = {}
    for length in LENGTHS:
        key = asked(bayu, text=words.text(60), anchor=at_practice(slug, block=1))
        with unit_of_work() as session:
            thread = get_visible(dewi, key)
            for number in range(length - 1):
                said = words_of(dewi, words.text(80), as_region=number % 2 == 0)
                posting.write(session, dewi, thread, PostKind.ANSWER, said)
        made[length] = key
    return made


def _measure(app: Flask, threads: dict[int, str]) -> None:
    gzip = {"Accept-Encoding": "gzip"}
    readers = {"a visitor": app.test_client(), "a member": signed_in(app, "bayu@contoh.go.id")}
    for length, key in threads.items():
        pages = sorted({1, -(-length // 20)})
        addresses = [f"/threads/{key}?page={page}" for page in pages] * (TIMES // len(pages))
        for who, client in readers.items():
            answers = [client.get(address, headers=gzip) for address in addresses[:10]]
            assert all(answer.status_code == 200 for answer in answers)
            taken = measure(lambda address: client.get(address, headers=gzip), addresses)  # noqa: B023  # called at once
            size = max(len(answer.data) for answer in answers)
            report(f"thread of {length} posts, {who}, {size / 1000:.1f} KB", taken)


def main() -> None:
    """Make the threads and measure."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            upgrade()
            load_vocabularies_and_regions()
            threads = _threads()
            end_transaction()
        _measure(app, threads)


if __name__ == "__main__":
    main()
