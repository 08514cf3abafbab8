"""Writes docs/cost.md from the figures of infra/cost.py: python -m infra.cost_page"""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from infra import cost
from infra.cost import DAYS, FREE, METERS, RUNNERS, VOLUMES, bill, run_seconds, shown, total

PAGE = Path(__file__).parents[1] / "docs" / "cost.md"


def page() -> str:
    """The page as Markdown."""
    return "\n".join([*_head(), *_totals(), *_meters(), *_bills()]) + "\n"


def _head() -> list[str]:
    return [
        "# What it costs",
        "",
        "Written by `python -m infra.cost_page`: change the figures in `infra/cost.py`.",
        "",
        "US dollars a month, list prices of East US, without tax, discounts and the time of people; looked up in",
        "November 2026 in stored copies of public pages, since neither the price list nor its API could be asked. A",
        "price that was found has its page beside it; one that was not is marked as assumed.",
        "",
        "An environment as `infra/params/prod.bicepparam` has it (private network, one instance always ready) but with",
        "LRS prices, GRS being about double for the lake; after its first year, at so many GB of CSV a day.",
        "",
    ]


def _totals() -> list[str]:
    rows = [
        f"| {shown(volume)} GB | " + " | ".join(_money(total(bill(volume, each))) for each in RUNNERS) + " |"
        for volume in VOLUMES
    ]
    busy = ", ".join(f"{shown(run_seconds(volume) / 3600)} h at {shown(volume)} GB" for volume in VOLUMES)
    return [
        "| a day | container | Databricks |",
        "|---|---|---|",
        *rows,
        "",
        f"- The container's runs take {busy} of each day,",
        "  at the measured speed of two cores (it has four). Figures of 5 million lines at a time are multiplied",
        "  up to 100 GB there: take Databricks, or measure first.",
        "- With more than 8 GiB (`jobMemoryGi`) the container runs on a dedicated machine, and its surroundings cost "
        + _money(cost.HOURS * METERS["Container Apps, dedicated machines, management"].price),
        "  a month whether it runs or not, beside the machine's own hours.",
        "- A development environment (no network, nothing always ready, the smallest registry) leaves out the private",
        "  endpoints, the instance and most of the registry: about "
        + _money(_fixed() - DAYS * METERS["Container registry, Basic"].price)
        + " less.",
        "- What a run writes and reads whatever it holds is the larger part of the lake's operations and of the logs:",
        "  files that come together cost less than files that trickle in, since one run takes all that has landed.",
        "",
    ]


def _fixed() -> Decimal:
    fixed = ("Functions, one instance always ready", "Private endpoints", "Registry, Premium")
    return total([line for line in bill(Decimal(1), "container") if line.what in fixed])


def _meters() -> list[str]:
    rows = [f"| {name} | {each.price} | {each.per} | {each.kind} | {each.source} |" for name, each in METERS.items()]
    return [
        "## Prices",
        "",
        "| meter | USD | per | how | from |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "Free each month: " + ", ".join(f"{shown(count)} {unit}s" for unit, count in FREE.items() if unit != "GB"),
        "(learn.microsoft.com/azure/container-apps/billing for the last two; the first is assumed), 5 GB of logs.",
        "",
        "## Quantities",
        "",
        "Measured (docs/performance.md), on two cores:",
        "",
        *_measured(),
        "",
        "Assumed:",
        "",
        f"- {shown(cost.RUNS_A_DAY)} runs a day, {shown(cost.START_SECONDS)} s until each has begun;",
        f"- a line is worked through {shown(cost.SEVERAL_TIMES_OVER)} times, since a run builds days and months anew;",
        f"- storage makes a check {shown(cost.STORAGE_OF_CHECK)} times as long;",
        f"- a run writes {shown(cost.WRITES_A_RUN)} and reads {shown(cost.READS_A_RUN)} pieces of storage,",
        "  1 KB of audit log each;",
        f"- a Databricks cluster starts every hour, in {shown(cost.CLUSTER_START_SECONDS)} s, with 1, 2 and 8",
        f"  workers of 4 cores and {shown(cost.DBU_AN_HOUR)} DBU an hour each;",
        "- Event Grid, Key Vault, tables and traffic within the region stay below a dollar and are left out.",
        "",
    ]


def _measured() -> list[str]:
    csv, bronze, silver = cost.CSV_BYTES, cost.BRONZE_BYTES, cost.SILVER_BYTES
    lines, parquet, tables = cost.LINES_A_GB / 1_000_000, cost.PARQUET_OF_CSV, cost.SILVER_AND_GOLD_OF_CSV
    cold, warm = cost.SPARK_TASKS_COLD, cost.SPARK_TASKS_WARM
    return [
        f"- landing checks {shown(cost.LANDING_MB_A_SECOND)} MB/s;",
        f"- a sale line is {csv} bytes of CSV, {bronze} in bronze, {silver} in silver, {cost.SHARED_BYTES} in the",
        f"  tables that marts share and {cost.FACT_BYTES} in the fact (docs/terabyte.md): of a GB of CSV, "
        f"{shown(lines)} million lines,",
        f"  {parquet:.2f} GB lie in bronze and {tables:.2f} in silver and gold;",
        f"- 5 million lines on the embedded engine: silver in {shown(cost.SILVER_SECONDS)} s, gold in "
        f"{shown(cost.GOLD_SECONDS)} s, on the slower of",
        "  two machines;",
        f"- a million lines of gold are {shown(cold)} core-seconds of Apache Spark's tasks in a run of 5 million,",
        f"  {shown(warm)} in one of 20 million; silver is taken to be to gold as on the embedded engine.",
    ]


def _bills() -> list[str]:
    found = ["## The arithmetic", ""]
    for runner in RUNNERS:
        for volume in VOLUMES:
            lines = bill(volume, runner)
            found += [f"### {shown(volume)} GB a day, {runner}", "", "| | | USD |", "|---|---|---|"]
            found += [f"| {line.what} | {line.sum} | {_money(line.amount)} |" for line in lines]
            found += [f"| **total** | | **{_money(total(lines))}** |", ""]
    return found[:-1]


def _money(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
