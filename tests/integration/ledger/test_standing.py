"""What the ledger says of rows that another file speaks of too, once a run has found it."""

from dataclasses import replace
from typing import Any

from functions.ledger.entries import FileEntry, FileState
from jobs.contracts.standing import StandingLine
from tests.integration.ledger.conftest import NOON, Book


def found(book: Book, word: str, **figures: Any) -> dict[str, StandingLine]:
    (content,) = book.words(word)
    return {content: StandingLine(book.partition, content, **figures)}


def settle(book: Book, *told: dict[str, StandingLine]) -> None:
    standing = {content: line for one in told for content, line in one.items()}
    book.pending.settle(book.pending.lines(), "run-1", NOON, standing)


def told(entry: FileEntry) -> tuple[int, str, int, str, int, str]:
    assert entry.rows_in == entry.loaded + entry.quarantined + entry.duplicate
    return (
        *(entry.loaded, entry.total_cost, entry.duplicate, entry.duplicate_cost),
        *(entry.corrected, entry.corrected_cost),
    )


ALL_COUNT = (2, "5.00", 0, "", 0, "")
ONE_IS_A_DUPLICATE = {"duplicate": 1, "duplicate_cost": "1.50"}
ONE_IS_CORRECTED = {"corrected": 1, "corrected_cost": "3.50"}


def test_rows_that_repeat_another_files_are_not_loaded(book: Book) -> None:
    book.drop("a", "x", 1)
    settle(book, found(book, "x", **ONE_IS_A_DUPLICATE))
    assert told(book.entry("a", "x")) == (1, "3.50", 1, "1.50", 0, "")
    assert book.entry("a", "x").state == FileState.TRANSFORMED


def test_rows_that_a_later_file_corrects_stay_loaded_and_are_named(book: Book) -> None:
    book.drop("a", "x", 1)
    settle(book)
    assert told(book.entry("a", "x")) == ALL_COUNT
    book.drop("b", "y", 2)
    settle(book, found(book, "x", **ONE_IS_CORRECTED))
    assert told(book.entry("a", "x")) == (2, "5.00", 0, "", 1, "3.50")
    assert told(book.entry("b", "y")) == ALL_COUNT


def test_rows_that_count_again_are_no_longer_named(book: Book) -> None:
    book.drop("a", "x", 1)
    settle(book, found(book, "x", **ONE_IS_A_DUPLICATE, **ONE_IS_CORRECTED))
    book.drop("b", "y", 2)
    settle(book, found(book, "x"))
    assert told(book.entry("a", "x")) == ALL_COUNT


def test_settling_again_after_a_death_enters_what_was_left_out(book: Book) -> None:
    book.drop("a", "x", 1)
    settle(book)
    book.drop("b", "y", 2)
    lines = book.pending.lines()
    book.pending.settle(lines, "run-2", NOON)  # died before it came to the other files
    standing = found(book, "x", **ONE_IS_CORRECTED)
    for _ in range(2):
        book.pending.settle(lines, "run-2", NOON, standing)
    assert told(book.entry("a", "x")) == (2, "5.00", 0, "", 1, "3.50")


def test_a_copy_that_takes_the_rows_over_shows_the_same_figures(book: Book) -> None:
    book.drop("a", "x", 1)
    book.drop("b", "x", 2)
    settle(book, found(book, "x", **ONE_IS_A_DUPLICATE))
    copy = book.entry("b", "x")
    assert (copy.loaded, copy.duplicate, copy.duplicate_cost, copy.total_cost) == (0, 3, "5.00", "0.00")
    book.drop("a", "y", 3)
    assert told(book.entry("b", "x")) == (1, "3.50", 1, "1.50", 0, "")
    book.drop("c", "x", 4)
    assert (book.entry("c", "x").duplicate, book.entry("c", "x").duplicate_cost) == (3, "5.00")


def test_a_content_that_comes_back_is_judged_anew(book: Book) -> None:
    book.drop("a", "x", 1)
    settle(book, found(book, "x", **ONE_IS_A_DUPLICATE))
    book.drop("a", "y", 2)
    settle(book)
    assert told(book.drop("a", "x", 3)) == ALL_COUNT
    settle(book)
    assert told(book.entry("a", "x")) == ALL_COUNT


def test_a_content_that_has_changed_since_is_left_to_its_own_run(book: Book) -> None:
    book.drop("a", "x", 1)
    settle(book)
    book.check_again(book.entry("a", "x"), loaded=3, quarantined=0, total_cost="6.00")
    book.pending.settle([], "run-2", NOON, found(book, "x", **ONE_IS_CORRECTED))
    assert told(book.entry("a", "x")) == ALL_COUNT
    settle(book)
    assert told(replace(book.entry("a", "x"), quarantined=0)) == (3, "6.00", 0, "", 0, "")


def test_a_full_rebuild_puts_right_what_no_longer_holds(book: Book) -> None:
    book.drop("a", "x", 1)
    book.drop("b", "y", 2)
    settle(book, found(book, "x", **ONE_IS_A_DUPLICATE), found(book, "y", **ONE_IS_CORRECTED))
    book.pending.settle(book.pending.live_lines(), "full", NOON, found(book, "y", **ONE_IS_A_DUPLICATE))
    assert told(book.entry("a", "x")) == ALL_COUNT
    assert told(book.entry("b", "y")) == (1, "3.50", 1, "1.50", 0, "")


def test_a_content_that_nobody_holds_any_more_is_passed_over(book: Book) -> None:
    book.drop("a", "x", 1)
    settle(book)
    book.drop("a", "y", 2)
    settle(book)
    book.pending.settle([], "run-2", NOON, found(book, "x", **ONE_IS_CORRECTED))
    assert book.entry("a", "x").corrected == 0
