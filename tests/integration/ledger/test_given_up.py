"""Runs that are given up: what they held back stays out, and silver comes back to what it was; on a real table."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.ledger.entries import FileEntry
from jobs.contracts.manifest import LOAD, REMOVE
from tests.examples import examples
from tests.integration.ledger.conftest import NOON, Book


def a_correction_given_up(book: Book, *applied: str) -> FileEntry:
    """The file a is x in silver; it is corrected to y by a run that is given up."""
    book.drop("a", "x", 1)
    book.run()
    correction = book.drop("a", "y", 2)
    book.fail(*applied)
    return correction


@pytest.mark.parametrize("applied", ["", "x", "y", "xy"])
def test_a_file_that_comes_after_a_correction_that_was_given_up_takes_the_place_of_both(
    book: Book, applied: str
) -> None:
    a_correction_given_up(book, *applied)
    book.drop("a", "z", 3)
    book.run()
    assert book.silver == book.words("z")
    assert book.pending.held() == 0


@pytest.mark.parametrize("applied", ["", "x", "y", "xy"])
def test_other_files_go_on_and_silver_is_what_it_was_before_the_run_that_was_given_up(book: Book, applied: str) -> None:
    a_correction_given_up(book, *applied)
    book.drop("b", "z", 3)
    book.run()
    assert book.silver == book.words("x", "z")
    assert book.pending.held() == 2
    book.drop("c", "w", 4)
    assert {line.version for line in book.pending.batch()} == book.words("w")
    book.run()
    book.pending.let_go()
    book.run()
    assert book.silver == book.words("y", "z", "w")


def test_a_file_that_is_corrected_while_its_run_fails_is_held_back_by_nobody(book: Book) -> None:
    book.drop("a", "x", 1)
    lines = book.pending.batch()
    book.apply(lines)
    book.drop("a", "y", 2)
    book.pending.hold(lines, "run-9")
    assert book.pending.held() == 0
    book.run()
    assert book.silver == book.words("y")


def test_what_a_run_took_in_of_a_file_that_was_corrected_meanwhile_is_what_comes_back(book: Book) -> None:
    book.drop("a", "x", 1)
    lines = book.pending.batch()
    book.drop("a", "y", 2)
    book.apply(lines)
    book.pending.settle(lines, "run-1", NOON)
    book.fail("x", "y")
    book.drop("b", "z", 3)
    book.run()
    assert book.silver == book.words("x", "z")


def test_what_was_taken_back_once_is_taken_back_again_after_a_full_run_that_was_given_up(book: Book) -> None:
    book.drop("a", "x", 1)
    book.fail("x")
    book.drop("b", "y", 2)
    book.run()
    assert book.silver == book.words("y")
    lines = book.pending.live_lines()
    book.apply(lines)
    book.pending.hold(lines, "full")
    book.drop("c", "z", 3)
    book.run()
    assert book.silver == book.words("y", "z")


def test_a_replay_of_a_correction_that_was_given_up_takes_out_what_it_corrects(book: Book) -> None:
    correction = a_correction_given_up(book)
    book.check_again(correction, bronze=("b2",), loaded=3)
    book.run()
    assert book.silver == book.words("y")
    assert book.pending.held() == 0


@pytest.mark.parametrize("applied", [(), ("x",), ("y",), ("x", "y")])
def test_a_correction_of_a_correction_that_lands_during_a_run_that_is_given_up_takes_the_place_of_both(
    book: Book, applied: tuple[str, ...]
) -> None:
    book.drop("a", "x", 1)
    book.run()
    book.drop("a", "y", 2)
    lines = book.pending.batch()
    book.drop("a", "z", 3)
    book.apply([line for line in lines if line.version in book.words(*applied)])
    book.pending.hold(lines, "run-9")
    assert book.pending.held() == 0
    book.run()
    assert book.silver == book.words("z")
    assert book.pending.lines() == []


def test_what_is_taken_back_is_loaded_as_it_was(book: Book) -> None:
    entry = book.drop("a", "x", 1)
    book.run()
    book.check_again(entry, bronze=("b", "b2"), loaded=3, quarantined=0, total_cost="6.00", violations={})
    book.fail("x")
    book.drop("b", "z", 3)
    (back,) = [line for line in book.pending.batch() if line.version == entry.content]
    assert (back.action, back.rows, back.total_cost, back.takes_back) == (LOAD, 2, "5.00", True)
    assert (back.bronze, back.replaces, back.violations) == (("b",), ("b2",), (("not-a-date", 1),))


def test_what_an_erasure_took_out_does_not_come_back(book: Book) -> None:
    entry = book.drop("a", "x", 1)
    book.run()
    book.check_again(entry, for_good=True, bronze=("erased",))
    book.fail()
    (back,) = book.pending.taking_back()
    assert (back.action, back.bronze, back.replaces) == (LOAD, ("erased",), ("b",))


def test_taking_back_is_tried_for_its_own_sake_once_and_with_the_next_files_again(book: Book) -> None:
    book.drop("a", "x", 1)
    book.fail()
    back = book.pending.taking_back()
    assert [(line.action, line.takes_back) for line in back] == [(REMOVE, True)]
    book.pending.hold(back, "run-10")
    assert book.pending.taking_back() == []
    book.drop("b", "y", 2)
    assert [line.takes_back for line in book.pending.batch() if line.version in book.words("x")] == [True]
    book.run()
    assert book.silver == book.words("y")
    assert book.pending.let_go() == 1


@dataclass
class Model:
    """What silver has to show of each path, whose contents are its own."""

    latest: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)

    def dropped(self, name: str, word: str) -> None:
        if self.latest.get(name) != word:
            self.latest[name] = word
            self.held.discard(name)

    @property
    def waits(self) -> dict[str, str]:
        """What a run takes in now, by path."""
        return {
            name: word for name, word in self.latest.items() if name not in self.held and self.shown.get(name) != word
        }


_DROP = st.tuples(st.just("drop"), st.sampled_from("ab"), st.sampled_from("xyz"))
_PART = st.integers(0, 15)
# A run with a file that lands meanwhile, or none; of one that is given up, which of its changes it had made.
_RUN = st.tuples(st.just("run"), st.none() | _DROP)
_FAIL = st.tuples(st.just("fail"), st.none() | _DROP, _PART)
_STEPS = st.lists(st.one_of(_DROP, _DROP, _RUN, _FAIL, st.just(("full",)), st.just(("let go",))), max_size=12)


@settings(max_examples=examples(80, 1_500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_after_each_run_silver_holds_of_each_path_what_was_last_taken_in(
    new_book: Callable[[], Book], steps: list[tuple[object, ...]]
) -> None:
    """Each path once: its latest file, or where that is held back the one before; whatever failed in between."""
    book, model, clock = new_book(), Model(), iter(range(1000))

    def drop(name: str, word: str) -> None:
        book.drop(name, f"{name}{word}", next(clock))
        model.dropped(name, word)

    for step, *about in steps:
        if step == "drop":
            drop(*about)  # type: ignore[arg-type]  # the strategy's tuples
        elif step == "let go":
            book.pending.let_go()
            model.held.clear()
        else:
            lines = book.pending.live_lines() if step == "full" else book.pending.batch()
            waits = dict(model.latest) if step == "full" else model.waits
            if about and about[0]:
                drop(*about[0][1:])  # type: ignore[index]  # the strategy's tuples
            if step == "fail":
                book.apply([line for place, line in enumerate(lines) if about[1] >> place & 1])  # type: ignore[operator]
                book.pending.hold(lines, "run-9")
                model.held |= {name for name, word in waits.items() if model.latest[name] == word}
            elif lines:
                book.apply(lines)
                book.pending.settle(lines, "run-1", NOON)
                model.shown |= waits
                if step == "full":
                    model.held = {name for name in model.held if model.latest[name] != waits.get(name)}
                assert book.silver == book.words(*(f"{name}{word}" for name, word in model.shown.items()))
    book.pending.let_go()
    book.run()
    assert book.silver == book.words(*(f"{name}{word}" for name, word in model.latest.items()))
