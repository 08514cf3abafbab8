"""The grocer that the marts' benchmarks work on: seeded, believable, written as bronze files with their manifests.

20 stores that are busier at the week's end, 100,000 customers and one order in five without one, 2,000 products in 40
categories, 100 salespeople, receipts of one to six lines, 3 % returns, 15 % of the lines with a discount. The same
rows each time; made with DuckDB, since the till files that `till generate` writes take too long at this size.
"""

import calendar
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from bench.marts_sql import DAILY, DATASETS, RECEIPTS, SALES, bronze_select
from jobs.contracts.manifest import LOAD, ManifestLine, to_jsonl
from jobs.contracts.paths import digest

CACHE = Path(__file__).resolve().parents[1] / ".tools" / "bench-marts"
LINES_OF_A_RECEIPT = 3.5
LAST_DAY = date(2026, 6, 29)
FULL = "manifests/full.jsonl"
_LANDED_AT = "2026-07-15T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class World:
    """A lake on local disk with its bronze files: so many months of sales, the last of them without its last day."""

    folder: Path
    months: int
    lines_a_day: int

    @property
    def first_day(self) -> date:
        """The first business date."""
        years, month = divmod(LAST_DAY.year * 12 + LAST_DAY.month - self.months, 12)
        return date(years, month + 1, 1)

    def add_day(self, day: date, lines: int, *, name: str = "") -> str:
        """Write a day's sales as a bronze file; the path of the manifest that loads it."""
        name = name or f"day-{day}"
        with duckdb.connect() as connection:
            written = _write_sales(connection, self, name, day, day, lines)
        return self._manifest(name, [written])

    def add_snapshots(self, first: int, days: int) -> str:
        """Write all customers and all stock of so many days, from the first-th after the last sale on; the manifest."""
        numbers = range(first, first + days)
        with duckdb.connect() as connection:
            written = [
                _write(connection, self, name, f"snapshot-{number}", query.format(day=_after(number), number=number))
                for number in numbers
                for name, query in DAILY.items()
            ]
        return self._manifest(f"snapshots-{first}", written)

    def _manifest(self, name: str, lines: list[ManifestLine]) -> str:
        path = f"manifests/{name}.jsonl"
        target = self.folder / "bronze" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(to_jsonl(lines))
        return path


def world(months: int, lines_a_day: int) -> World:
    """The bronze files of so many months, made where they are not there yet or were made by other code."""
    here = Path(__file__).parent
    release = digest(*((here / name).read_text(encoding="utf-8") for name in ("marts_world.py", "marts_sql.py")))[:8]
    made = World(CACHE / f"{months}m-{lines_a_day}-{release}", months, lines_a_day)
    ready = made.folder / ".bronze"
    if not ready.exists():
        shutil.rmtree(made.folder, ignore_errors=True)
        (made.folder / "bronze").mkdir(parents=True)
        with duckdb.connect() as connection:
            connection.execute("set threads = 2")
            lines = [
                _write_sales(connection, made, f"{first:%Y-%m}", first, last, lines_a_day * ((last - first).days + 1))
                for first, last in _spans(made)
            ]
            lines += [_write_dataset(connection, made, dataset) for dataset in DATASETS]
        made._manifest("full", lines)
        ready.touch()
    return made


def _after(number: int) -> date:
    return LAST_DAY + timedelta(days=number)


def _spans(made: World) -> Iterator[tuple[date, date]]:
    first = made.first_day
    while first <= LAST_DAY:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield first, min(last, LAST_DAY)
        first = last + timedelta(days=1)


def _write_sales(
    connection: duckdb.DuckDBPyConnection, made: World, name: str, first: date, last: date, lines: int
) -> ManifestLine:
    one_day = first == last
    receipts = round(lines / LINES_OF_A_RECEIPT * (1.05 if one_day else 1))
    connection.execute(
        "create or replace temp table receipt as " + RECEIPTS.format(first=first, last=last, receipts=receipts)
    )
    query = f"select * from ({SALES}) limit {lines}" if one_day else SALES
    return _write(connection, made, "pos_sales", name, query, months=(f"{first:%Y-%m}",))


def _write_dataset(connection: duckdb.DuckDBPyConnection, made: World, dataset: str) -> ManifestLine:
    query = DATASETS[dataset].format(first=made.first_day, last=LAST_DAY, months=made.months)
    return _write(connection, made, dataset, "all", query)


def _write(
    connection: duckdb.DuckDBPyConnection,
    made: World,
    dataset: str,
    name: str,
    query: str,
    months: tuple[str, ...] = (),
) -> ManifestLine:
    version = hashlib.sha256(f"{dataset}/{name}".encode()).hexdigest()[:32]
    path = f"{dataset}/bench/{version}.parquet"
    target = made.folder / "bronze" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.execute("set timezone = 'UTC'")
    connection.execute(f"copy ({bronze_select(dataset, query, version)}) to '{target}' (format parquet)")
    money = "sum(total_cost)" if months else "null"
    ((rows, cost),) = connection.execute(f"select count(*), {money} from '{target}'").fetchall()
    return ManifestLine(
        action=LOAD,
        dataset=dataset,
        version=version,
        landing_path=f"{dataset}/bench/{name}.csv",
        landed_at=_LANDED_AT,
        bronze=(path,),
        months=months,
        rows=rows,
        total_cost=str(Decimal(cost or 0)) if months else "",
        rows_in=rows,
    )
