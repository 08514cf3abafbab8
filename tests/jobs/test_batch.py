"""What a manifest must be before anything of it goes into a predicate."""

import json

import pytest

from jobs.batch import read_batch
from jobs.contracts.errors import RunFailed
from jobs.contracts.manifest import ManifestLine, to_jsonl

LOADED = ManifestLine(
    "load", "pos_sales", "ab" * 16, "pos_sales/s/a.csv", "2026-08-01T00:00:00+00:00", ("b.parquet",), ("2026-07",)
)
REMOVED = ManifestLine(
    "remove", "pos_sales", "cd" * 16, "pos_sales/s/a.csv", "2026-08-01T00:00:00+00:00", months=("2026-05",)
)


def read(*lines: ManifestLine) -> object:
    return read_batch("run", to_jsonl(lines).decode().splitlines(), full=False, where="bronze/m")


def test_a_manifest_is_read_back_as_it_was_written() -> None:
    batch = read_batch("run", to_jsonl([LOADED, REMOVED]).decode().splitlines(), full=False, where="bronze/m")
    assert batch.lines == (LOADED, REMOVED)
    assert batch.months("pos_sales") == ("2026-05", "2026-07")
    assert batch.versions("pos_sales") == ("ab" * 16, "cd" * 16)


def test_a_field_that_a_newer_writer_added_is_passed_over() -> None:
    text = json.dumps({**json.loads(to_jsonl([LOADED])), "colour": "green"})
    assert read_batch("run", [text], full=False, where="bronze/m").lines == (LOADED,)


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        "{}",
        to_jsonl([LOADED]).decode().replace('"load"', '"upsert"'),
        to_jsonl([LOADED]).decode().replace("ab" * 16, "x') or ('1'='1"),
        to_jsonl([LOADED]).decode().replace("2026-07", "2026-13"),
        to_jsonl([LOADED]).decode().replace('["b.parquet"]', '"b.parquet"'),
        to_jsonl([LOADED]).decode().replace("2026-07", "') or true --"),
        to_jsonl([LOADED]).decode().replace('"2026-07"', "202607"),
    ],
)
def test_a_line_that_is_no_manifest_line_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(RunFailed, match="bronze/m, line 1"):
        read_batch("run", [text], full=False, where="bronze/m")


def test_an_empty_manifest_is_refused_since_a_full_run_would_empty_every_table() -> None:
    with pytest.raises(RunFailed, match="names no file version"):
        read_batch("run", [], full=True, where="bronze/m")


def test_a_version_that_goes_in_and_comes_out_is_refused() -> None:
    with pytest.raises(RunFailed, match="both loads and removes"):
        read(LOADED, ManifestLine(**{**{n: getattr(LOADED, n) for n in LOADED.__slots__}, "action": "remove"}))
