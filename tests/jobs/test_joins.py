"""Many rows joined with few: the rows of a semi join, of an anti join, of a left join; in small pieces."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.joins import beside, found_in, not_found_in

ROWS, PIECE = 100_000, 8_192
type Join = Callable[[DataFrame, DataFrame, Sequence[str]], DataFrame]


def test_rows_without_a_key_are_found_nowhere(spark: SparkSession) -> None:
    many = spark.createDataFrame([(1, "a"), (1, "b"), (2, "c"), (None, "d")], "key int, value string")
    few = spark.createDataFrame([(1, "one"), (3, "three"), (None, "none")], "key int, name string")

    def values(rows: DataFrame) -> list[tuple[Any, ...]]:
        return sorted(map(tuple, rows.collect()), key=str)

    assert values(found_in(many, few, ["key"])) == [(1, "a"), (1, "b")]
    assert values(not_found_in(many, few, ["key"])) == [(2, "c"), (None, "d")]
    told = [(1, "one", "a"), (1, "one", "b"), (2, None, "c"), (None, None, "d")]
    assert values(beside(many, few, ["key"]).select("key", "name", "value")) == told


@pytest.mark.parametrize("join", [found_in, not_found_in, beside])
@pytest.mark.parametrize("named", [0, 1])
def test_the_rows_come_in_pieces(spark: SparkSession, tmp_path: Path, join: Join, named: int) -> None:
    pq.write_table(pa.table({"row": range(ROWS), "file": ["a"] * ROWS}), tmp_path / "rows.parquet")
    landed = spark.read.schema("row bigint, file string").parquet((tmp_path / "rows.parquet").as_uri())
    files = spark.createDataFrame([("a", named)], "file string, key int")
    few = spark.createDataFrame([(1,)], "key int")
    # Joined before: of how many rows there will be the engine knows nothing then.
    pieces = cast("Any", join(landed.join(files, on="file"), few, ["key"]))._to_table()[0].to_batches()
    expected = {(found_in, 0): 0, (not_found_in, 1): 0}.get((join, named), ROWS)
    assert sum(len(piece) for piece in pieces) == expected
    assert max((len(piece) for piece in pieces), default=0) <= PIECE
