"""A law: however files came in, were corrected and withdrawn, building anew from what is left gives the same tables."""

import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from jobs.catalogue import all_tables
from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake, removal

type File = tuple[str, str]
type Rows = tuple[dict[str, Any], ...]

_cents = st.integers(-2000, 5000).map(lambda cents: Decimal(cents) / 100)
_sale = st.fixed_dictionaries(
    {
        "store_id": st.integers(1, 2),
        "sales_person_id": st.sampled_from([None, 1, 2, 3]),
        "customer_id": st.sampled_from([None, 7, 8]),
        "sales_date": st.dates(date(2026, 5, 30), date(2026, 8, 2)),
        "quantity": st.integers(-2, 2).map(Decimal),
        "total_cost": _cents,
        "receipt_id": st.sampled_from([None, "r", "s"]),
        "line_no": st.sampled_from([None, 0, 1]),
    }
)
_name = st.sampled_from(["Ada", "Bob", None])
# What a row of a dimension says of itself; the dates come in any order, and a file may be of several.
_of_the_row = {
    "business_date": st.sampled_from([None, *(date(2026, month, 1) for month in (5, 6, 7, 8))]),
    "delivery": st.sampled_from([None, "full", "delta"]),
}
_people = {
    "customer": st.fixed_dictionaries({"customer_id": st.integers(6, 9), "first_name": _name, **_of_the_row}),
    "sales_team": st.fixed_dictionaries({"id": st.integers(1, 4), "first_name": _name, **_of_the_row}),
    "store": st.fixed_dictionaries({"id": st.integers(1, 3), "address": _name, **_of_the_row}),
}
_quota = st.fixed_dictionaries(
    {
        "sales_person_id": st.integers(1, 2),
        "store_id": st.sampled_from([None, 1]),
        "sales_month": st.just("2026-06"),
        "quota_amount": _cents.map(abs),
    }
)
_ROWS = {"pos_sales": _sale, **_people, "quota": _quota}


def _contents(dataset: str) -> st.SearchStrategy[Rows | None]:
    return st.none() | st.lists(_ROWS[dataset], max_size=4).map(tuple)


_FILES: tuple[File, ...] = (
    *(("pos_sales", path) for path in ("a.csv", "b.csv", "c.csv")),
    *((dataset, path) for dataset in (*_people, "quota") for path in ("all.csv", "new.csv")),
)
# A batch says of some files what is in them from then on; None: the file is withdrawn.
_batch = st.lists(st.sampled_from(_FILES), min_size=1, max_size=4, unique=True).flatmap(
    lambda files: st.fixed_dictionaries({file: _contents(file[0]) for file in files})
)


@dataclass
class Drops:
    """What is live, file by file, while batches come in."""

    landed: LandedLake
    live: dict[File, ManifestLine] = field(default_factory=dict)
    at: datetime = datetime(2026, 8, 1, tzinfo=UTC)

    def drop(self, batch: dict[File, Rows | None]) -> None:
        self.at += timedelta(hours=1)
        lines: list[ManifestLine] = []
        for (dataset, path), rows in batch.items():
            before = self.live.pop((dataset, path), None)
            if rows is not None:
                line = self.landed.land(dataset, rows, path=path, landed_at=self.at.isoformat())
                if len(rows) % 2:
                    line = replace(line, rows_in=len(rows) + 1, quarantined=1, violations=(("not-a-date", 1),))
                self.live[dataset, path] = line
                lines.append(line)
            if before and before.version not in {line.version for line in lines}:
                lines.append(removal(before))
        if lines:
            self.landed.refresh(*lines)


def _tables(landed: LandedLake) -> dict[str, list[tuple[Any, ...]]]:
    return {str(table): landed.rows(str(table)) for table in all_tables() if landed.lake.exists(landed.spark, table)}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches=st.lists(_batch, min_size=1, max_size=4))
def test_building_anew_gives_the_tables_that_grew_batch_by_batch(
    spark: SparkSession, batches: list[dict[File, Rows | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drops = Drops(LandedLake(spark, Path(folder)))
        for batch in batches:
            drops.drop(batch)
        if not drops.live:
            return
        grown = _tables(drops.landed)
        drops.landed.refresh(*drops.live.values(), full=True)
        anew = _tables(drops.landed)
        assert {name: rows for name, rows in anew.items() if rows} == {
            name: rows for name, rows in grown.items() if rows
        }
