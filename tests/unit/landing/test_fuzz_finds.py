"""What the fuzzer and the slow check beside it have found, each input made small."""

import pyarrow as pa
import pytest

from functions.landing.checking.figures import decimals
from functions.landing.checking.parsing import parse
from tests.corpus.case import source_text

NAMES = {"address": {"from": ["address", "street"]}, "city": {"from": "street"}, "reviews": {"from": ["note", "stars"]}}
OBJECTS = source_text({"format": "jsonl", "columns": NAMES}, "store")
FIRST = b'{"id":1,"address":"A"}\n'
# Rows that have a column of the contract under one name, under another, and under two names at once.
OTHERS = b'{"id":2,"note":"3"}\n{"id":3,"stars":"4"}\n{"id":4,"street":"B"}\n{"id":5,"note":"5","stars":"6"}\n'


@pytest.mark.parametrize("chunk_bytes", [1, 30, 1000])
def test_the_name_that_a_row_has_a_column_under_is_looked_at_row_by_row(check, chunk_bytes):
    checked = check(FIRST + OTHERS, dataset="store", source=OBJECTS, name="a.jsonl", chunk_bytes=chunk_bytes)
    found = [(row["id"], row["address"], row["city"], row["reviews"], row["extras"]) for row in checked.rows]
    assert found == [
        (1, "A", None, None, {}),
        (2, None, None, "3", {}),
        (3, None, None, "4", {}),
        (4, "B", "B", None, {}),
    ]
    assert checked.codes() == [(5, "reviews", "duplicate-member")]


@pytest.mark.parametrize(
    ("type_", "good"),
    [((5, 0), "7"), ((1, 0), "-9"), ((4, 4), ".25"), ((1, 1), "-.1"), ((38, 0), "0"), ((38, 38), "0")],
)
def test_a_column_without_decimals_or_without_whole_digits_may_hold_an_odd_figure(type_, good):
    precision, scale = type_
    rule = decimals(precision, scale, ".")
    values, faults = parse(pa.array([good, "x", None, "+0", "-"], pa.string()), "points", rule)
    assert values.to_pylist() == [rule.one(good), None, None, rule.one("0"), None]
    assert [(fault.code, fault.positions) for fault in faults] == [("not-a-decimal", [1, 4])]
