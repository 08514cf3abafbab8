"""Which column of the file is which of the contract's: by name first, where the values can be that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.contracts.dataset import Column, Contract
from till.new_source.figures import Notation
from till.new_source.file_columns import FileColumn
from till.new_source.names import SAME, name_score
from till.new_source.told import Sure, Told

_ENOUGH = 0.7
_CLEAR = 0.9
_SAME_MOMENT = ("sales_date", "sold_at")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column of the file that may be the contract's."""

    column: str
    of_file: FileColumn
    score: float


def candidates(contract: Contract, columns: Sequence[FileColumn], notation: Notation) -> list[Candidate]:
    """Every pair that name and values allow, the best first."""
    pairs = [
        Candidate(column.name, each, score)
        for column in contract.columns
        for each in columns
        if (score := name_score(column.name, each.name)) and each.fits(column, notation)
    ]
    return sorted(pairs, key=lambda pair: -pair.score)


def matched(pairs: Sequence[Candidate], taken: dict[str, Told[FileColumn]]) -> dict[str, Told[FileColumn]]:
    """The contract's columns with the file's, beside those that are taken already; where two fit as well, none."""
    found = dict(taken)
    for pair in pairs:
        used_for = [name for name, told in found.items() if told.value is pair.of_file]
        shares_moment = pair.column in _SAME_MOMENT and used_for == [_other_moment(pair.column)]
        if pair.score < _ENOUGH or pair.column in found or (used_for and not shares_moment):
            continue
        rivals = [
            each.of_file.name
            for each in pairs
            if each.column == pair.column and each.score == pair.score and each.of_file is not pair.of_file
        ]
        if not rivals:
            found[pair.column] = Told(pair.of_file, *_sureness(pair))
    return found


def _other_moment(name: str) -> str:
    return _SAME_MOMENT[1 - _SAME_MOMENT.index(name)]


def _sureness(pair: Candidate) -> tuple[Sure, str]:
    if pair.score == SAME:
        return Sure.SURE, "the contract's own name, and values of its type"
    if pair.score >= _CLEAR:
        return Sure.LIKELY, "a name that tills give it, and values of its type"
    return Sure.UNSURE, "a name that is alike, and values of its type"


def only_dates(column: Column, columns: Sequence[FileColumn]) -> Told[FileColumn] | None:
    """The one column of the file that holds days, else moments, where the name of none tells."""
    if column.type != "date":
        return None
    days = [each for each in columns if each.dates and not each.dates.has_time]
    dated = days or [each for each in columns if each.dates]
    if len(dated) != 1:
        return None
    return Told(dated[0], Sure.LIKELY, f"the only column that holds {'days' if days else 'moments'}")


def fitting(column: Column, columns: Sequence[FileColumn], told: Mapping[str, Told[FileColumn]]) -> tuple[str, ...]:
    """The names of the file's columns that are no other column's and whose values can be the column's."""
    used = {id(each.value) for each in told.values()}
    free = [each for each in columns if id(each) not in used and each.filled]
    return tuple(each.name for each in free if each.fits(column, Notation()))
