"""What dropped files do to the ledger, on a real table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.adapters.blobs import BlobFacts
from functions.adapters.rows import Put, RowChanged
from functions.ledger.change import View
from functions.ledger.entries import FileState
from functions.ledger.in_force import put_in_force
from functions.ledger.receiving import ToCheck, receive, refuse, wait
from tests.examples import examples
from tests.integration.ledger.conftest import NOON, Book


def test_a_new_file_is_landed_then_transformed(book: Book) -> None:
    assert book.drop("a", "x", 1).state == FileState.LANDED
    book.run()
    entry = book.entry("a", "x")
    assert (entry.state, entry.run_id, entry.transformed_at) == (FileState.TRANSFORMED, "run-1", NOON)
    assert (entry.rows_in, entry.loaded, entry.quarantined, entry.duplicate) == (3, 2, 1, 0)
    assert book.silver == book.words("x")
    assert book.pending.lines() == []


def test_the_same_bytes_at_the_same_path_again_change_nothing(book: Book) -> None:
    book.drop("a", "x", 1)
    book.run()
    assert book.drop("a", "x", 9).state == FileState.TRANSFORMED
    assert book.pending.lines() == []


def test_the_same_bytes_under_another_name_are_a_duplicate_and_all_its_rows_count_as_such(book: Book) -> None:
    first = book.drop("a", "x", 1)
    again = book.drop("b", "x", 2)
    assert (again.state, again.duplicate_of) == (FileState.DUPLICATE, first.version)
    assert (again.rows_in, again.loaded, again.quarantined, again.duplicate) == (3, 0, 0, 3)
    book.run()
    assert book.silver == book.words("x")


def test_new_bytes_at_a_path_supersede_what_was_there(book: Book) -> None:
    book.drop("a", "x", 1)
    book.run()
    correction = book.drop("a", "y", 2)
    assert book.entry("a", "x").superseded_by == correction.version
    assert {line.action for line in book.pending.lines()} == {"load", "remove"}
    book.run()
    assert book.silver == book.words("y")


def test_a_correction_that_is_taken_back_brings_the_first_bytes_back(book: Book) -> None:
    for second, word in enumerate("xyx"):
        book.drop("a", word, second)
        book.run()
    assert book.silver == book.words("x")
    assert book.entry("a", "x").state == FileState.TRANSFORMED


def test_two_files_that_were_swapped_and_dropped_again_keep_every_sale(book: Book) -> None:
    book.drop("a", "x", 1)
    book.drop("b", "y", 2)
    book.run()
    book.drop("a", "y", 3)  # a duplicate of b, which takes x out
    book.drop("b", "x", 4)  # y is held by a alone from now on
    book.run()
    assert book.silver == book.words("x", "y")
    heir = book.entry("a", "y")
    assert (heir.state, heir.loaded, heir.duplicate, heir.duplicate_of) == (FileState.TRANSFORMED, 2, 0, "")


def test_a_refused_file_leaves_what_was_in_force(book: Book) -> None:
    book.drop("a", "x", 1)
    book.run()
    book.reject("a", "rubbish", 2)
    book.run()
    assert book.silver == book.words("x")
    assert book.entry("a", "x").state == FileState.TRANSFORMED


def test_a_refusal_that_comes_after_others_have_taken_the_file_changes_nothing(book: Book) -> None:
    refused = book.reject("a", "x", 1)
    slow = View(book.rows, book.partition)
    assert slow.read(f"version:{refused.version}")
    put_in_force(View(book.rows, book.partition), refused, book.checked(refused), lambda: None)
    told = refuse(slow, replace(refused, refusal="file-too-large"))
    assert told == book.entry("a", "x")
    assert (told.state, told.loaded) == (FileState.LANDED, 2)


def test_a_file_that_waits_for_another_does_so_no_more_where_a_second_attempt_has_landed_it(book: Book) -> None:
    slow = View(book.rows, book.partition)
    waiting = receive(slow, book.received("a", "x", 1)).entry
    landed = book.drop("a", "x", 1)
    wait(slow, replace(waiting, error="its control file has not come"))
    assert book.entry("a", "x") == landed


def test_an_event_that_comes_late_does_not_bring_old_bytes_back(book: Book) -> None:
    newer = book.drop("a", "y", 5)
    late = book.drop("a", "x", 1)
    assert (late.state, late.superseded_by) == (FileState.SUPERSEDED, newer.version)
    book.run()
    assert book.silver == book.words("y")


def test_bytes_that_were_put_back_while_a_correction_was_checked_stay_in_force(book: Book) -> None:
    book.drop("a", "x", 1)
    correction = book.received("a", "y", 2)
    receive(View(book.rows, book.partition), correction)
    again = book.drop("a", "x", 3)
    assert book.finish(correction).superseded_by == again.version
    book.run()
    assert book.silver == book.words("x")
    book.drop("a", "y", 4)
    book.run()
    assert book.silver == book.words("y")


def test_bytes_that_were_written_again_while_they_were_checked_are_as_new_as_the_last_write(book: Book) -> None:
    first, view = book.received("a", "x", 1), View(book.rows, book.partition)
    outcome = receive(view, first)
    assert isinstance(outcome, ToCheck)
    book.drop("a", "x", 3)
    put_in_force(view, outcome.entry, book.checked(first), lambda: None)
    assert book.drop("a", "y", 2).state == FileState.SUPERSEDED


def test_two_writes_of_one_second_are_told_apart_by_what_lies_there_now(book: Book) -> None:
    second = book.received("a", "y", 1)
    second = replace(second, etag="second")
    book.finish(second)
    here = BlobFacts(second.path, "second", 10, NOON + timedelta(seconds=1))
    assert book.drop("a", "x", 1, here=here).state == FileState.SUPERSEDED


def test_a_check_that_died_is_entered_as_a_second_attempt(book: Book) -> None:
    entry = book.received("a", "x", 1)
    receive(View(book.rows, book.partition), entry)
    assert len(list(book.rows.beginning_with(book.partition, "open:"))) == 1
    assert book.finish(entry).attempts == 2
    assert list(book.rows.beginning_with(book.partition, "open:")) == []


def test_a_correction_that_lands_while_a_run_is_under_way_stays_pending(book: Book) -> None:
    book.drop("a", "x", 1)
    lines = book.pending.lines()
    book.drop("a", "y", 2)
    book.silver |= book.words("x")
    book.pending.settle(lines, "run-1", NOON)
    assert book.entry("a", "x").state == FileState.SUPERSEDED
    book.run()
    assert book.silver == book.words("y")


def test_bytes_that_come_back_under_new_rules_say_which_rows_they_take_the_place_of(book: Book) -> None:
    book.drop("a", "x", 1)
    book.run()
    book.drop("a", "y", 2)
    later = replace(book.received("a", "x", 3), rules="r2")
    book.finish(later, months=("2026-04",), bronze=("b2",))
    (line,) = [line for line in book.pending.lines() if line.version == later.content]
    assert (line.action, line.bronze, line.replaces) == ("load", ("b2",), ("b",))
    assert line.months == ("2026-03", "2026-04")


def test_what_a_failed_run_holds_back_waits_until_it_is_let_go(book: Book) -> None:
    book.drop("a", "x", 1)
    book.pending.hold(book.pending.lines(), "run-9")
    assert (book.pending.lines(), book.pending.held()) == ([], 1)
    assert book.pending.let_go() == 1
    assert len(book.pending.lines()) == 1


def test_a_transaction_is_made_whole_or_not_at_all(book: Book) -> None:
    entry = book.received("a", "x", 1)
    book.rows.commit(book.partition, Put(entry.row("one")))
    with pytest.raises(RowChanged):
        book.rows.commit(book.partition, Put(entry.row("two")), Put(entry.row("one")))
    assert book.rows.get(book.partition, "version:two") is None


def test_a_file_of_three_gigabytes_has_its_size_in_the_ledger(book: Book) -> None:
    book.finish(replace(book.received("a", "x", 1), size_bytes=3 * 1024**3))
    assert book.entry("a", "x").size_bytes == 3_221_225_472


STEPS = st.lists(
    st.one_of(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), st.just("run"), st.just("again")), max_size=9
)


@settings(max_examples=examples(40, 1_500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_silver_is_a_function_of_the_files_that_are_there(
    new_book: Callable[[], Book], steps: list[str | tuple[str, str]]
) -> None:
    """For each path the latest bytes, and equal bytes once; also where an event comes twice, or runs come between."""
    book, there, last = new_book(), dict[str, str](), None
    for second, step in enumerate(steps):
        if isinstance(step, tuple):
            name, word = step
            last = book.received(name, word, second)
            book.finish(last)
            there[name] = word
        elif step == "run":
            book.run()
        elif last is not None:
            book.finish(last)
    book.run()
    assert book.silver == book.words(*there.values())
