"""Which tables there are: the names by which jobs, `attach` and SQL know them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jobs.contracts import names
from jobs.gold import marts
from jobs.gold.mart import Mart
from jobs.incentive import lines, payouts
from jobs.silver import sales, standing
from jobs.silver.dimension import current_columns, record_columns

DIMENSIONS = ("customer", "product", "sales_team", "store")


@dataclass(frozen=True, slots=True)
class Table:
    """A Delta table: its folder lies at `name` in the file system, partitioned by sales_month where it is kept so."""

    file_system: str
    name: str
    columns: Mapping[str, str] = field(hash=False)

    def __str__(self) -> str:
        return f"{self.file_system}.{self.name}"

    @property
    def by_month(self) -> bool:
        """Whether the table is partitioned by sales_month."""
        return "sales_month" in self.columns


@dataclass(frozen=True, slots=True)
class View:
    """Some rows and columns of a table, by a name of their own."""

    file_system: str
    name: str
    table: Table
    columns: tuple[str, ...]
    where: str

    def __str__(self) -> str:
        return f"{self.file_system}.{self.name}"

    @property
    def query(self) -> str:
        """What it shows, as SQL."""
        return " ".join(("select", ", ".join(self.columns), "from", str(self.table), "where", self.where))


SALES_RECORD = Table(names.SILVER, "sales_record", standing.COLUMNS)
SALES = View(names.SILVER, "sales", SALES_RECORD, tuple(sales.COLUMNS), where=f"standing = '{standing.COUNTED}'")
VIEWS = (SALES,)
INCENTIVE_PAYOUT = Table(names.GOLD, "incentive_payout", payouts.COLUMNS)
INCENTIVE_LINE = Table(names.GOLD, "incentive_line", lines.COLUMNS)


def record_table(dimension: str) -> Table:
    """Where the rows of every live file version of a dimension are kept."""
    return Table(names.SILVER, f"{dimension}_record", record_columns(dimension))


def dimension_table(dimension: str) -> Table:
    """Where the current row of each id of a dimension is kept."""
    return Table(names.SILVER, dimension, current_columns(dimension))


def mart_table(mart: Mart) -> Table:
    """Where a mart is kept."""
    return Table(names.GOLD, mart.name, mart.columns)


def all_tables() -> tuple[Table, ...]:
    """Every table of silver and gold, whether it has been written yet or not; views are no tables."""
    return (
        SALES_RECORD,
        *(record_table(dimension) for dimension in DIMENSIONS),
        *(dimension_table(dimension) for dimension in DIMENSIONS),
        *(mart_table(mart) for mart in marts()),
        INCENTIVE_PAYOUT,
        INCENTIVE_LINE,
    )
