"""Which tables there are: the names by which jobs, `attach` and SQL know them."""

from dataclasses import dataclass

from jobs.contracts import names
from jobs.gold import marts

DIMENSIONS = ("customer", "product", "sales_team", "store")


@dataclass(frozen=True, slots=True)
class Table:
    """A Delta table: its folder lies at `name` in the file system, partitioned by sales_month where it has months."""

    file_system: str
    name: str
    by_month: bool = False

    def __str__(self) -> str:
        return f"{self.file_system}.{self.name}"


SALES = Table(names.SILVER, "sales", by_month=True)
INCENTIVE_PAYOUT = Table(names.GOLD, "incentive_payout", by_month=True)
INCENTIVE_LINE = Table(names.GOLD, "incentive_line", by_month=True)


def record_table(dimension: str) -> Table:
    """Where the rows of every live file version of a dimension are kept."""
    return Table(names.SILVER, f"{dimension}_record")


def dimension_table(dimension: str) -> Table:
    """Where the current row of each id of a dimension is kept."""
    return Table(names.SILVER, dimension)


def mart_table(mart: str) -> Table:
    """Where a mart is kept."""
    return Table(names.GOLD, mart, by_month=True)


def silver_tables() -> tuple[Table, ...]:
    """Every table of silver."""
    records = tuple(record_table(dimension) for dimension in DIMENSIONS)
    return (SALES, *records, *(dimension_table(dimension) for dimension in DIMENSIONS))


def all_tables() -> tuple[Table, ...]:
    """Every table of silver and gold, whether it has been written yet or not."""
    return (*silver_tables(), *(mart_table(mart.name) for mart in marts()), INCENTIVE_PAYOUT, INCENTIVE_LINE)
