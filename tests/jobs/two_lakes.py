"""The same bronze files under two lakes, one for each engine, and whether what lies in them is the same."""

from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.sql import SparkSession

from jobs.catalogue import Table, all_tables
from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake


class TwoLakes:
    """Two lakes that are brought to the same; `sail` has been begun by the embedded engine, `apache` by Spark."""

    def __init__(
        self, folder: Path, embedded: SparkSession, apache: SparkSession, *, marts: tuple[str, ...] | None = None
    ) -> None:
        self.sail = LandedLake(embedded, folder / "sail", marts=marts)
        self.apache = LandedLake(apache, folder / "apache", marts=marts)
        (folder / "bronze").mkdir()
        for lake in self._both:
            lake.folder.mkdir()
            (lake.folder / "bronze").symlink_to(folder / "bronze")

    @property
    def _both(self) -> tuple[LandedLake, LandedLake]:
        return self.sail, self.apache

    def refresh(self, *lines: ManifestLine) -> None:
        for lake in self._both:
            lake.refresh(*lines, run_id="same")

    def pay(self, month: str) -> None:
        for lake in self._both:
            lake.pay(month)

    def swap_engines(self, *, marts: tuple[str, ...]) -> None:
        """From now on each engine works on the lake that the other one has begun, and on these marts alone."""
        self.sail.spark, self.apache.spark = self.apache.spark, self.sail.spark
        for lake in self._both:
            lake.marts = marts

    def filled(self) -> set[str]:
        """The tables that hold rows."""
        return {str(table) for table in all_tables() if any(len(_stored(lake, table) or ()) for lake in self._both)}

    def differences(self) -> str:
        """The first rows that only one of the two has, table by table; empty where all say the same."""
        return "\n".join(filter(None, map(self._difference, all_tables())))

    def _difference(self, table: Table) -> str:
        sail, apache = (_stored(lake, table) for lake in self._both)
        if sail is None or apache is None:
            return "" if sail is apache else f"{table}: written by one of the two only"
        if _types(sail) != _types(apache):
            return f"{table}: {_types(sail)} by the embedded engine, {_types(apache)} by Spark"
        ours, theirs = (_rows(found, table) for found in (sail, apache))
        if ours == theirs:
            return ""
        alone = [*(f"embedded  {row}" for row in ours if row not in theirs)][:6]
        alone += [*(f"Spark     {row}" for row in theirs if row not in ours)][:6]
        return "\n".join([f"{table} {list(table.columns)}: {len(ours)} and {len(theirs)} rows", *alone])


def _stored(lake: LandedLake, table: Table) -> pa.Table | None:
    """What lies in storage, read by neither engine; None where the table has not been written."""
    location = lake.lake.location(table)
    return DeltaTable(location).to_pyarrow_table() if DeltaTable.is_deltatable(location) else None


def _types(found: pa.Table) -> dict[str, str]:
    return {field.name: str(field.type) for field in found.schema}


def _rows(found: pa.Table, table: Table) -> list[tuple[Any, ...]]:
    columns = [found[name].to_pylist() for name in table.columns]
    return sorted(zip(*columns, strict=True), key=repr)
