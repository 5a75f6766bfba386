"""Turns come in the order in which they were asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor

from portal.core.turns import Turns


def test_who_waits_comes_before_who_had_a_turn() -> None:
    turns = Turns(1)
    assert turns.take(0)

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(turns.take, 10)
        while not turns._waiting:
            threading.Event().wait(0.001)
        turns.give_back()
        assert not turns.take(0), "the turn is the other's"
        assert waiting.result()

    turns.give_back()
    assert turns.take(0)


def test_a_turn_that_does_not_come_is_given_up_and_lost_to_nobody() -> None:
    turns = Turns(1)
    assert turns.take(0)
    assert not turns.take(0.001)

    turns.give_back()

    assert turns.take(0)
    assert not turns.take(0)


def test_no_more_turns_are_out_than_there_are() -> None:
    turns, out, most = Turns(3), [], []

    def work(number: int) -> None:
        assert turns.take(10)
        out.append(number)
        most.append(len(out))
        out.remove(number)
        turns.give_back()

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(work, range(500)))

    assert max(most) <= 3
    assert all(turns.take(0) for _ in range(3))
    assert not turns.take(0)
