"""What a power cut leaves; the long run is `tests.benchmarks.power_cuts`."""

import os
import random
import subprocess
import sys
from pathlib import Path

from config import ROOT
from tests.benchmarks.disk import Disk, built, entries
from tests.benchmarks.power_cuts import campaign
from tests.required import require_compiler

WRITES = """
import pathlib, sys
from portal.core.files import write_atomically
from portal.core.uploads.store import Store
folder = pathlib.Path(sys.argv[1])
write_atomically(folder / "kept", b"x" * 2000)
Store(folder / "files").save({"body": b"y" * 2000})
(folder / "lost").write_bytes(b"z" * 2000)
"""


def test_what_was_synced_outlasts_every_cut_and_the_rest_does_not(tmp_path: Path) -> None:
    require_compiler()
    data, log = tmp_path / "data", tmp_path / "log"
    data.mkdir()
    disk = Disk(data)
    watched = {"DISK_FOLDER": str(data), "DISK_LOG": str(log)}
    environ = os.environ | watched | {"LD_PRELOAD": str(built(tmp_path))}
    subprocess.run([sys.executable, "-c", WRITES, data], cwd=ROOT, env=environ, check=True)
    for _end, entry in entries(log):
        disk.play(*entry)

    found = []
    for seed in range(40):
        left = tmp_path / str(seed)
        disk.cut(left, random.Random(seed))
        assert (left / "kept").read_bytes() == b"x" * 2000
        assert [path.read_bytes() for path in left.glob("files/??/*/body")] == [b"y" * 2000]
        found.append((left / "lost").exists() and (left / "lost").read_bytes())

    assert {False, b"z" * 2000} < set(found), "all of it, nothing of it, and parts"


def test_a_portal_comes_back_by_itself_with_all_that_it_acknowledged(tmp_path: Path) -> None:
    require_compiler()

    told = campaign(tmp_path, 2, 2.0)

    assert (told["cuts"], told["lost"]) == (2, 0)
