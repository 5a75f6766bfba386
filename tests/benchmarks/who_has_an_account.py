"""Does time tell who has an account? `uv run python -m tests.benchmarks.who_has_an_account 200`.

Signs in with a wrong password, and asks for a new one, for addresses with and without an account
by turns, over HTTP from a server of two workers. Prints how long the answers take, by how much
their medians differ, and by how much those of the same times differ when they are dealt out at
random: as long as the first is not more than the second, nobody learns anything.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask_migrate import upgrade

from portal.accounts.services import passwords
from tests.benchmarks.client import FORM, Client
from tests.conftest import make_app
from tests.factories.people import active
from tests.servers import environ_of, flask_running, free_port

WARM_UP = 20
DEALS = 2000  # at random, of which the widest twentieth is left out
WRONG = "bukan kata sandinya"
PASSES = {"PORTAL_PROXY_HOPS": "1"}  # so that each request comes from an address of its own


@dataclass(frozen=True)
class Told:
    """Milliseconds to the answers, and what their medians tell."""

    known: Sequence[float]
    unknown: Sequence[float]
    difference: float
    by_chance: float

    def __str__(self) -> str:
        pairs = (("known", self.known), ("unknown", self.unknown))
        shown = [f"{name} {_figures(taken)}" for name, taken in pairs]
        told = f"medians {self.difference:+.2f} ms apart, by chance up to {self.by_chance:.2f} ms"
        return "; ".join([*shown, told])


def _figures(taken: Sequence[float]) -> str:
    p95 = statistics.quantiles(taken, n=20)[-1]
    return f"median {statistics.median(taken):.2f} ms, p95 {p95:.2f} ms, n={len(taken)}"


def campaign(directory: Path, number: int, *, seed: int = 0) -> dict[str, Told]:
    """Ask `number` times for each kind of address, and return what the times tell."""
    passwords.set_cost(memory_kib=passwords.MEMORY_KIB, passes=passwords.PASSES)
    rng, port = random.Random(seed), free_port()
    known = [f"pegawai{count}@dinas.go.id" for count in range(number + WARM_UP)]
    unknown = [f"kosong{count}@dinas.go.id" for count in range(number + WARM_UP)]
    with make_app(directory).app_context():
        upgrade()
        for mail in known:
            active(mail)
    with flask_running(
        ["serve", "--port", str(port)], environ=environ_of(directory, **PASSES)
    ) as server:
        server.wait_until_serving()
        server.wait_for_worker()
        asks = {"sign-in": _sign_in, "reset": _reset}
        client = Client(port, FORM)
        return {
            name: _told(rng, _timed(rng, client, ask, known, unknown)) for name, ask in asks.items()
        }


def _sign_in(client: Client, mail: str, address: str) -> bool:
    body = urlencode({"mail": mail, "password": WRONG})
    answer = client.send("POST", "/sign-in", body, **{"X-Forwarded-For": address})
    return answer is not None and answer[0] == 422


def _reset(client: Client, mail: str, address: str) -> bool:
    body = urlencode({"mail": mail})
    answer = client.send("POST", "/reset", body, **{"X-Forwarded-For": address})
    return answer is not None and answer[0] == 303


def _timed(
    rng: random.Random,
    client: Client,
    ask: Callable[[Client, str, str], bool],
    *kinds: Sequence[str],
) -> tuple[list[float], ...]:
    """Return the milliseconds by kind of address, asked in an order of chance."""
    taken: tuple[list[float], ...] = tuple([] for _ in kinds)
    for count, mails in enumerate(zip(*kinds, strict=True)):
        for kind in rng.sample(range(len(kinds)), len(kinds)):
            address = f"10.{kind}.{count // 250}.{count % 250 + 1}"
            begun = time.perf_counter()
            assert ask(client, mails[kind], address)
            if count >= WARM_UP:
                taken[kind].append((time.perf_counter() - begun) * 1000)
    return taken


def _told(rng: random.Random, taken: tuple[list[float], ...]) -> Told:
    known, unknown = taken
    together = [*known, *unknown]
    dealt = []
    for _deal in range(DEALS):
        rng.shuffle(together)
        dealt.append(abs(_apart(together[: len(known)], together[len(known) :])))
    return Told(known, unknown, _apart(known, unknown), statistics.quantiles(dealt, n=20)[-1])


def _apart(known: Sequence[float], unknown: Sequence[float]) -> float:
    return statistics.median(known) - statistics.median(unknown)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for what, told in campaign(Path(folder), int((sys.argv[1:] or ["200"])[0])).items():
            print(f"{what}: {told}")
