"""Runs that are given up where several paths have held the same bytes: silver has of each path one version."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.ledger.entries import PendingEntry
from jobs.contracts.paths import LandingPath, digest
from tests.examples import examples
from tests.integration.ledger.conftest import NOON, Book

# Seldom more than two paths, so that they often have the same bytes.
PATHS, WORDS = "aaabbbc", "xyz"


@pytest.mark.parametrize("applied", [(), ("x",)])
def test_bytes_that_another_path_gives_up_take_the_place_of_what_their_heir_had_before(
    book: Book, applied: tuple[str, ...]
) -> None:
    book.drop("a", "x", 1)
    book.drop("b", "y", 2)
    book.run()
    book.drop("a", "y", 3)
    book.fail(*applied)
    book.drop("b", "z", 4)
    assert book.pending.held() == 0
    book.run()
    assert book.silver == book.words("y", "z")


def test_they_do_so_where_they_are_given_up_while_the_run_fails(book: Book) -> None:
    book.drop("a", "x", 1)
    book.drop("b", "y", 2)
    book.run()
    book.drop("a", "y", 3)
    lines = book.pending.batch()
    book.drop("b", "z", 4)
    book.pending.hold(lines, "run-9")
    book.run()
    assert book.silver == book.words("y", "z")


def test_they_do_so_where_the_other_path_has_now_what_a_third_one_has(book: Book) -> None:
    for second, (name, word) in enumerate([("a", "x"), ("b", "y"), ("c", "z")]):
        book.drop(name, word, second)
    book.run()
    book.drop("a", "y", 3)
    book.fail()
    book.drop("b", "z", 4)
    book.run()
    assert book.silver == book.words("y", "z")


def test_what_two_paths_had_goes_with_the_corrections_of_both(book: Book) -> None:
    book.drop("a", "x", 1)
    book.drop("b", "x", 2)
    book.run()
    book.drop("a", "y", 3)
    book.fail()
    assert book.silver == book.words("x")
    book.drop("b", "z", 4)
    book.run()
    assert book.silver == book.words("y", "z")


def test_what_comes_in_place_of_another_file_is_tried_with_it_where_a_file_that_is_held_back_has_it_too(
    book: Book,
) -> None:
    book.drop("a", "x", 1)
    book.run()
    book.drop("b", "y", 2)
    book.fail()
    book.drop("a", "y", 3)
    book.run()
    assert book.silver == book.words("y")


def test_a_correction_that_is_held_back_waits_on_where_another_path_is_corrected_that_had_the_same_before(
    book: Book,
) -> None:
    for second, name in enumerate("abc"):
        book.drop(name, "x", second)
    book.run()
    book.drop("a", "y", 3)
    book.fail()
    book.drop("b", "z", 4)
    assert book.pending.held() == 1
    book.run()
    assert book.silver == book.words("x", "z")


@dataclass
class Files:
    """What was dropped, and which paths silver has had something of."""

    latest: dict[str, str] = field(default_factory=dict)
    had: dict[str, set[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def drop(self, name: str, word: str) -> None:
        self.latest[name] = word
        self.had.setdefault(name, set()).add(word)

    def may_be(self, waiting: dict[str, bool]) -> list[set[str]]:
        """What silver may hold: of each path the latest, of those that may wait that or one before."""
        of_paths = [
            [*self.had[name], *([] if name in self.shown else [""])] if waiting[name] else [self.latest[name]]
            for name in self.latest
        ]
        return [{word for word in words if word} for words in product(*of_paths)]


def held_back(book: Book, files: Files) -> dict[str, bool]:
    """Of each path whether its changes, or what it holds now, are held back."""
    held = [
        entry
        for row in book.rows.beginning_with(book.partition, "pending:")
        if (entry := PendingEntry.of(row)) and entry.held
    ]
    paths = {path for entry in held for path in entry.paths}
    contents = {entry.content for entry in held}
    return {
        name: digest(str(LandingPath(book.partition, "standard", name))) in paths or bool(book.words(word) & contents)
        for name, word in files.latest.items()
    }


_DROP = st.tuples(st.just("drop"), st.sampled_from(PATHS), st.sampled_from(WORDS))
_PART = st.integers(0, 15)
_RUN = st.tuples(st.just("run"), st.none() | _DROP)
_FAIL = st.tuples(st.just("fail"), st.none() | _DROP, _PART)
_STEPS = st.lists(st.one_of(_DROP, _DROP, _RUN, _FAIL, st.just(("full", None)), st.just(("let go",))), max_size=14)


@settings(max_examples=examples(80, 1_500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_after_each_run_no_path_is_in_silver_twice_and_none_is_missing(
    new_book: Callable[[], Book], steps: list[tuple[object, ...]]
) -> None:
    """Whatever failed in between, silver holds of each path one version: its latest, unless that is held back."""
    book, files, clock = new_book(), Files(), iter(range(1000))

    def drop(name: str, word: str) -> None:
        book.drop(name, word, next(clock))
        files.drop(name, word)

    for step, *about in steps:
        if step == "drop":
            drop(*about)  # type: ignore[arg-type]  # the strategy's tuples
        elif step == "let go":
            book.pending.let_go()
        else:
            lines = book.pending.live_lines() if step == "full" else book.pending.batch()
            if about[0]:
                drop(*about[0][1:])  # type: ignore[index]  # the strategy's tuples
            if step == "fail":
                book.apply([line for place, line in enumerate(lines) if about[1] >> place & 1])  # type: ignore[operator]
                book.pending.hold(lines, "run-9")
            elif lines:
                book.apply(lines)
                book.pending.settle(lines, "run-1", NOON)
                waiting = dict.fromkeys(files.latest, True) if about[0] else held_back(book, files)
                assert book.silver in [book.words(*words) for words in files.may_be(waiting)]
                files.shown |= {
                    name for name in files.latest if not about[0] and book.words(*files.had[name]) & book.silver
                }
    book.pending.let_go()
    book.run()
    assert book.silver == book.words(*files.latest.values())
