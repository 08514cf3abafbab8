"""The entry of each contract column in the proposal: a mapping with its reason, or what is left to a person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from functions.landing.column_mapping import AMOUNTS, AMOUNTS_RULE
from jobs.contracts.dataset import Column, Contract
from jobs.contracts.paths import LandingPath
from till.new_source.amounts import Amounts
from till.new_source.file_columns import FileColumn
from till.new_source.names import says_cents
from till.new_source.told import Sure, Told

_STORE = re.compile(r"(?i)((?:store|shop|filiale|markt|branch|magasin|tienda|negozio|winkel|till)[-_ ]?)0*([0-9]+)")
_CENTS_SHARE = 0.3
_WITH_DISCOUNT = ("discount_amount", "tax_amount")


@dataclass(frozen=True, slots=True)
class Entry:
    """One column of the contract. An empty mapping is left to a person; `candidates` are what it may be."""

    column: str
    mapping: Mapping[str, str | bool | None]
    sure: Sure
    why: str
    candidates: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Matches:
    """What was told of the columns: the matched ones, the amounts, and the other columns that may be each."""

    told: Mapping[str, Told[FileColumn]]
    amounts: Amounts | None
    others: Mapping[str, tuple[str, ...]]
    typed_dates: bool


def entries(contract: Contract, matches: Matches, path: LandingPath) -> list[Entry]:
    """An entry per contract column that the file feeds, or that a file has to have."""
    made = [_entry(column, contract, matches, path) for column in contract.columns]
    return [entry for entry in made if entry is not None]


def _entry(column: Column, contract: Contract, matches: Matches, path: LandingPath) -> Entry | None:
    told = matches.told.get(column.name)
    if told is not None:
        return _from_file(column, told, matches)
    others = matches.others.get(column.name, ())
    if AMOUNTS_RULE in contract.rules and column.name in AMOUNTS and _derivable(column.name, matches):
        return Entry(column.name, {"derived": True}, Sure.LIKELY, "the other two of the amounts give it", others)
    if not (column.mandatory or others):
        return None
    if column.name == "store_id" and (match := _STORE.search(path.name)):
        pattern = f"{re.escape(match[1])}0*([0-9]+)"
        why = "the file's path holds a number, and no column does; it has to lie below such a folder in landing too"
        return Entry(column.name, {"path": pattern}, Sure.UNSURE, why, others)
    if column.mandatory and column.nullable:
        why = "TODO: no column could be told; it stays empty so"
        return Entry(column.name, {"constant": None}, Sure.UNSURE, why, others)
    return Entry(column.name, {}, Sure.UNSURE, "no column could be told", others)


def _derivable(name: str, matches: Matches) -> bool:
    return all(other in matches.told for other in AMOUNTS if other != name)


def _from_file(column: Column, told: Told[FileColumn], matches: Matches) -> Entry:
    of_file, sure, why = told.value, told.sure, told.why
    mapping: dict[str, str | bool | None] = {"from": of_file.name}
    if column.type in ("date", "timestamp") and of_file.dates:
        formats = of_file.dates.formats
        if len(formats) > 1:
            candidates = tuple(f"{{ from: {of_file.name}, format: {each!r} }}" for each in formats)
            return Entry(column.name, {}, Sure.UNSURE, "every date can be read in several ways", candidates)
        if not _is_typed_day(column, of_file, matches):
            mapping["format"] = formats[0]
    if column.type in ("int", "bigint") and of_file.letters_before_digits:
        mapping["pattern"] = f"^{re.escape(of_file.letters_before_digits)}[-_#/. ]?0*([0-9]+)$"
        sure, why = Sure.LIKELY, f"{why}; the figures behind '{of_file.letters_before_digits}'"
    if column.decimal and (cents := _cents(column.name, of_file, matches.amounts)):
        mapping["unit"], sure, why = "cents", cents.sure, f"{why}; {cents.why}"
    return Entry(column.name, mapping, sure, why)


def _is_typed_day(column: Column, of_file: FileColumn, matches: Matches) -> bool:
    """A day in a workbook or in Parquet, which needs no format."""
    at_midnight = all(each.endswith(" 00:00:00") or " " not in each for each in of_file.filled)
    return matches.typed_dates and column.type == "date" and at_midnight


def _cents(name: str, of_file: FileColumn, amounts: Amounts | None) -> Told[bool] | None:
    """Whether the amounts of the column are whole cents."""
    if name == "quantity" or of_file.integer_share < 1:
        return None
    if says_cents(of_file.name):
        return Told(True, Sure.SURE, "its name says cents")
    if amounts is None:
        return _cents_by_ends(of_file)
    flag = amounts.price_in_cents if name == "price" else amounts.total_in_cents
    if name not in (*AMOUNTS, *_WITH_DISCOUNT):
        return None
    if amounts.tells_units:
        return Told(True, Sure.SURE, "price x quantity is the total in whole cents only") if flag else None
    others = [amounts.price, amounts.total]
    return _cents_by_ends(amounts.total) if all(each.integer_share == 1 for each in others) else None


def _cents_by_ends(of_file: FileColumn) -> Told[bool] | None:
    """Whole amounts that end in all sorts of figures are prices in cents; whole currency units rather not."""
    large = [each for each in of_file.filled if len(each.lstrip("-+")) > 2]
    ending = sum(not each.endswith("00") for each in large)
    if len(large) < _CENTS_SHARE * len(of_file.filled) or ending < len(large) / 2:
        return None
    return Told(True, Sure.UNSURE, "whole numbers that end like cents, which no sum proves: look at one receipt")
