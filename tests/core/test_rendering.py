"""People's texts, rendered in processes that can be killed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import ROOT
from portal.core import rendering
from portal.core.rendering import Pool, Rendered, Text, render_all, render_safely
from portal.core.rendering_process import Limits
from portal.core.text import MAX_BYTES, render
from tests.benchmarks.hostile_text import GENERATORS
from tests.servers import left_of

PARAGRAPH = "Warga **memilah** sampah (organik dan anorganik) setiap hari [1]. " * 20
LONG = Text("\n\n".join([PARAGRAPH] * 60))
VERY_LONG = dict.fromkeys(map(str, range(40)), LONG)  # many seconds in one call
LARGE = Text("\n\n".join(["- " * 20 + "x"] * 1500))  # takes 100 MB
MEMORY = 48 * 2**20
QUICK = 0.25


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(Limits(seconds=QUICK), size=2)
    yield made
    made.close()


def test_a_text_is_rendered_as_it_would_be_here() -> None:
    source = "**Turun** 5 % [s1].\n\n- <b>a</b>\n- \ud800"
    found = render_safely(source, citations={"s1": 1}, source_word="Sumber")

    assert found == Rendered(
        render(source, citations={"s1": 1}, source_word="Sumber"), degraded=False
    )


def test_the_texts_of_a_record_keep_their_keys_and_their_citations() -> None:
    found = render_all(
        {
            "problem.id": Text("Air [s1]", {"s1": 7}, "Sumber"),
            "problem.en": Text("Water [s1]", {"s1": 7}, "Source"),
            "other": Text("Air [s1]"),
        }
    )

    assert list(found) == ["problem.id", "problem.en", "other"]
    assert "Sumber </span>7" in found["problem.id"].html
    assert "Source </span>7" in found["problem.en"].html
    assert "[s1]" in found["other"].html
    assert render_all({}) == {}


@pytest.mark.parametrize("source", ["[" * 99 + "<i>\n\nakhir", "<i>\n\nakhir" + " a" * MAX_BYTES])
def test_what_is_refused_is_shown_as_typed_and_spoils_no_other(source: str) -> None:
    found = render_all({"a": Text("*a*"), "refused": Text(source), "z": Text("*z*")})

    assert found["a"] == Rendered(render("*a*"), degraded=False)
    assert found["z"] == Rendered(render("*z*"), degraded=False)
    assert found["refused"].degraded
    assert "&lt;i&gt;</p>\n<p>akhir" in found["refused"].html


@pytest.mark.parametrize(
    "name", ["open brackets", "declarations", "stars in stars", "stairs", "rows", "fences"]
)
def test_hostile_text_is_answered_in_time(name: str) -> None:
    begun = time.monotonic()
    found = render_safely(GENERATORS[name](2900))

    assert found.html
    assert time.monotonic() - begun < 3


def test_what_takes_too_long_is_killed_and_leaves_nothing_behind(pool: Pool) -> None:
    pool.render_all({"a": Text("a")})
    (before,) = pool.pids

    begun = time.monotonic()
    found = pool.render_all(VERY_LONG)

    assert time.monotonic() - begun < QUICK + 1
    assert list(found) == list(VERY_LONG)
    assert found["39"].degraded
    assert "<strong>" not in found["39"].html
    assert "**memilah**" in found["39"].html
    assert not Path(f"/proc/{before}").exists(), "killed and buried"
    assert not pool.render_all({"a": Text("*a*")})["a"].degraded
    assert before not in pool.pids


def test_memory_is_limited() -> None:
    render_safely("a")
    told = [Path(f"/proc/{pid}/limits").read_text() for pid in rendering._pool.pids]

    assert told
    assert all(f"Max address space         {256 * 2**20} " in limits for limits in told)


def test_what_takes_too_much_memory_is_shown_as_typed() -> None:
    pool = Pool(Limits(seconds=5, memory=MEMORY), size=1)
    try:
        found = pool.render_all({"a": Text("*a*"), "large": LARGE, "z": Text("*z*")})
    finally:
        pool.close()

    assert [text.degraded for text in found.values()] == [False, True, False]


def test_without_memory_to_start_texts_are_shown_as_typed() -> None:
    pool = Pool(Limits(memory=2**20), size=1)

    assert pool.render_all({"a": Text("*a*")})["a"] == Rendered("<p>*a*</p>", degraded=True)
    assert pool.pids == set()


def test_parallel_callers_get_their_own_texts_from_few_processes() -> None:
    pool = Pool(size=2)

    def ask(number: int) -> bool:
        found = pool.render_all({"one": Text(f"*{number}*"), "two": Text(f"**{number}**")})
        return [str(text.html) for text in found.values()] == [
            f"<p><em>{number}</em></p>",
            f"<p><strong>{number}</strong></p>",
        ]

    try:
        with ThreadPoolExecutor(8) as callers:
            assert all(callers.map(ask, range(200)))
        assert 1 <= len(pool.pids) <= 2
    finally:
        pool.close()


def test_a_bystander_does_not_wait_for_a_hostile_text() -> None:
    pool = Pool(Limits(seconds=1), size=2)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda name: pool.render_all({name: LONG}), "ab"))
    taken = []

    try:
        hostile = threading.Thread(target=pool.render_all, args=[VERY_LONG])
        hostile.start()
        while hostile.is_alive():
            begun = time.monotonic()
            assert not pool.render_all({"a": Text("*a*")})["a"].degraded
            taken.append(time.monotonic() - begun)
        hostile.join()
    finally:
        pool.close()

    assert len(taken) > 10
    assert sorted(taken)[len(taken) * 95 // 100] < 0.2


def test_a_process_that_died_in_between_is_replaced(pool: Pool) -> None:
    pool.render_all({"a": Text("a")})
    (before,) = pool.pids
    os.kill(before, signal.SIGKILL)
    os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)

    assert not pool.render_all({"a": Text("a")})["a"].degraded
    assert before not in pool.pids
    assert not Path(f"/proc/{before}").exists()


def test_signals_for_the_whole_portal_end_no_text(pool: Pool) -> None:
    pool.render_all({"a": Text("a")})
    (before,) = pool.pids
    os.kill(before, signal.SIGTERM)
    os.kill(before, signal.SIGINT)

    assert not pool.render_all({"a": Text("a")})["a"].degraded
    assert pool.pids == {before}


def test_the_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "rahasia")
    pool.render_all({"a": Text("a")})
    (pid,) = pool.pids

    assert b"rahasia" not in Path(f"/proc/{pid}/environ").read_bytes()


FORKING = """
import json, os, sys
from portal.core import rendering
def show():
    html = rendering.render_safely("*a*").html
    (worker,) = rendering._pool.pids
    print(json.dumps([html, os.getpid(), worker]), flush=True)
show()
if os.fork() == 0:
    show()
sys.stdin.read()
"""


def test_a_fork_has_its_own_processes_and_a_killed_portal_leaves_none() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", FORKING], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    ) as portal:
        assert portal.stdout is not None
        html, parent, of_parent = json.loads(portal.stdout.readline())
        _html, child, of_child = json.loads(portal.stdout.readline())
        try:
            os.kill(parent, signal.SIGKILL)

            assert left_of([of_parent], seconds=5) == []
            assert left_of([of_child], seconds=0) == [of_child], "its portal still lives"
        finally:
            os.kill(child, signal.SIGKILL)

    assert left_of([of_child], seconds=5) == []
    assert html == "<p><em>a</em></p>"


def test_cpu_is_limited_also_when_nobody_is_left_to_kill() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "portal.core.rendering_worker", str(256 * 2**20), "0"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    jobs = json.dumps([[LONG.source, {}, "", {}]] * 60).encode() + b"\n"
    worker.communicate(jobs)

    assert worker.returncode == -signal.SIGXCPU
