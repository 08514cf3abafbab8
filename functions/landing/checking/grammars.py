"""Which grammar the values of a contract column are read by."""

import pyarrow as pa

from functions.landing.checking.date_format import ISO_DATE
from functions.landing.checking.figures import decimals, integers, whole_cents
from functions.landing.checking.moments import dates, local_times
from functions.landing.checking.parsing import Grammar
from jobs.contracts.dataset import Column


def grammar_of(
    column: Column, *, decimal_mark: str = ".", written: str = "", has_time: bool = False, in_cents: bool = False
) -> Grammar:
    """The grammar of a column that is not text.

    written    a date format as a person knows it; ISO where empty
    has_time   the values of a date column are written with a time of day, which is dropped
    in_cents   the values of a decimal column are written as whole cents
    """
    if column.decimal is not None and in_cents:
        return whole_cents(*column.decimal)
    if column.decimal is not None:
        return decimals(*column.decimal, decimal_mark)
    if column.type in ("bigint", "int"):
        return integers(column.type)
    if column.type == "timestamp":
        return local_times(written)
    return local_times(written, "not-a-date") if has_time else dates(written or ISO_DATE)


def local_type(column: Column) -> pa.DataType:
    """The Arrow type of a column as it is read: a timestamp is in local time still."""
    return pa.string() if column.type == "string" else grammar_of(column).arrow_type


def constant_code(column: Column, value: str) -> str:
    """Why a constant is not a value of the column, as a violation's code; '' where it is one.

    Constants are written the contract's way (a decimal point, ISO dates), whatever the till's files look like.
    """
    if column.type == "string":
        return ""
    return grammar_of(column).code(value)
