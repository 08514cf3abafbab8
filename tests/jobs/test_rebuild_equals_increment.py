"""A law: however files came in, were corrected and withdrawn, building anew from what is left gives the same tables."""

import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from jobs.contracts.manifest import ManifestLine
from tests.examples import examples, is_long
from tests.jobs.histories import MOVED, Batches, File, Rows, batch
from tests.jobs.landed import LandedLake, removal

MOST_BATCHES = 4 if is_long() else 2


@dataclass
class Drops:
    """What is live, file by file, while batches come in."""

    landed: LandedLake
    live: dict[File, ManifestLine] = field(default_factory=dict)
    at: datetime = datetime(2026, 8, 1, tzinfo=UTC)

    def drop(self, dropped: dict[File, Rows | None]) -> None:
        self.at += timedelta(hours=1)
        lines: list[ManifestLine] = []
        for (dataset, path), rows in dropped.items():
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


@settings(max_examples=examples(1, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(batches=MOVED)
@given(batches=st.lists(batch, min_size=MOST_BATCHES - 1, max_size=MOST_BATCHES))
def test_building_anew_gives_the_tables_that_grew_batch_by_batch(spark: SparkSession, batches: Batches) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drops = Drops(LandedLake(spark, Path(folder)))
        for dropped in batches:
            drops.drop(dropped)
        if not drops.live:
            return
        grown = drops.landed.all_rows()
        drops.landed.refresh(*drops.live.values(), full=True)
        anew = drops.landed.all_rows()
        differing = {name: (grown.get(name), anew.get(name)) for name in {*grown, *anew}}
        assert {name: both for name, both in differing.items() if both[0] != both[1]} == {}
