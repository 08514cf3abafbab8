"""What is left of a file once a person's fields are blanked: the same rows, numbered as before, as CSV or JSON Lines.

Every column goes that feeds a personal column of the contract, or none: what a contract does not know may be anything.
A row that no reader can take apart stays as text, unless the id stands in it.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from functions.erasing.person import ERASED, Person
from functions.landing.after.cells import guarded
from functions.landing.after.export import ROW
from functions.landing.after.layout import Layout, as_csv, layout_of, packed_as_named
from functions.landing.after.mended import mended_rows
from functions.landing.checking.layout import lay_out
from functions.landing.reading.block import Block
from functions.landing.reading.open_rows import Limits, open_rows
from functions.landing.terms import Terms
from jobs.contracts.errors import BooksDoNotBalance
from jobs.contracts.paths import printable
from jobs.contracts.personal import CUSTOMER

type _OfPerson = Callable[[int, Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Places:
    """Which of a file's columns are kept for a person who is erased, by position; `id` is that of the customer's id."""

    kept: frozenset[int]
    id: int | None

    @classmethod
    def of(cls, names: Sequence[str], terms: Terms) -> "Places":
        """The places in a file with columns of these names. Raises FileRefused where they do not fit the contract."""
        layout = lay_out(list(names), terms.contract, terms.mapping, terms.path)
        feeds = [feed for feed in layout.feeds if feed.position is not None]
        personal = {feed.position for feed in feeds if feed.column.personal and feed.column.name != CUSTOMER}
        plain = {feed.position for feed in feeds if feed.position is not None and feed.position not in personal}
        ids = [feed.position for feed in feeds if feed.column.name == CUSTOMER]
        return cls(frozenset(plain), ids[0] if ids else None)

    def is_of(self, person: Person, own: set[int], number: int, fields: Sequence[str]) -> bool:
        """Whether a row is the person's: by its number, or by the id that stands in it."""
        return number in own or (self.id is not None and person.is_meant_by(fields[self.id]))

    def blanked(self, fields: Sequence[str]) -> list[str]:
        """The fields of a row of the person."""
        return [field if place in self.kept else "" for place, field in enumerate(fields)]


def blanked_file(content: BinaryIO, terms: Terms, person: Person, own: set[int]) -> bytes:
    """The file without what it says of the person; packed as its name says.

    own   the numbers of the rows that are the person's beyond doubt, as bronze says; of others the file's own id tells
    Raises FileRefused where the file cannot be read, BooksDoNotBalance where a row would be lost.
    """
    content.seek(0)
    opened = open_rows(content, terms.path, terms.mapping.dialect, terms.mapping.time_zone, Limits())
    names = list(opened.rows.names)
    places = Places.of(names, terms)
    as_json = terms.mapping.dialect.format == "jsonl"
    rows: list[tuple[int, list[str] | str]] = []
    for parse in opened.rows.blocks:
        block = parse()
        of_person = partial(places.is_of, person, own)
        rows += _json_lines(block, names, places, of_person) if as_json else _fields(block, places, of_person)
        rows += [(broken.number, _broken(broken.text, person)) for broken in block.broken]
    rows.sort(key=lambda row: row[0])
    if [number for number, _ in rows] != list(range(1, len(rows) + 1)):
        raise _lost_rows(terms, len(rows))
    if as_json:
        return packed_as_named("".join(f"{text}\n" for _, text in rows).encode(), terms.path)
    layout = Layout(tuple(names), terms.mapping.dialect.delimiter, "utf-8")
    return as_csv(layout, ([row] if isinstance(row, str) else row for _, row in rows), terms.path)


def blanked_return(content: bytes, terms: Terms, whole: BinaryIO, person: Person, own: set[int]) -> bytes:
    """A return of mended rows without what it says of the person; `whole` is the file that they belong to."""
    whole.seek(0)
    layout = layout_of(whole, terms.path, terms.mapping)
    places = Places.of(layout.columns, terms)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.delimiter)
    writer.writerow([ROW, *map(guarded, layout.columns)])
    for number, fields in mended_rows(content, layout).items():
        left = places.blanked(fields) if places.is_of(person, own, number, fields) else fields
        writer.writerow([number, *map(guarded, left)])
    return text.getvalue().encode()


def _fields(block: Block, places: Places, of_person: _OfPerson) -> Iterator[tuple[int, list[str]]]:
    columns = [column.to_pylist() for column in block.columns]
    for position, number in enumerate(block.numbers.tolist()):
        fields = [column[position] or "" for column in columns]
        yield number, places.blanked(fields) if of_person(number, fields) else fields


def _json_lines(block: Block, names: Sequence[str], places: Places, of_person: _OfPerson) -> Iterator[tuple[int, str]]:
    """The lines as they are; one of the person with its members blanked, those that it alone has too."""
    columns = [column.to_pylist() for column in block.columns]
    for position, number in enumerate(block.numbers.tolist()):
        fields = [column[position] or "" for column in columns]
        if of_person(number, fields):
            members = dict(zip(names, places.blanked(fields), strict=True))
            others = block.others[position] if block.others else {}
            yield number, json.dumps(members | dict.fromkeys(others, ""))
        else:
            yield number, block.text(position).decode()


def _broken(text: bytes, person: Person) -> str:
    """The text of a row that cannot be taken apart, as far as it may stay."""
    shown = text.decode(errors="replace")
    return ERASED if person.may_be_in(shown) else shown or ERASED


def _lost_rows(terms: Terms, found: int) -> BooksDoNotBalance:
    return BooksDoNotBalance(
        "The rows of a file are not numbered one after the other.",
        where=f"landing/{printable(str(terms.path))}",
        found=f"{found:,} rows",
        expected="rows 1 to the last, each once",
        next_step="nothing was changed: this is a fault of the reader",
    )
