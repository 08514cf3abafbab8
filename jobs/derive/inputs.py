"""What the builder of a table is given: the tables that it has said it reads, and the part of time to build."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.scope import Scope, month_after, month_of


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of one table in one run.

    readers     how to read each table that may be read, by name
    scope       the part to build
    as_of       of snapshots: the business date that they look back from; sales after it are not there for them
    """

    readers: Mapping[str, Callable[[], DataFrame]] = field(repr=False)
    scope: Scope
    as_of: date

    def all(self, name: str) -> DataFrame:
        """All rows of a table. Raises KeyError where the node does not say that it reads it."""
        return self.readers[name]()

    def within(self, name: str, day_column: str = "") -> DataFrame:
        """The rows of a table by sales_month that lie in the scope; by day where its column is named."""
        rows = self.all(name)
        return rows if self.scope.everything else rows.where(self.scope.predicate(day_column))

    def since(self, name: str, *, days: int, day_column: str = "sales_date") -> DataFrame:
        """The rows of a table by sales_month from so many days before the scope's first day to its last."""
        if self.scope.everything:
            return self.all(name)
        first, last = min(self.scope.days) - timedelta(days=days), max(self.scope.days)
        months = sf.col("sales_month").between(month_of(first), month_of(last))
        return self.all(name).where(months & sf.col(day_column).between(sf.lit(first), sf.lit(last)))

    def since_months(self, name: str, *, months: int) -> DataFrame:
        """The rows of a table by sales_month from so many months before the scope's first to its last."""
        if self.scope.everything:
            return self.all(name)
        first = month_after(min(self.scope.months), -months)
        return self.all(name).where(sf.col("sales_month").between(first, max(self.scope.months)))
