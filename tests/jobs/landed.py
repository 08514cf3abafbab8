"""Bronze files and manifests as landing would leave them, written with pyarrow: what the job tests start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from jobs.batch import Batch, read_batch
from jobs.catalogue import VIEWS, all_tables
from jobs.contracts.dataset import contract
from jobs.contracts.manifest import LOAD, REMOVE, ManifestLine, to_jsonl
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.paths import digest, manifest_path
from jobs.derive.graph import needed_for
from jobs.engine import open_session
from jobs.refresh import refresh, run
from jobs.silver.build import build_silver
from jobs.tables import Lake

_ARROW = {
    "bigint": pa.int64(),
    "int": pa.int32(),
    "string": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}

Row = Mapping[str, Any]
_NAMED = {str(table): table for table in (*all_tables(), *VIEWS)}


def arrow_schema(dataset: str) -> pa.Schema:
    """The schema of a bronze file, written down from the contract independently of the jobs' own derivation."""
    fields = [
        pa.field(column.name, pa.decimal128(*column.decimal) if column.decimal else _ARROW[column.type])
        for column in contract(dataset).columns
    ]
    extras = pa.map_(pa.string(), pa.string())
    return pa.schema([*fields, ("extras", extras), ("file_version", pa.string()), ("row_number", pa.int64())])


@dataclass
class LandedLake:
    """A lake on local disk under `folder`, and the session that works on it.

    marts   the marts that a refresh builds, with what they are built from; None for all that there are
    """

    spark: SparkSession
    folder: Path
    runs: int = field(default=0, kw_only=True)
    marts: tuple[str, ...] | None = field(default=None, kw_only=True)

    @property
    def lake(self) -> Lake:
        return Lake(f"file://{self.folder}/{{file_system}}")

    def in_another_process(self) -> "LandedLake":
        """The same lake, worked on by a session that has not seen any of its tables yet."""
        return replace(self, spark=open_session("embedded"))

    def land(
        self, dataset: str, rows: Sequence[Row], *, path: str = "a.csv", landed_at: str = "2026-08-01T00:00:00+00:00"
    ) -> ManifestLine:
        """Write the rows as one bronze file; the answer is the manifest line that loads it."""
        version = digest(dataset, path, repr(rows))
        return self._put(dataset, arrow_rows(dataset, rows, version), version, path=path, landed_at=landed_at)

    def land_table(
        self, dataset: str, table: pa.Table, *, path: str = "a.csv", landed_at: str = "2026-08-01T00:00:00+00:00"
    ) -> ManifestLine:
        """The same for rows that lie in a table with the contract's columns; quicker where they are many."""
        version = digest(dataset, path, str(len(table)))
        return self._put(dataset, _as_landed(dataset, table, version), version, path=path, landed_at=landed_at)

    def _put(self, dataset: str, table: pa.Table, version: str, *, path: str, landed_at: str) -> ManifestLine:
        bronze = f"{dataset}/test/{version}/1.parquet"
        target = self.folder / "bronze" / bronze
        target.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, target)
        is_sales = dataset == "pos_sales"
        return ManifestLine(
            action=LOAD,
            dataset=dataset,
            version=version,
            landing_path=f"{dataset}/test/{path}",
            landed_at=landed_at,
            bronze=(bronze,),
            months=tuple(sorted(set(pc.strftime(table["sales_date"], "%Y-%m").to_pylist()))) if is_sales else (),
            rows=len(table),
            rows_in=len(table),
            total_cost=str(pc.sum(table["total_cost"]).as_py() or Decimal("0.00")) if is_sales else "",
        )

    def refresh(self, *lines: ManifestLine, full: bool = False, run_id: str = "") -> RunFinished:
        """Run the jobs on a manifest of these lines; of the derived tables those that `marts` names, if it does."""
        return self.run(self.request(*lines, full=full, run_id=run_id))

    def run(self, request: RunRequest) -> RunFinished:
        """Run the jobs as the request says; of the derived tables those that `marts` names, if it does."""
        if self.marts is None:
            return run(self.spark, self.lake, request)
        batch = self._read(request)
        if self.marts:
            refresh(self.spark, self.lake, batch, request.manifest, only=needed_for(*self.marts))
        else:
            build_silver(self.spark, self.lake, batch)
        return RunFinished(request.run_id, "succeeded")

    def request(self, *lines: ManifestLine, full: bool = False, run_id: str = "") -> RunRequest:
        """Write the manifest; the answer is the request that names it."""
        self.runs += 1
        run_id = run_id or f"run-{self.runs}"
        path = manifest_path(run_id)
        target = self.folder / "bronze" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(to_jsonl(lines))
        return RunRequest(run_id=run_id, kind="refresh", manifest=path, full=full)

    def batch(self, *lines: ManifestLine) -> Batch:
        """The batch that a run of these lines works on."""
        return self._read(self.request(*lines))

    def _read(self, request: RunRequest) -> Batch:
        texts = self.lake.manifest(self.spark, request.manifest)
        return read_batch(request.run_id, texts, full=request.full, where=request.manifest, number=request.number)

    def pay(self, month: str) -> RunFinished:
        """Run the month's incentive."""
        return run(self.spark, self.lake, RunRequest(run_id="pay", kind="incentive", month=month))

    def sales(self, *rows: Row, path: str = "a.csv", landed_at: str = "2026-08-01T00:00:00+00:00") -> ManifestLine:
        """Write a file of sale lines; the answer is the manifest line that loads it."""
        return self.land("pos_sales", rows, path=path, landed_at=landed_at)

    def all_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of every table that holds any, by its name."""
        there = (str(table) for table in all_tables() if self.lake.exists(self.spark, table))
        return {name: rows for name in there if (rows := self.rows(name))}

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """These columns of a table's rows (all but batch_id where none are named), in a fixed order."""
        frame = self.lake.read(self.spark, _NAMED[table])
        chosen = columns or sorted(set(frame.columns) - {"batch_id"})
        found = [tuple(_plain(value) for value in row) for row in frame.select(*chosen).collect()]
        return sorted(found, key=repr)


def arrow_rows(dataset: str, rows: Sequence[Row], version: str) -> pa.Table:
    """Rows as a bronze table; what a row does not say is null."""
    full = [
        {**row, "file_version": version, "row_number": number, "extras": list(row.get("extras", {}).items())}
        for number, row in enumerate(rows, start=1)
    ]
    return pa.Table.from_pylist(full, schema=arrow_schema(dataset))


def _as_landed(dataset: str, table: pa.Table, version: str) -> pa.Table:
    provenance = {
        "extras": pa.array([[]] * len(table), pa.map_(pa.string(), pa.string())),
        "file_version": pa.array([version] * len(table), pa.string()),
        "row_number": pa.array(range(1, len(table) + 1), pa.int64()),
    }
    for name, values in provenance.items():
        table = table.append_column(name, values)
    return table.cast(arrow_schema(dataset))


def sale(day: str, total: str, **known: Any) -> dict[str, Any]:
    """A sale line of store 1 and salesperson 1 with customer 7, sold as one piece; `known` overrides and adds."""
    cost = Decimal(total)
    made = {
        "store_id": 1,
        "sales_person_id": 1,
        "customer_id": 7,
        "product_name": "thing",
        "sales_date": date.fromisoformat(day),
        "price": abs(cost),
        "quantity": Decimal(1) if cost >= 0 else Decimal(-1),
        "total_cost": cost,
    }
    return {**made, **known}


def removal(line: ManifestLine) -> ManifestLine:
    """The line that takes out what `line` has loaded."""
    return replace(line, action=REMOVE)


def _plain(value: Any) -> Any:
    return tuple(sorted(value.items())) if isinstance(value, dict) else value
