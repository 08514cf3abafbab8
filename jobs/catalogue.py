"""Which tables there are: the names by which jobs, `attach` and SQL know them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from jobs.aggregates import aggregates
from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.node import Node, Per
from jobs.gold import marts, reconciliation
from jobs.incentive import lines, payouts
from jobs.silver import file_quality, sales, standing
from jobs.silver.dimension import dimension_record_columns, version_columns
from jobs.silver.record import latest_rank, record_columns
from jobs.star import SCHEMA, STAR

# Kept as versions through time.
DIMENSIONS = ("customer", "product", "sales_team", "store")
# Kept as they came; what was landed last holds.
RECORDED = ("coupon", "coupon_redemption", "inventory", "product_review", "promotion", "quota", "suspect_case")


@dataclass(frozen=True, slots=True)
class Table:
    """A Delta table: its folder lies at `name` in the file system; by_month: it is partitioned by sales_month."""

    file_system: str
    name: str
    columns: Mapping[str, str] = field(hash=False)
    by_month: bool = False

    def __str__(self) -> str:
        return f"{self.file_system}.{self.name}"


@dataclass(frozen=True, slots=True)
class View:
    """Some rows and columns of a table, by a name of their own.

    where     which rows, a condition in SQL
    derived   columns that the condition may ask for beside the table's own: by name, the SQL expression
    """

    file_system: str
    name: str
    table: Table
    columns: tuple[str, ...]
    where: str
    derived: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.file_system}.{self.name}"

    @property
    def query(self) -> str:
        """What it shows, as SQL."""
        rows = str(self.table)
        if self.derived:
            derived = (f"{expression} as {name}" for name, expression in self.derived.items())
            rows = " ".join(("(select", ", ".join(("*", *derived)), "from", rows, ") as derived"))
        return " ".join(("select", ", ".join(self.columns), "from", rows, "where", self.where))


SALES_RECORD = Table(names.SILVER, "sales_record", standing.COLUMNS, by_month=True)
SALES = View(names.SILVER, "sales", SALES_RECORD, tuple(sales.COLUMNS), where=f"standing = '{standing.COUNTED}'")
FILE_QUALITY = Table(names.SILVER, "file_quality", file_quality.COLUMNS)
UNFINISHED = Table(names.SILVER, "unfinished", MappingProxyType({"table_name": "string"}))
_BEGUN = {
    "batch_id": "string",
    "manifest": "string",
    "full": "boolean",
    "number": "bigint",
    "stale": "string",
    "has_ended": "boolean",
}
BEGUN = Table(names.SILVER, "begun", MappingProxyType(_BEGUN))
RECONCILIATION = Table(names.GOLD, "reconciliation", reconciliation.COLUMNS, by_month=True)
INCENTIVE_PAYOUT = Table(names.GOLD, "incentive_payout", payouts.COLUMNS, by_month=True)
INCENTIVE_LINE = Table(names.GOLD, "incentive_line", lines.COLUMNS, by_month=True)


def record_table(dataset: str) -> Table:
    """Where the rows of every live file version of a dimension, or of a recorded dataset, are kept."""
    columns = dimension_record_columns(dataset) if dataset in DIMENSIONS else record_columns(dataset)
    return Table(names.SILVER, f"{dataset}_record", columns)


def dimension_table(dimension: str) -> Table:
    """Where the versions of each id of a dimension are kept."""
    return Table(names.SILVER, dimension, version_columns(dimension))


def latest_view(dataset: str) -> View:
    """What holds now of a recorded dataset: the latest row of each primary key; all rows where it has none."""
    described = contract(dataset)
    table, rank = record_table(dataset), latest_rank({key: described.column(key).type for key in described.primary_key})
    where = " and ".join(f"{name} = 1" for name in rank) or "true"
    return View(names.SILVER, dataset, table, tuple(table.columns), where=where, derived=rank)


def node_table(node: Node) -> Table:
    """Where an aggregate or a mart is kept."""
    return Table(node.file_system, node.name, node.columns, by_month=node.per is not Per.WHOLE)


def star_view(name: str) -> View:
    """A table of the star under its plain names."""
    plain = STAR[name]
    (table,) = (node_table(node) for node in marts() if node.name == plain.table)
    derived = {each: shown for each, shown in plain.columns.items() if each != shown}
    return View(SCHEMA, name, table, tuple(plain.columns), where="true", derived=derived)


@cache
def silver_table(name: str) -> Table | View:
    """The table or view of silver of that name. Raises KeyError where there is none."""
    known: tuple[Table | View, ...] = (*all_tables(), *VIEWS)
    return {each.name: each for each in known if each.file_system == names.SILVER}[name]


def all_tables() -> tuple[Table, ...]:
    """Every table of silver and gold, whether it has been written yet or not; views are no tables."""
    return (
        SALES_RECORD,
        *(record_table(dataset) for dataset in (*DIMENSIONS, *RECORDED)),
        *(dimension_table(dimension) for dimension in DIMENSIONS),
        FILE_QUALITY,
        UNFINISHED,
        BEGUN,
        *(node_table(node) for node in (*aggregates(), *marts())),
        RECONCILIATION,
        INCENTIVE_PAYOUT,
        INCENTIVE_LINE,
    )


VIEWS = (SALES, *(latest_view(dataset) for dataset in RECORDED), *map(star_view, STAR))
