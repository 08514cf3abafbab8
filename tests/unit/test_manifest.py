"""A manifest is read back as it was written, also one that was written before a line said so much."""

import json

from jobs.contracts.manifest import LOAD, ManifestLine, from_jsonl, to_jsonl

LINE = ManifestLine(
    action=LOAD,
    dataset="product",
    version="ab" * 16,
    landing_path="product/standard/a.csv",
    landed_at="2026-08-01T00:00:00+00:00",
    bronze=("b.parquet",),
    rows=7,
    rows_in=10,
    quarantined=3,
    violations=(("not-a-date", 2), ("out-of-range", 2)),
)


def test_what_was_refused_is_read_back_as_it_was_written() -> None:
    assert from_jsonl(to_jsonl([LINE])) == [LINE]
    assert hash(from_jsonl(to_jsonl([LINE]))[0]) == hash(LINE)


def test_a_line_that_says_nothing_of_refused_rows_has_none() -> None:
    fields = json.loads(to_jsonl([LINE]))
    older = {name: fields[name] for name in fields if name not in ("rows_in", "quarantined", "violations")}
    (line,) = from_jsonl(json.dumps(older).encode())
    assert (line.rows, line.rows_in, line.quarantined, line.violations) == (7, 0, 0, ())
