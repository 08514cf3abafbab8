"""What should become of a file, worked out row by row: the refusals it may meet, or each row's values or codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from functions.landing.checking.bounds import EARLIEST, LATEST
from functions.landing.column_mapping import AMOUNTS, AMOUNTS_RULE, ColumnMapping
from functions.landing.source import SourceMapping
from fuzz.slow_amounts import completed
from fuzz.slow_rows import CONTROL, SlowFile, SlowRow, read_slowly
from fuzz.slow_values import Faulty, utc_of, value_of
from jobs.contracts.dataset import Column, Contract

type Codes = list[tuple[str, str]]


@dataclass(frozen=True)
class Expected:
    """The codes that the file may be refused with, or each good row's values and each bad one's codes."""

    refusals: set[str]
    good: dict[int, dict[str, Any]] = field(default_factory=dict)
    bad: dict[int, Codes] = field(default_factory=dict)


def expected_of(content: bytes, contract: Contract, mapping: SourceMapping, longest_row: int) -> Expected:
    """What should become of the unpacked content of a file of a text format."""
    file = read_slowly(content, mapping.dialect, longest_row)
    refusals = file.refusals | _of_header(file, contract, mapping)
    if refusals:
        return Expected(refusals)
    rules = _Rules(contract, mapping, file.names)
    good, bad, values = {}, {}, list[dict[str, Any]]()
    for number, row in enumerate(file.rows, 1):
        found, codes = ({}, [("", code) for code in row.codes]) if row.codes else rules.of(row)
        values.append(found)
        if codes:
            bad[number] = sorted(codes)
        else:
            good[number] = found
    if _differs(file, values, bad):
        return Expected({"control-total-differs"})
    return Expected(set(), good, bad)


def _of_header(file: SlowFile, contract: Contract, mapping: SourceMapping) -> set[str]:
    found: set[str] = set()
    for column in contract.columns:
        entry = _entry(column, mapping)
        known = [name for name in entry.names(column.name) if name in file.names]
        if entry.is_from_file and len(known) > 1:
            found.add("duplicate-column")
        if entry.is_from_file and not known and column.mandatory:
            found.add("missing-mandatory-columns")
    if mapping.returns and mapping.returns.when not in file.names:
        found.add("missing-mandatory-columns")
    return found


def _differs(file: SlowFile, values: Sequence[dict[str, Any]], bad: dict[int, Codes]) -> bool:
    """Whether the totals of the trailer are others; a sum counts where no refused row lacks its value."""
    for name, said in file.totals.items():
        if name == "rows":
            if int(said) != len(file.rows):
                return True
            continue
        if any(values[number - 1].get(name) is None for number in bad):
            continue
        total = sum((row[name] or 0 for row in values), Decimal(0))
        if _figure(said) != total:
            return True
    return False


def _figure(said: str) -> Decimal | None:
    return Decimal(said) if re.fullmatch(r"-?(?:[0-9]+|[0-9]*\.[0-9]+)", said) else None


def _entry(column: Column, mapping: SourceMapping) -> ColumnMapping:
    return mapping.columns.get(column.name, ColumnMapping.model_construct())


@dataclass(frozen=True)
class _Rules:
    contract: Contract
    mapping: SourceMapping
    names: list[str]

    def of(self, row: SlowRow) -> tuple[dict[str, Any], Codes]:
        """The values of a row, extras among them, and the codes of its faults by column."""
        values: dict[str, Any] = {}
        codes: Codes = []
        used: set[str] = set()
        for column in self.contract.columns:
            values[column.name] = self._value(column, row, used, codes)
        self._negate(row, values, codes)
        if AMOUNTS_RULE in self.contract.rules:
            faulty = {name for name, _ in codes}
            if not faulty & {*AMOUNTS, "discount_amount"}:
                codes += completed(values)
        extras = {
            name: row.texts.get(name) or "" for name in dict.fromkeys([*self.names, *row.texts]) if name not in used
        }
        codes += [(name, "control-character") for name, text in extras.items() if CONTROL.search(name + text)]
        self._finish(values)
        return values | {"extras": extras}, codes

    def _value(self, column: Column, row: SlowRow, used: set[str], codes: Codes) -> Any:
        entry, dialect = _entry(column, self.mapping), self.mapping.dialect
        if not entry.is_from_file:
            constant = None if entry.constant is None else str(entry.constant)
            plain = ColumnMapping.model_construct()
            return value_of(constant, column, plain, dialect.model_copy(update={"decimal_mark": "."}))
        known = entry.names(column.name)
        given = [text for name in known if (text := row.texts.get(name))]
        text = given[0] if given else None
        codes += [(column.name, "duplicate-member")] if len(given) > 1 else []
        used |= set(known)
        try:
            value = value_of(text, column, entry, dialect)
        except Faulty as faulty:
            codes.append((column.name, faulty.code))
            value = None
        else:
            codes += self._bounds(value, column)
        is_ruled = AMOUNTS_RULE in self.contract.rules and column.name in AMOUNTS
        if value is None and not column.nullable and not is_ruled and column.name not in {name for name, _ in codes}:
            codes.append((column.name, "required-empty"))
        if column.type == "string" and text and text not in dialect.null_markers and CONTROL.search(text):
            codes.append((column.name, "control-character"))
        return value

    def _bounds(self, value: Any, column: Column) -> Codes:
        if value is None:
            return []
        if isinstance(value, str):
            short, long = column.min_length, column.max_length
            strange = (short is not None and len(value) < short) or (long is not None and len(value) > long)
            codes = [(column.name, "wrong-length")] if strange else []
            off = column.pattern and not re.fullmatch(column.pattern, value)
            return codes + ([(column.name, "pattern-mismatch")] if off else [])
        low, high = _limits(column)
        outside = (low is not None and value < low) or (high is not None and value > high)
        return [(column.name, "out-of-range")] if outside else []

    def _negate(self, row: SlowRow, values: dict[str, Any], codes: Codes) -> None:
        rule = self.mapping.returns
        if not rule or row.texts.get(rule.when) not in rule.is_:
            return
        for name in rule.negate:
            if values[name] is not None:
                codes += [(name, "sign-unexpected")] if values[name] < 0 else []
                values[name] = -values[name]

    def _finish(self, values: dict[str, Any]) -> None:
        sold_at = values.get("sold_at")
        if "sold_hour" in values and values["sold_hour"] is None and "sold_hour" not in self.names and sold_at:
            values["sold_hour"] = sold_at.hour
        for column in self.contract.columns:
            if column.type == "timestamp" and values[column.name]:
                values[column.name] = utc_of(values[column.name], self.mapping.time_zone)


def _limits(column: Column) -> tuple[Any, Any]:
    low, high = column.minimum, column.maximum
    if column.type in ("date", "timestamp"):
        first, last = low or EARLIEST.isoformat(), high or LATEST.isoformat()
        if column.type == "date":
            return date.fromisoformat(first), date.fromisoformat(last)
        return datetime.fromisoformat(first), datetime.fromisoformat(f"{last} 23:59:59")
    return None if low is None else Decimal(low), None if high is None else Decimal(high)
