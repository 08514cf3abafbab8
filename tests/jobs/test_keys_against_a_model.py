"""A law: whatever is dropped and taken out in whatever batches, each line stands as a model in plain Python says."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from jobs.contracts.manifest import ManifestLine
from tests.examples import examples
from tests.jobs.landed import LandedLake, removal, sale
from tests.jobs.many_lines import taken_for_many_lines

type Rows = tuple[dict[str, Any], ...]
type Place = tuple[str, int]
type Standing = tuple[str, str | None, str | None]

_sale = st.builds(
    sale,
    day=st.sampled_from(["2026-05-31", "2026-06-01", "2026-07-15"]),
    total=st.sampled_from(["1.00", "2.00"]),
    store_id=st.integers(1, 2),
    receipt_id=st.sampled_from([None, "r", "s"]),
    line_no=st.sampled_from([None, 0, 1]),
    extras=st.sampled_from([{}, {"till": "7"}]),
)
_file = st.tuples(st.integers(0, 5), st.lists(_sale, max_size=4).map(tuple))
# A batch drops some files, each with the hour at which it landed, and takes out some of those that are there; or all is
# built anew of what is there then.
_batch = st.tuples(st.lists(_file, max_size=3), st.lists(st.integers(0, 9), max_size=2), st.booleans())


@dataclass
class Live:
    """The files that are there, in a lake and as they were written."""

    landed: LandedLake
    files: dict[str, tuple[ManifestLine, Rows]] = field(default_factory=dict)

    def change(self, dropped: list[tuple[int, Rows]], taken_out: list[int], full: bool) -> None:
        lines = []
        for number in taken_out:
            if self.files:
                version = sorted(self.files)[number % len(self.files)]
                lines.append(removal(self.files.pop(version)[0]))
        for hour, rows in dropped:
            path = f"{self.landed.runs}-{len(lines)}.csv"
            line = self.landed.sales(*rows, path=path, landed_at=f"2026-08-01T{hour:02}:00:00+00:00")
            self.files[line.version] = line, rows
            lines.append(line)
        if full and self.files:
            self.landed.refresh(*(line for line, _ in self.files.values()), full=True)
        elif lines:
            self.landed.refresh(*lines)


def by_the_model(files: Mapping[str, tuple[ManifestLine, Rows]]) -> dict[Place, Standing]:
    """How each line stands, by file version and row number."""
    keys: dict[tuple[Any, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    standing: dict[Place, Standing] = {}
    for version, (_, rows) in files.items():
        for number, row in enumerate(rows, start=1):
            standing[version, number] = "counted", None, None
            if row["receipt_id"] is not None and row["line_no"] is not None:
                keys[row["store_id"], row["receipt_id"], row["line_no"]][version].append(number)
    for versions in keys.values():
        _judge(files, versions, standing)
    return standing


def _judge(
    files: Mapping[str, tuple[ManifestLine, Rows]],
    versions: Mapping[str, list[int]],
    standing: dict[Place, Standing],
) -> None:
    said, new, replaced, repeats = None, "", dict[str, str | None](), set[str]()
    for version in sorted(versions, key=lambda each: (files[each][0].landed_at, each)):
        rows = files[version][1]
        says = Counter(repr({**rows[number - 1], "extras": None}) for number in versions[version])
        if says == said:
            repeats.add(version)
        else:
            replaced[version] = new or None
            new = version
        said = says
    for version, numbers in versions.items():
        how: Standing = "corrected", new, replaced.get(version)
        if version in repeats:
            how = "duplicate", new, None
        elif version == new:
            how = "counted", None, replaced[version]
        standing.update({(version, number): how for number in numbers})


def _money_by_month(live: Live, standing: Mapping[Place, Standing]) -> list[tuple[str, Decimal]]:
    money: dict[str, Decimal] = defaultdict(Decimal)
    for (version, number), (how, _, _) in standing.items():
        row = live.files[version][1][number - 1]
        if how == "counted":
            money[f"{row['sales_date']:%Y-%m}"] += row["total_cost"]
    return sorted(money.items())


@pytest.mark.parametrize("many", [False, True])
@settings(max_examples=examples(6, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches=st.lists(_batch, min_size=1, max_size=4))
def test_every_line_stands_as_the_model_says_and_gold_holds_what_counts(
    spark: SparkSession, many: bool, batches: list[tuple[list[tuple[int, Rows]], list[int], bool]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        if many:
            taken_for_many_lines(patched)
        live = Live(LandedLake(spark, Path(folder), marts=("sales_team_data_mart",)))
        for dropped, taken_out, full in batches:
            live.change(dropped, taken_out, full)
            expected = by_the_model(live.files)
            columns = ("file_version", "row_number", "standing", "in_favour_of", "corrects")
            found = live.landed.rows("silver.sales_record", *columns)
            assert {(row[0], row[1]): row[2:] for row in found} == expected
            gold = live.landed.rows("gold.sales_team_data_mart", "sales_month", "total_sales")
            assert _by_month(gold) == _money_by_month(live, expected)


def _by_month(rows: list[tuple[Any, ...]]) -> list[tuple[str, Decimal]]:
    money: dict[str, Decimal] = defaultdict(Decimal)
    for month, total in rows:
        money[month] += total
    return sorted(money.items())
