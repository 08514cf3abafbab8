"""The proposal: what was told from a sample, laid against a contract, as a source that can be loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from functions.landing.column_mapping import AMOUNTS, AMOUNTS_RULE
from functions.landing.source import parse_source
from jobs.contracts.dataset import Contract
from till.new_source.amounts import CLEAR, Amounts, told_amounts
from till.new_source.entries import Entry, Matches, entries
from till.new_source.figures import Notation
from till.new_source.file_columns import FileColumn
from till.new_source.matching import Candidate, candidates, fitting, matched, only_dates
from till.new_source.reading import Read, read_sample
from till.new_source.sample import Sample
from till.new_source.told import Sure, Told
from till.new_source.trailers import told_trailer
from till.new_source.writing import Draft, Setting, yaml_text

_DISCOUNT = "discount_amount"
_NAMED = 0.9


@dataclass(frozen=True, slots=True)
class Proposal:
    """The text of the source, its columns, and the settings that a person has to look at."""

    text: str
    entries: Sequence[Entry]
    doubts: Sequence[str]


def propose(sample: Sample, source: str, contract: Contract, time_zone: str = "") -> Proposal:
    """The proposal for a file's layout.

    Raises FileRefused where no layout fits the file; a proposal that could not be loaded raises ConfigurationInvalid,
    which is a fault of the proposing.
    """
    read = read_sample(sample)
    notation, pairs, told, amounts = _told_columns(read, contract)
    others = {
        column.name: tuple(dict.fromkeys(pair.of_file.name for pair in pairs if pair.column == column.name))
        or (fitting(column, read.columns, told) if column.mandatory else ())
        for column in contract.columns
        if column.name not in told
    }
    matches = Matches(told, amounts, others, typed_dates=sample.table_format is not None)
    made = entries(contract, matches, sample.path)
    settings = [*read.settings, *_value_settings(read, notation), _zone(time_zone)]
    trailer = _trailer(read, told, notation.value)
    settings += [Setting("trailer", {"pattern": trailer.value}, trailer.comment)] if trailer else []
    described = f"The layout of {sample.path.name}"
    text = yaml_text(Draft(source, contract.dataset, described, settings, made, read.fields))
    parse_source(text, where="the proposal", name=source).mapping(contract)
    return Proposal(text, made, _doubts(settings, made))


def _told_columns(
    read: Read, contract: Contract
) -> tuple[Told[Notation], list[Candidate], dict[str, Told[FileColumn]], Amounts | None]:
    """The columns under the notation in which the amounts agree best; else under the plainest."""
    outcomes = []
    for notation in read.notations:
        pairs = candidates(contract, read.columns, notation.value)
        amounts = _amounts(read.columns, pairs, notation.value) if AMOUNTS_RULE in contract.rules else None
        outcomes.append((notation, pairs, amounts))
    notation, pairs, amounts = max(outcomes, key=lambda each: _agreeing(each[2]))
    if notation.sure == Sure.UNSURE and sum(_agreeing(each[2]) == _agreeing(amounts) for each in outcomes) == 1:
        notation = Told(notation.value, Sure.SURE, "price x quantity is the total only where figures are read so")
    told = matched(pairs, _by_amounts(amounts) if amounts else {})
    if AMOUNTS_RULE in contract.rules and amounts is None and all(name in told for name in AMOUNTS):
        del told["price"]
    for column in contract.columns:
        if column.mandatory and column.name not in told and (dated := only_dates(column, read.columns)):
            told[column.name] = dated
    return notation, pairs, told, amounts


def _agreeing(amounts: Amounts | None) -> float:
    return amounts.agreeing if amounts else 0.0


def _amounts(columns: Sequence[FileColumn], pairs: Sequence[Candidate], notation: Notation) -> Amounts | None:
    named = {id(pair.of_file) for pair in pairs if pair.score >= _NAMED and pair.column not in (*AMOUNTS, _DISCOUNT)}
    free = [each for each in columns if each.is_figures and each.filled and id(each) not in named]
    choices = {
        name: [pair.of_file for pair in pairs if pair.column == name] or _unnamed(free, pairs)
        for name in (*AMOUNTS, _DISCOUNT)
    }
    prices, quantities, totals, discounts = choices.values()
    found = told_amounts(prices, quantities, totals, discounts, notation)
    is_clear = found and found.agreeing >= CLEAR
    names_tell = all(any(pair.column == name for pair in pairs) for name in AMOUNTS)
    return found if is_clear or names_tell else None


def _unnamed(free: Sequence[FileColumn], pairs: Sequence[Candidate]) -> list[FileColumn]:
    """Columns of figures that no name gives to another of the amounts; those with fewer whole numbers first."""
    taken = {id(pair.of_file) for pair in pairs if pair.score >= _NAMED}
    return sorted((each for each in free if id(each) not in taken), key=lambda each: each.integer_share)


def _by_amounts(amounts: Amounts) -> dict[str, Told[FileColumn]]:
    sure = Sure.SURE if amounts.agreeing >= CLEAR else Sure.UNSURE
    less = ", less discount," if amounts.discount else ""
    why = f"price x quantity{less} is the total in {amounts.agreeing:.1%} of the rows looked at"
    told = {
        "price": Told(amounts.price, sure, why),
        "quantity": Told(amounts.quantity, sure, why),
        "total_cost": Told(amounts.total, sure, why),
    }
    return told | ({_DISCOUNT: Told(amounts.discount, sure, why)} if amounts.discount else {})


def _value_settings(read: Read, told: Told[Notation]) -> list[Setting]:
    notation, comment = told.value, told.comment
    settings = [Setting("decimal_mark", notation.decimal_mark, comment)]
    if notation.thousands_mark:
        settings.append(Setting("thousands_mark", notation.thousands_mark, comment))
    if notation.negative != "leading":
        settings.append(Setting("negative", notation.negative, comment))
    if read.null_texts:
        settings.append(Setting("null_markers", read.null_texts, "likely: texts that stand for an empty value"))
    return settings


def _zone(time_zone: str) -> Setting:
    if time_zone:
        return Setting("time_zone", time_zone, "as given")
    return Setting("time_zone", "UTC", "unsure: TODO: no file tells its time zone; name that of the stores")


def _trailer(read: Read, told: dict[str, Told[FileColumn]], notation: Notation) -> Told[str] | None:
    """A trailer of the file, told by the rows that it counts and the amounts that it sums."""
    if not read.last_line:
        return None
    sums = {
        name: sum((figure for each in told[name].value.values if (figure := notation.figure(each))), Decimal(0))
        for name in (*AMOUNTS, _DISCOUNT)
        if name in told and read.is_all
    }
    delimiter = next((str(each.value) for each in read.settings if each.key == "delimiter"), "")
    return told_trailer(read.last_line, rows=read.rows - 1, sums=sums, notation=notation, delimiter=delimiter)


def _doubts(settings: Sequence[Setting], made: Sequence[Entry]) -> list[str]:
    """What a person has to look at, in the order of the proposal."""
    doubts = [f"{each.key}: {each.comment}" for each in settings if each.comment.startswith(Sure.UNSURE)]
    for entry in made:
        if entry.sure == Sure.UNSURE:
            candidates = f"; candidates: {', '.join(entry.candidates)}" if entry.candidates else ""
            doubts.append(f"{entry.column}: {entry.why}{candidates}")
    return doubts
