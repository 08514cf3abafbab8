"""Batches whose lines are more than the engine's client takes in one message, and fewer than are worked on by month."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jobs.contracts.manifest import ManifestLine
from tests.jobs.keyed import line_of
from tests.jobs.landed import LandedLake, arrow_rows, arrow_schema

LINES, LETTERS = 150_000, 1_200
FILES = 120

pytestmark = pytest.mark.marts()


def lines(number: int, *, first: int = 1, cost: str = "1.00") -> pa.Table:
    """So many lines of one receipt, with names that are long and all different."""
    (one,) = [arrow_rows("pos_sales", [line_of(cost)], "")]
    numbers = pa.array(range(first, first + number), pa.int64())
    many = one.take(pa.array([0] * number))
    of_line = {
        "line_no": numbers.cast(arrow_schema("pos_sales").field("line_no").type),
        "product_name": pc.utf8_lpad(numbers.cast(pa.string()), LETTERS, "-"),
    }
    for name, values in of_line.items():
        many = many.set_column(many.schema.get_field_index(name), name, values)
    return many.drop_columns(["extras", "file_version", "row_number"])


def drop(landed: LandedLake, hour: int, table: pa.Table) -> ManifestLine:
    return landed.land_table(
        "pos_sales", table, path=f"{hour}.csv", landed_at=f"2026-08-{1 + hour // 24:02}T{hour % 24:02}:00:00Z"
    )


def standings(landed: LandedLake) -> Counter[str]:
    return Counter(standing for (standing,) in landed.rows("silver.sales_record", "standing"))


def test_a_batch_of_many_files(landed: LandedLake) -> None:
    each = LINES // FILES
    landed.refresh(*(drop(landed, hour, lines(each, first=1 + hour * each)) for hour in range(FILES)))
    assert standings(landed) == {"counted": LINES}


def test_files_of_a_batch_that_speak_of_the_same_sale(landed: LandedLake) -> None:
    landed.refresh(drop(landed, 1, lines(LINES)), drop(landed, 2, lines(1, first=7, cost="2.00")))
    assert standings(landed) == {"counted": LINES, "corrected": 1}


def test_a_correction_of_a_line_of_a_long_file(landed: LandedLake) -> None:
    landed.refresh(drop(landed, 1, lines(LINES)))
    landed.refresh(drop(landed, 2, lines(1, first=7, cost="2.00")))
    assert standings(landed) == {"counted": LINES, "corrected": 1}


def test_a_correction_of_many_lines_of_a_long_file(landed: LandedLake) -> None:
    landed.refresh(drop(landed, 1, lines(LINES)))
    landed.refresh(drop(landed, 2, lines(LINES - 1, first=2, cost="2.00")))
    assert standings(landed) == {"counted": LINES, "corrected": LINES - 1}
