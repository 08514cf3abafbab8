"""Things that are done several at a time, each after those that it waits for."""

from collections.abc import Callable
from functools import partial
from graphlib import CycleError
from threading import Barrier, Event

import pytest

from jobs.derive.side_by_side import side_by_side

LIMIT = 10.0


class Unfit(Exception):
    """What a task of these tests raises."""


def test_a_task_begins_when_those_that_it_waits_for_have_ended() -> None:
    done: list[str] = []
    tasks: dict[str, Callable[[], None]] = {name: partial(done.append, name) for name in ("d", "c", "b", "a")}
    side_by_side(tasks, {"d": ("c",), "c": ("b", "not among them"), "b": ("a",)})
    assert done == ["a", "b", "c", "d"]


def test_tasks_that_wait_for_no_other_run_at_the_same_time() -> None:
    together = Barrier(3)
    side_by_side({name: partial(_meet, together) for name in ("a", "b", "c")})
    assert not together.broken


def test_a_task_does_not_wait_for_those_that_are_none_of_its_business() -> None:
    free = Event()
    tasks: dict[str, Callable[[], None]] = {
        "slow": partial(_wait, free),
        "first": lambda: None,
        "second": free.set,
    }
    side_by_side(tasks, {"second": ("first",)})
    assert free.is_set()


def test_an_error_ends_it_once_all_that_have_begun_have_ended_and_nothing_that_waits_begins() -> None:
    begun, failed, done = Event(), Event(), list[str]()

    def fails() -> None:
        assert begun.wait(LIMIT)
        failed.set()
        raise Unfit

    def goes_on() -> None:
        begun.set()
        assert failed.wait(LIMIT)
        done.append("went on")

    tasks: dict[str, Callable[[], None]] = {"fails": fails, "goes on": goes_on, "waits": partial(done.append, "waits")}
    with pytest.raises(Unfit):
        side_by_side(tasks, {"waits": ("fails", "goes on")})
    assert done == ["went on"]


def test_nothing_to_do_is_done() -> None:
    side_by_side({})


def test_two_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(CycleError):
        side_by_side({"a": lambda: None, "b": lambda: None}, {"a": ("b",), "b": ("a",)})


def _meet(together: Barrier) -> None:
    together.wait(LIMIT)


def _wait(event: Event) -> None:
    assert event.wait(LIMIT)
