"""What the builder of a table is given: the tables that it has said it reads, and the part of time to build."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pyspark.sql import DataFrame

from jobs.derive.scope import EVERYTHING, Scope, month_after, month_of


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of one table in one run.

    readers     how to read the part of each table that may be read, by name; the part is told as SQL
    scope       the part to build
    as_of       of snapshots: the business date that they look back from; sales after it are not there for them
    last_sale   the last business date with sales
    once        the rows of a name, which several snapshots look at: worked out by the first of them in the run, kept
                for the others; they may depend on nothing but tables that are read whole, and on as_of
    """

    readers: Mapping[str, Callable[[str], DataFrame]] = field(repr=False)
    scope: Scope
    as_of: date
    last_sale: date
    once: Callable[[str, Callable[[], DataFrame]], DataFrame] = field(repr=False)

    def all(self, name: str) -> DataFrame:
        """All rows of a table. Raises KeyError where the node does not say that it reads it."""
        return self.readers[name](EVERYTHING.predicate())

    def within(self, name: str, day_column: str = "") -> DataFrame:
        """The rows of a table by sales_month that lie in the scope; by day where its column is named."""
        return self.part(name, self.scope, day_column)

    def part(self, name: str, scope: Scope, day_column: str = "") -> DataFrame:
        """The rows of a table by sales_month that lie in another part of time; by day where its column is named."""
        return self.readers[name](scope.predicate(day_column))

    def dated(self, name: str, day_column: str) -> DataFrame:
        """The rows of a table without sales_month whose day lies in the scope."""
        return self.readers[name](self.scope.predicate_of_days(day_column))

    def around(self, name: str, *, days: int) -> DataFrame:
        """The rows of a table by sales_month and sales_date from so many days before the scope to so many after it."""
        if self.scope.everything:
            return self.all(name)
        first, last = min(self.scope.days) - timedelta(days=days), max(self.scope.days) + timedelta(days=days)
        months = f"sales_month between '{month_of(first)}' and '{month_of(last)}'"
        return self.readers[name](f"{months} and sales_date between date'{first}' and date'{last}'")

    def since(self, name: str) -> DataFrame:
        """The rows of a table by sales_month from the scope's first month on."""
        if self.scope.everything:
            return self.all(name)
        return self.readers[name](f"sales_month >= '{min(self.scope.months)}'")

    def since_months(self, name: str, *, months: int) -> DataFrame:
        """The rows of a table by sales_month from so many months before the scope's first to its last."""
        if self.scope.everything:
            return self.all(name)
        first = month_after(min(self.scope.months), -months)
        return self.readers[name](f"sales_month between '{first}' and '{max(self.scope.months)}'")
