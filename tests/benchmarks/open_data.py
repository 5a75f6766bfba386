"""A nation's open data as files: `uv run python -m tests.benchmarks.open_data N`.

Every set of a library of N practices (30,000 where none is said) is downloaded from `flask serve`
in both forms and opened in pandas and DuckDB; prints rows, megabytes, seconds, and by how much the
server grew meanwhile. `--kept DIR` keeps the library, which takes longest to build.
"""

import shutil
import tempfile
import time
import urllib.request
from pathlib import Path

import duckdb
import pandas as pd

from portal.core.open_data import registered
from tests.benchmarks.nation import asked_for
from tests.conftest import make_app
from tests.servers import descendants, environ_of, flask_running, free_port

HEAD = f"{'':26}{'rows':>9}{'MB':>8}{'s':>7}{'grew MB':>9}{'pandas':>8}{'DuckDB':>8}"


def measure(directory: Path) -> None:
    """Download and open everything."""
    make_app(directory)  # so that the sets are known here too
    port = free_port()
    environ = environ_of(directory, PORTAL_WORKERS="1")
    print(HEAD)
    with (
        flask_running(["serve", "--port", str(port)], environ=environ) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        server.wait_until_serving()
        for name in registered():
            for form in ("csv", "json"):
                file = Path(folder) / f"{name}.{form}"
                before = _memory(server.process.pid)
                begun = time.perf_counter()
                address = f"http://127.0.0.1:{port}/data/{file.name}"
                with urllib.request.urlopen(address) as answer, file.open("wb") as target:
                    shutil.copyfileobj(answer, target)
                taken = time.perf_counter() - begun
                grew = _memory(server.process.pid) - before
                read = pd.read_csv if form == "csv" else pd.read_json
                frame = len(read(file))
                (rows,) = duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall()[0]
                size = file.stat().st_size / 1e6
                print(
                    f"{file.name:26}{frame:9}{size:8.1f}{taken:7.1f}{grew:9.1f}{frame:8}{rows:8}",
                    flush=True,
                )
                assert frame == rows
                file.unlink()


def _memory(pid: int) -> float:
    """Return the megabytes that the processes of a server have had at most, all together."""
    total = 0
    for process in (pid, *descendants(pid)):
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        total += int(peak.split()[1])
    return total / 1000


if __name__ == "__main__":
    with asked_for(__doc__) as folder:
        measure(folder)
