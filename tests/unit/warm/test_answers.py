"""Rows as JSON: nothing is lost on the way."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

from till.warm.answers import answer


def test_decimals_keep_their_scale_and_times_their_zone() -> None:
    table = pa.table(
        {
            "amount": pa.array([Decimal("1.10"), None], pa.decimal128(18, 2)),
            "tiny": pa.array([Decimal("0E-10"), Decimal("1E-10")], pa.decimal128(20, 10)),
            "day": pa.array([date(2026, 3, 1), None]),
            "moment": pa.array(
                [datetime(2026, 3, 1, 12, 30, tzinfo=UTC), None], pa.timestamp("us", "America/New_York")
            ),
            "extras": pa.array([[("a", "1")], None], pa.map_(pa.string(), pa.string())),
            "ratio": pa.array([float("nan"), 0.5]),
        }
    )
    answered = json.loads(json.dumps(answer(table, 10)))
    assert answered["rows"] == [
        ["1.10", "0.0000000000", "2026-03-01", "2026-03-01T12:30:00Z", {"a": "1"}, "nan"],
        [None, "0.0000000001", None, None, None, 0.5],
    ]
    assert answered["columns"][0] == {"name": "amount", "type": "decimal128(18, 2)"}
    assert answered["truncated"] is False


def test_more_rows_than_asked_for_are_cut_off_and_said_to_be() -> None:
    answered = answer(pa.table({"n": [1, 2, 3]}), 2)
    assert (answered["rows"], answered["truncated"]) == ([[1], [2]], True)


def test_two_columns_of_one_name_are_both_there() -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["n", "n"])
    assert answer(table, 5)["rows"] == [[1, 2]]
