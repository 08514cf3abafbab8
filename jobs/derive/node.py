"""What a derived table is: named columns at a grain, built by one function from the tables that it says it reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyspark.sql import DataFrame

from jobs.contracts import names
from jobs.derive.inputs import Inputs


class Per(StrEnum):
    """The part of a table that is replaced at a time."""

    DAY = "day"
    MONTH = "month"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Node:
    """A table that is derived from others.

    columns       name and type, in order
    grain         the columns that tell its rows apart, null like any other value
    per           DAY: the days that a batch makes stale are replaced; MONTH: the months; WHOLE: all of it, where any
                  table that it reads has changed
    reads         the tables that build() may ask its inputs for, by name; nothing else is given out
    build         from its inputs to its rows; of a DAY or MONTH table the rows of the scope, others are left out
    day_column    of a DAY table: the date by which it is replaced
    source_day    of a DAY table that is not made of sales: the date of its one source, which has no sales_month
    weekly        of a DAY table: its days are the Mondays of the weeks that it is about
    days_around   of a DAY table: on how many days before and after it a day shows too
    later_months  of a MONTH table: the same in months
    origins       of a MONTH table: returns count in the month of the sale that they take back
    keeps         where the table keeps all sales, the column that adds up to the net sales of its days or months
    of_known      it keeps the sales of known customers only
    by_file       it keeps each sale line, with its file_version
    file_system   gold for marts, silver for the aggregates that marts share
    """

    name: str
    columns: Mapping[str, str]
    grain: tuple[str, ...]
    per: Per
    reads: tuple[str, ...]
    build: Callable[[Inputs], DataFrame]
    day_column: str = "sales_date"
    source_day: str = ""
    weekly: bool = False
    days_around: int = 0
    later_months: int = 0
    origins: bool = False
    keeps: str = ""
    of_known: bool = False
    by_file: bool = False
    file_system: str = names.GOLD

    def __str__(self) -> str:
        return f"{self.file_system}.{self.name}"
