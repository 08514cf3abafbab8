"""What a full run names while files go on coming, on a real ledger."""

from collections.abc import Callable, Iterator

from functions.adapters.rows import Row, RowStore
from functions.ledger.pending import Pending
from jobs.contracts.manifest import LOAD, ManifestLine
from tests.integration.ledger.conftest import NOON, Book


class Interrupted(RowStore):
    """The real table; something happens before the contents in force are listed."""

    def __init__(self, rows: RowStore, happens: Callable[[], object]) -> None:
        self._table = rows._table
        self._happens = happens

    def beginning_with(self, partition: str, prefix: str) -> Iterator[Row]:
        if prefix == "content:":
            self._happens()
        return super().beginning_with(partition, prefix)


def gathered(book: Book, happens: Callable[[], object]) -> list[ManifestLine]:
    return Pending(Interrupted(book.rows, happens), (book.partition,)).live_lines()


def test_a_content_that_comes_back_while_lines_are_gathered_is_loaded(book: Book) -> None:
    book.drop("a", "x", 1)
    book.run()
    book.drop("a", "y", 2)
    lines = gathered(book, lambda: book.drop("b", "x", 3))
    assert {line.version for line in lines} == book.words("x", "y")
    assert {line.action for line in lines} == {LOAD}


def test_a_content_that_lands_while_lines_are_gathered_is_loaded_and_goes_on_waiting(book: Book) -> None:
    book.drop("a", "x", 1)
    lines = gathered(book, lambda: book.drop("b", "y", 2))
    book.silver.clear()
    book.apply(lines)
    book.pending.settle(lines, "full", NOON)
    assert book.silver == book.words("x", "y")
    assert {line.version for line in book.pending.lines()} == book.words("y")
    book.run()
    assert book.silver == book.words("x", "y")


def test_a_content_that_goes_while_lines_are_gathered_is_not_loaded(book: Book) -> None:
    book.drop("a", "x", 1)
    book.run()
    lines = gathered(book, lambda: book.drop("a", "y", 2))
    book.silver.clear()
    book.apply(lines)
    book.pending.settle(lines, "full", NOON)
    assert book.silver == book.words("y")
    book.run()
    assert (book.silver, book.pending.lines()) == (book.words("y"), [])
