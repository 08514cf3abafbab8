"""A law: whatever the files say, and in whatever order they come and go, a dimension is what its rules make of them."""

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from jobs.catalogue import dimension_table
from jobs.contracts.manifest import ManifestLine
from jobs.silver import build, put_versions
from jobs.silver.build import build_silver
from tests.examples import examples
from tests.jobs.died import Died
from tests.jobs.landed import LandedLake, removal
from tests.jobs.scd2_model import File, Version, expected_versions

_MIDNIGHT = datetime(2026, 8, 3, tzinfo=UTC)
_day = st.sampled_from([None, *(date(2026, 8, day) for day in range(1, 6))])
_row = st.tuples(st.integers(1, 3), st.sampled_from(["Ada", "Ada", "Bob", None]))
_odd_row = st.tuples(
    _day, st.sampled_from([None, "full", "delta"]), *(st.integers(1, 4), st.sampled_from(["Ada", "Bo"]))
)


def _whole(day: date | None, delivery: str | None, rows: list[tuple[int, str | None]]) -> tuple[Any, ...]:
    return tuple((day, delivery, id_, name) for id_, name in rows)


# Most files are of one day and one kind; some are of several at once.
_rows = st.builds(
    _whole, _day, st.sampled_from([None, "full", "full", "delta"]), st.lists(_row, max_size=3)
) | st.lists(_odd_row, max_size=4).map(tuple)
_file = st.builds(
    File,
    source=st.sampled_from(["north", "north", "south"]),
    version=st.just(""),
    landed_at=st.integers(-40, 80).map(lambda hours: _MIDNIGHT + timedelta(hours=hours)),
    quarantined=st.sampled_from([0, 0, 0, 0, 1]),
    rows=_rows,
)


def _land(landed: LandedLake, number: int, file: File) -> tuple[File, ManifestLine]:
    names = ("business_date", "delivery", "customer_id", "first_name")
    rows = [dict(zip(names, row, strict=True)) for row in file.rows]
    line = landed.land("customer", rows, path=f"{number}.csv", landed_at=file.landed_at.isoformat())
    path = f"customer/{file.source}/{number}.csv"
    line = replace(line, landing_path=path, quarantined=file.quarantined, rows_in=line.rows + file.quarantined)
    return replace(file, version=line.version), line


def _put(landed: LandedLake, *lines: ManifestLine) -> None:
    build_silver(landed.spark, landed.lake, landed.batch(*lines))


def _found(landed: LandedLake) -> set[Version]:
    rows = landed.lake.read(landed.spark, dimension_table("customer")).collect()
    found = {
        Version(
            *(row.customer_id, row.first_name, row.valid_from, row.valid_to, row.fact_from, row.fact_to, row.source),
            (row.file_version, row.row_number),
        )
        for row in rows
    }
    assert len(found) == len(rows) == len({row.version_key for row in rows})
    for row in rows:
        assert row.version_key == f"{row.customer_id}@{row.valid_from.isoformat()}"
        assert row.is_current == (row.valid_to == date.max)
    return found


@settings(max_examples=examples(20, 200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=st.lists(_file, min_size=2, max_size=8), shuffled=st.permutations(range(8)), gone=st.integers(0, 2))
def test_a_dimension_is_what_its_rules_make_of_its_live_files(
    spark: SparkSession, files: list[File], shuffled: list[int], gone: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        landed = LandedLake(spark, Path(folder))
        there = [_land(landed, number, file) for number, file in enumerate(files)]
        there = [there[number] for number in shuffled if number < len(there)]
        half = (len(there) + 1) // 2
        _put(landed, *(line for _, line in there[:half]))
        assert _found(landed) == expected_versions(file for file, _ in there[:half])
        if there[half:] or gone:
            _put(landed, *(removal(line) for _, line in there[:gone]), *(line for _, line in there[max(half, gone) :]))
        live = [file for number, (file, _) in enumerate(there) if number >= gone]
        assert _found(landed) == expected_versions(live)


@settings(max_examples=examples(20, 400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    files=st.lists(_file, min_size=3, max_size=7),
    cuts=st.sets(st.integers(1, 6), min_size=1),
    died=st.integers(0, 6),
    takes_out=st.integers(1, 6),
    at_once=st.sampled_from([2, 99]),
)
def test_each_batch_makes_of_a_dimension_what_its_rules_make_of_the_files_by_then(
    spark: SparkSession, files: list[File], cuts: set[int], died: int, takes_out: int, at_once: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(put_versions, "_ROWS_AT_ONCE", at_once)
        landed = LandedLake(spark, Path(folder))
        there = [_land(landed, number, file) for number, file in enumerate(files)]
        ends = sorted({cut for cut in cuts if cut < len(there)} | {len(there)})
        live: dict[str, File] = {}
        for number, (first, end) in enumerate(pairwise([0, *ends])):
            batch = [line for _, line in there[first:end]]
            live |= {file.version: file for file, _ in there[first:end]}
            if number == takes_out:
                # The file before takes its rows along, as one that is corrected does.
                batch.append(removal(there[first - 1][1]))
                live.pop(there[first - 1][0].version)
            if number == died:
                _put_record_alone(landed, *batch)
            _put(landed, *batch)
            assert _found(landed) == expected_versions(live.values())


def _put_record_alone(landed: LandedLake, *lines: ManifestLine) -> None:
    """A run that dies when it has put the rows into the record, and has not written the versions yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "put_versions", _die)
        with pytest.raises(Died):
            _put(landed, *lines)


def _die(*_: Any) -> None:
    raise Died
