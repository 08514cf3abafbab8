"""What an environment costs a month, from the meters that it runs up

Every figure on the page is worked out here, from published prices, from what was measured (docs/performance.md) and
from what is assumed; each says which it is. Amounts are US dollars.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

DAYS, HOURS = Decimal(30), Decimal(730)
RUNNERS = ("container", "databricks")
VOLUMES = (Decimal(1), Decimal(10), Decimal(100))
_FOUND, _ASSUMED = "looked up", "assumed"


@dataclass(frozen=True)
class Meter:
    """A price: dollars per unit, what it is per, and where it is from."""

    price: Decimal
    per: str
    source: str
    kind: str = _FOUND


_NOT_FOUND = "not in the pages that could be searched: look it up before you rely on it"
METERS = {
    "Functions, Flex Consumption, on demand": Meter(
        Decimal("0.000026"), "GB-second", "modal.com/blog/azure-function-pricing-guide, East US, May 2025"
    ),
    "Functions, Flex Consumption, always ready, baseline": Meter(
        Decimal("0.000004"), "GB-second", _NOT_FOUND, _ASSUMED
    ),
    "Container Apps, vCPU": Meter(
        Decimal("0.000024"), "vCPU-second", "c3x.dev/resources/azure/azurerm_container_app, 2026"
    ),
    "Container Apps, memory": Meter(
        Decimal("0.000003"), "GiB-second", "c3x.dev/resources/azure/azurerm_container_app, 2026"
    ),
    "Container Apps, dedicated machines, management": Meter(
        Decimal("0.10"),
        "hour",
        "dotnetpower.github.io/elb-dashboard, from Azure's own price list, Korea Central, May 2026",
    ),
    "Databricks, Premium, Jobs Compute": Meter(
        Decimal("0.30"), "DBU", "cynthiafilm.com/azure-databricks-cost-structure-modern-data-warehouses-in-azure"
    ),
    "Virtual machine, D4ds v5": Meter(Decimal("0.226"), "hour", _NOT_FOUND, _ASSUMED),
    "Data Lake Storage, hot, LRS": Meter(
        Decimal("0.0208"), "GB and month", "learn.microsoft.com, blob-storage-estimate-costs: its sample prices, 2024"
    ),
    "Data Lake Storage, cool, LRS": Meter(
        Decimal("0.0115"), "GB and month", "learn.microsoft.com, blob-storage-estimate-costs: its sample prices, 2024"
    ),
    "Data Lake Storage, archive, LRS": Meter(
        Decimal("0.0020"), "GB and month", "learn.microsoft.com, blob-storage-estimate-costs: its sample prices, 2024"
    ),
    "Data Lake Storage, hot, writes of 4 MB": Meter(Decimal("0.0715"), "10,000", _NOT_FOUND, _ASSUMED),
    "Data Lake Storage, hot, reads of 4 MB": Meter(Decimal("0.0057"), "10,000", _NOT_FOUND, _ASSUMED),
    "Queue storage, operations": Meter(Decimal("0.0004"), "10,000", _NOT_FOUND, _ASSUMED),
    "Log Analytics, ingestion": Meter(Decimal("2.30"), "GB", "monitoringcost.com/azure-monitor-cost, 2026"),
    "Log alert, every 5 minutes": Meter(Decimal("1.50"), "rule and month", _NOT_FOUND, _ASSUMED),
    "Log alert, every 15 minutes or more": Meter(Decimal("0.50"), "rule and month", _NOT_FOUND, _ASSUMED),
    "Private endpoint": Meter(Decimal("0.01"), "hour", "c3x.dev/resources/azure/azurerm_private_endpoint, 2026"),
    "Container registry, Basic": Meter(
        Decimal("0.167"), "day", "c3x.dev/resources/azure/azurerm_container_registry, 2026"
    ),
    "Container registry, Premium": Meter(
        Decimal("1.667"), "day", "c3x.dev/resources/azure/azurerm_container_registry, 2026"
    ),
}
FREE = {
    "GB-second": Decimal(100_000),
    "vCPU-second": Decimal(180_000),
    "GiB-second": Decimal(360_000),
    "GB": Decimal(5),
}

# Measured: docs/performance.md, bytes of a line docs/terabyte.md. Seconds are those of the slower of the machines.
LANDING_MB_A_SECOND = Decimal(125)
CSV_BYTES, BRONZE_BYTES, SILVER_BYTES, SHARED_BYTES, FACT_BYTES = map(Decimal, (115, 23, 33, 26, 50))
LINES_A_GB = 1_000_000_000 / CSV_BYTES
PARQUET_OF_CSV = BRONZE_BYTES / CSV_BYTES
SILVER_AND_GOLD_OF_CSV = (SILVER_BYTES + SHARED_BYTES + FACT_BYTES) / CSV_BYTES
GOLD_SECONDS, SILVER_SECONDS, OF_LINES = Decimal("69.6"), Decimal(18), Decimal(5_000_000)
SECONDS_A_MILLION_LINES = (GOLD_SECONDS + SILVER_SECONDS) / OF_LINES * 1_000_000
# Seconds of Apache Spark's tasks, one worker, gold alone: of 5 million lines, most of it cold, and of 20 million.
SPARK_TASKS_COLD, SPARK_TASKS_WARM = Decimal(710) / 5, Decimal(1_105) / 20

# Assumed, until an environment says otherwise.
RUNS_A_DAY = Decimal(96)
START_SECONDS = Decimal(40)
SEVERAL_TIMES_OVER = Decimal(2)
STORAGE_OF_CHECK = Decimal(3)
WRITES_A_RUN, READS_A_RUN = Decimal(1_000), Decimal(2_000)
CLUSTER_STARTS_A_DAY, CLUSTER_START_SECONDS, DBU_AN_HOUR = Decimal(24), Decimal(300), Decimal(1)
INSTANCE_GB = Decimal(4)
WARM_FROM_LINES = Decimal(20_000_000)
CORES, GIB = Decimal(4), Decimal(8)
WORKERS = {Decimal(1): Decimal(1), Decimal(10): Decimal(2), Decimal(100): Decimal(8)}


@dataclass(frozen=True)
class Line:
    """One line of the bill: what, how it is worked out, and dollars a month."""

    what: str
    sum: str
    amount: Decimal


def bill(volume: Decimal, runner: str) -> list[Line]:
    """The bill of a private environment as params/prod.bicepparam has it, after a year, at so many GB of CSV a day."""
    lines = [*_functions(volume), *(_container(volume) if runner == "container" else _databricks(volume))]
    return [*lines, *_storage(volume), *_around(runner)]


def total(lines: list[Line]) -> Decimal:
    """The sum of a bill."""
    return sum((line.amount for line in lines), Decimal(0))


def run_seconds(volume: Decimal) -> Decimal:
    """Seconds that runs of the embedded engine take in a day, on two cores."""
    work = volume * LINES_A_GB / 1_000_000 * SECONDS_A_MILLION_LINES * SEVERAL_TIMES_OVER
    return RUNS_A_DAY * START_SECONDS + work


def spark_seconds(volume: Decimal) -> Decimal:
    """Core-seconds in which Apache Spark works a million lines through, silver and gold."""
    lines_a_run = volume * LINES_A_GB / CLUSTER_STARTS_A_DAY
    gold = SPARK_TASKS_COLD if lines_a_run < WARM_FROM_LINES else SPARK_TASKS_WARM
    return gold * (1 + SILVER_SECONDS / GOLD_SECONDS)


def _functions(volume: Decimal) -> Iterator[Line]:
    check = volume * 1000 / LANDING_MB_A_SECOND * STORAGE_OF_CHECK
    sweeps = Decimal(288) * 2
    used = (check + sweeps) * INSTANCE_GB * DAYS
    paid = max(Decimal(0), used - FREE["GB-second"])
    price = METERS["Functions, Flex Consumption, on demand"].price
    said = (
        f"({shown(check)} s of checks + {shown(sweeps)} s of sweeps) a day x {shown(INSTANCE_GB)} GB x 30 - "
        f"{shown(FREE['GB-second'])} free = {shown(paid)} GB-s x {price}"
    )
    yield Line("Functions, on demand", said, paid * price)
    ready = INSTANCE_GB * DAYS * 86_400
    price = METERS["Functions, Flex Consumption, always ready, baseline"].price
    yield Line("Functions, one instance always ready", f"4 GB x {shown(DAYS * 86_400)} s x {price}", ready * price)


def _container(volume: Decimal) -> Iterator[Line]:
    seconds = run_seconds(volume) * DAYS
    for what, unit, size in (("vCPU", "vCPU-second", CORES), ("memory", "GiB-second", GIB)):
        price = METERS[f"Container Apps, {what}"].price
        paid = max(Decimal(0), seconds * size - FREE[unit])
        said = f"{shown(seconds)} s x {shown(size)} - {shown(FREE[unit])} free = {shown(paid)} x {price}"
        yield Line(f"Container Apps Job, {what}", said, paid * price)


def _databricks(volume: Decimal) -> Iterator[Line]:
    workers = WORKERS[volume]
    core_seconds = volume * LINES_A_GB / 1_000_000 * spark_seconds(volume) * SEVERAL_TIMES_OVER
    hours = (CLUSTER_STARTS_A_DAY * CLUSTER_START_SECONDS + core_seconds / (workers * 4)) / 3600 * DAYS
    nodes = workers + 1
    machine, unit = METERS["Virtual machine, D4ds v5"].price, METERS["Databricks, Premium, Jobs Compute"].price
    said = f"{shown(hours)} h x {shown(nodes)} machines x "
    yield Line("Databricks, machines", said + f"{machine}", hours * nodes * machine)
    yield Line("Databricks, DBU", said + f"{shown(DBU_AN_HOUR)} DBU x {unit}", hours * nodes * DBU_AN_HOUR * unit)


def _storage(volume: Decimal) -> Iterator[Line]:
    hot, cool, archive = (METERS[f"Data Lake Storage, {tier}, LRS"].price for tier in ("hot", "cool", "archive"))
    tables = volume * 365 * (PARQUET_OF_CSV + SILVER_AND_GOLD_OF_CSV)
    young, old, oldest = volume * 30 * 2 + tables, volume * (150 + 335), volume * 185
    yield Line("Lake, hot", f"{shown(young)} GB x {hot}", young * hot)
    yield Line("Lake, cool", f"{shown(old)} GB x {cool}", old * cool)
    yield Line("Lake, archive", f"{shown(oldest)} GB x {archive}", oldest * archive)
    pieces = volume * 250 * DAYS * (2 + PARQUET_OF_CSV + SILVER_AND_GOLD_OF_CSV)
    for what, each in (("writes", WRITES_A_RUN), ("reads", READS_A_RUN)):
        price = METERS[f"Data Lake Storage, hot, {what} of 4 MB"].price
        count = RUNS_A_DAY * DAYS * each + pieces
        yield Line(f"Lake, {what}", f"{shown(count)} / 10,000 x {price}", count / 10_000 * price)
    polls = Decimal(8) * 43_200 * DAYS
    price = METERS["Queue storage, operations"].price
    yield Line("Queues, asked every two seconds", f"{shown(polls)} / 10,000 x {price}", polls / 10_000 * price)


def _around(runner: str) -> Iterator[Line]:
    logs = RUNS_A_DAY * DAYS * (WRITES_A_RUN + READS_A_RUN) / 1_000_000 + Decimal("0.05") * DAYS
    price = METERS["Log Analytics, ingestion"].price
    paid = logs - FREE["GB"]
    yield Line("Logs", f"({shown(logs)} - {shown(FREE['GB'])} free) GB x {price}", paid * price)
    often, seldom = METERS["Log alert, every 5 minutes"].price, METERS["Log alert, every 15 minutes or more"].price
    yield Line("Alerts", f"3 x {often} + 3 x {seldom}", 3 * often + 3 * seldom)
    endpoints = Decimal(7 if runner == "container" else 6)
    price = METERS["Private endpoint"].price
    yield Line("Private endpoints", f"{shown(endpoints)} x {shown(HOURS)} h x {price}", endpoints * HOURS * price)
    if runner == "container":
        price = METERS["Container registry, Premium"].price
        yield Line("Registry, Premium", f"30 x {price}", DAYS * price)


def shown(number: Decimal) -> str:
    """The number as a person reads it: tenths below a hundred, whole above."""
    whole = number.quantize(Decimal("0.1") if abs(number) < 100 else Decimal(1), ROUND_HALF_UP)
    return f"{whole:,}".removesuffix(".0")
