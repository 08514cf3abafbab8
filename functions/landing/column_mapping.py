"""One entry of a source's column mapping: where a contract column's values come from, and how they are written."""

import re
from datetime import date
from typing import Annotated, Literal, Self

import pyarrow as pa
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from functions.landing.checking.arrow import arrow, kernels
from functions.landing.checking.bounds import text_faults
from functions.landing.checking.date_format import compile_format
from functions.landing.checking.grammars import constant_code
from functions.landing.time_zone import TimeZone
from jobs.contracts.dataset import Column

AMOUNTS_RULE = "price-quantity-total-agree"
AMOUNTS = ("price", "quantity", "total_cost")


def _one_group(value: str) -> str:
    try:
        groups = re.compile(value).groups
    except re.error as error:
        raise ValueError(f"expected a regular expression ({error})") from error
    if groups != 1:
        raise ValueError(f"found {groups} groups, expected one pair of parentheses around the value")
    try:
        kernels.match_substring_regex(arrow.array([""], arrow.string()), pattern=value)
    except pa.ArrowInvalid as error:
        raise ValueError(f"expected a regular expression without look-around and back references ({error})") from error
    return value


OneGroup = Annotated[str, AfterValidator(_one_group)]


class ColumnMapping(BaseModel):
    """`{from: file column}`, `{constant: text or null}`, `{derived: true}` or `{path: pattern}`.

    from       a file column, or a list of names that it goes by; the contract's own name where it is left out
    format     how a date or a time is written, in a file column or in a path
    time_zone  of the times in the file column, where it is not the source's
    week_one   the file column numbers weeks from 1: the value is this day of week 1, or the same weekday of a later one
    pattern    the value is its one group in the file column's text
    unit       cents: the file writes whole cents
    values     what the file's values mean; `other` says what becomes of one that is not listed
    path       a pattern whose one group is found in the landing path below the source, for example 'store-([0-9]+)/'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    from_column: str | list[str] | None = Field(default=None, alias="from", min_length=1)
    format: str | None = None
    time_zone: TimeZone | None = None
    week_one: date | None = None
    pattern: OneGroup | None = None
    unit: Literal["cents"] | None = None
    values: dict[str, str] | None = Field(default=None, min_length=1)
    other: Literal["refuse", "keep", "empty"] = "refuse"
    constant: str | int | None = None
    derived: Literal[True] | None = None
    path: OneGroup | None = None

    @property
    def is_constant(self) -> bool:
        """Every row gets the constant; it may be null."""
        return "constant" in self.model_fields_set

    @property
    def is_from_file(self) -> bool:
        """The values stand in a column of the file."""
        return not (self.is_constant or self.derived or self.path)

    def names(self, column: str) -> list[str]:
        """The names by which the file may have the column."""
        given = self.from_column
        return [given] if isinstance(given, str) else given or [column]

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        format_in_file = self.format if self.path is None else None
        of_a_file_column = (self.from_column, format_in_file, self.time_zone, self.week_one, self.pattern, self.unit)
        from_file = any(part is not None for part in (*of_a_file_column, self.values))
        if [from_file, self.is_constant, bool(self.derived), self.path is not None].count(True) != 1:
            raise ValueError("expected either from (with or without format), or constant, or derived: true, or path")
        if self.week_one is not None and self.format is not None:
            raise ValueError("expected either format or week_one")
        if "other" in self.model_fields_set and self.values is None:
            raise ValueError("expected other beside values only")
        if self.format is not None:
            compile_format(self.format)
        return self

    def misfit(self, column: Column, rules: tuple[str, ...]) -> str:
        """What does not fit the contract's column, or ''."""
        if self.derived and column.name != "sold_hour" and not (AMOUNTS_RULE in rules and column.name in AMOUNTS):
            return "found derived, expected a column that can be derived: sold_hour, or one of the three amounts"
        if self.is_constant and self.constant is None and not (column.nullable or column.name in AMOUNTS):
            return "found constant: null, expected a value, since the contract requires one"
        if self.constant is not None and (code := constant_code(column, str(self.constant))):
            return f"found constant: {self.constant!r} ({code}), expected a {column.type}"
        if self.constant is not None and column.type == "string":
            for fault in text_faults(arrow.array([str(self.constant)]), column):
                return f"found constant: {self.constant!r} ({fault.code}), expected {fault.expected}"
        if self.unit and column.decimal is None:
            return f"found unit: cents, expected none for a column of type {column.type}"
        return self._values_misfit(column) or self._format_misfit(column)

    def _values_misfit(self, column: Column) -> str:
        wrong = [value for value in (self.values or {}).values() if value and constant_code(column, value)]
        return f"found {wrong[0]!r} among values, expected a {column.type}" if wrong else ""

    def _format_misfit(self, column: Column) -> str:
        if self.week_one and column.type != "date":
            return f"found week_one, expected none for a column of type {column.type}"
        if self.time_zone and not self._has_time(column):
            return f"found time_zone: {self.time_zone}, expected one only where the file writes a time of day"
        if self.format is None:
            return ""
        if column.type not in ("date", "timestamp"):
            return f"found a format, expected none for a column of type {column.type}"
        if column.type == "timestamp" and not compile_format(self.format).has_time:
            return f"found format {self.format!r}, expected one with hours and minutes for a timestamp"
        return ""

    def _has_time(self, column: Column) -> bool:
        return column.type == "timestamp" or (self.format is not None and compile_format(self.format).has_time)


class SignRule(BaseModel):
    """Rows whose column holds one of the values are written without their sign: these columns are negated there."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    when: str
    is_: list[str] = Field(alias="is", min_length=1)
    negate: list[Literal["price", "quantity", "total_cost", "discount_amount", "tax_amount"]] = Field(min_length=1)


class DatasetMapping(BaseModel):
    """What a source says of one dataset; a contract column without an entry is taken from the column of its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    columns: dict[str, ColumnMapping] = Field(default_factory=dict)
    returns: SignRule | None = None
