"""Runs: repeated, interrupted, corrected, refused. Whatever the way, the tables end up the same."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from jobs.contracts.errors import BooksDoNotBalance, ConfigurationInvalid, RunFailed
from jobs.contracts.manifest import ManifestLine
from jobs.contracts.messages import RunRequest
from jobs.refresh import run
from jobs.silver.build import build_silver
from tests.jobs.landed import LandedLake, removal, sale

TABLES = (
    "silver.sales",
    "silver.sales_record",
    "silver.customer",
    "silver.customer_record",
    "gold.customer_data_mart",
    "gold.sales_team_data_mart",
)


def state(landed: LandedLake) -> dict[str, list[tuple[object, ...]]]:
    return {table: landed.rows(table) for table in TABLES}


def silver_only(landed: LandedLake, *lines: ManifestLine) -> None:
    """The first half of a run: what is there when the process dies between silver and gold."""
    build_silver(landed.spark, landed.lake, landed.batch(*lines))


@pytest.fixture
def corrected(landed: LandedLake) -> tuple[LandedLake, tuple[ManifestLine, ...]]:
    """A lake with June and July, and the batch that moves a file from June to August and renames a customer."""
    june = landed.sales(sale("2026-06-01", "10.00"), path="a.csv")
    july = landed.sales(sale("2026-07-01", "5.00"), sale("2026-07-02", "-1.00"), path="b.csv")
    old = landed.land("customer", [{"customer_id": 7, "first_name": "Old"}])
    landed.refresh(june, july, old)
    moved = landed.sales(sale("2026-08-01", "11.00"), path="a.csv")
    new = landed.land("customer", [{"customer_id": 7, "first_name": "New"}])
    return landed, (removal(june), moved, removal(old), new)


def test_a_batch_run_twice_gives_the_same_tables(corrected: tuple[LandedLake, tuple[ManifestLine, ...]]) -> None:
    landed, batch = corrected
    landed.refresh(*batch)
    once = state(landed)
    landed.refresh(*batch)
    assert state(landed) == once


def test_half_a_batch_and_then_the_whole_gives_the_same_tables(
    corrected: tuple[LandedLake, tuple[ManifestLine, ...]],
) -> None:
    landed, batch = corrected
    silver_only(landed, *batch)
    stale = landed.rows("gold.customer_data_mart", "sales_month", "full_name", "total_sales")
    assert ("2026-06", "Old", Decimal("10.00")) in stale
    landed.refresh(*batch)
    assert landed.rows("gold.customer_data_mart", "sales_month", "full_name", "total_sales") == [
        ("2026-07", "New", Decimal("4.00")),
        ("2026-08", "New", Decimal("11.00")),
    ]


def test_a_correction_that_moves_rows_to_another_month_empties_the_old_one(
    corrected: tuple[LandedLake, tuple[ManifestLine, ...]],
) -> None:
    landed, batch = corrected
    landed.refresh(*batch)
    for table in ("silver.sales", "gold.customer_data_mart", "gold.sales_team_data_mart"):
        assert {month for (month,) in landed.rows(table, "sales_month")} == {"2026-07", "2026-08"}


def test_everything_taken_out_leaves_empty_tables(landed: LandedLake) -> None:
    line = landed.sales(sale("2026-06-01", "10.00"))
    landed.refresh(line)
    landed.refresh(removal(line))
    assert landed.rows("silver.sales") == landed.rows("gold.customer_data_mart") == []


def test_a_file_without_a_good_row_changes_nothing(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-06-01", "10.00")))
    before = landed.rows("silver.sales")
    empty = replace(landed.sales(path="empty.csv"), bronze=())
    landed.refresh(empty)
    assert landed.rows("silver.sales") == before


def test_a_full_run_holds_the_manifest_and_nothing_else(landed: LandedLake) -> None:
    kept = landed.sales(sale("2026-07-01", "5.00"), path="b.csv")
    person = landed.land("customer", [{"customer_id": 7, "first_name": "Ada"}])
    landed.refresh(kept, person, landed.sales(sale("2026-06-01", "10.00"), path="a.csv"))
    landed.refresh(kept, full=True)
    assert landed.rows("gold.customer_data_mart", "sales_month", "full_name") == [("2026-07", None)]
    assert landed.rows("silver.customer") == landed.rows("silver.customer_record") == []


def lose_a_row(line: ManifestLine) -> ManifestLine:
    return replace(line, rows=line.rows + 1)


def lose_a_cent(line: ManifestLine) -> ManifestLine:
    return replace(line, total_cost=str(Decimal(line.total_cost) + Decimal("0.01")))


def forget_a_month(line: ManifestLine) -> ManifestLine:
    return replace(line, months=line.months[1:])


@pytest.mark.parametrize(
    ("mistake", "full"),
    [(lose_a_row, False), (lose_a_cent, False), (forget_a_month, False), (lose_a_row, True), (lose_a_cent, True)],
)
def test_books_that_do_not_balance_stop_the_run_before_gold(
    landed: LandedLake, mistake: Callable[[ManifestLine], ManifestLine], full: bool
) -> None:
    landed.refresh(landed.sales(sale("2026-05-01", "1.00"), path="before.csv"))
    before = landed.rows("gold.sales_team_data_mart")
    line = landed.sales(sale("2026-06-01", "10.00"), sale("2026-07-01", "20.00"))
    with pytest.raises(BooksDoNotBalance, match=line.version):
        landed.refresh(mistake(line), full=full)
    assert landed.rows("gold.sales_team_data_mart") == before


def test_the_books_of_a_dimension_are_checked_too(landed: LandedLake) -> None:
    with pytest.raises(BooksDoNotBalance, match=r"silver\.customer_record"):
        landed.refresh(lose_a_row(landed.land("customer", [{"customer_id": 7}])))


def test_rows_of_another_version_in_a_bronze_file_are_found_missing(landed: LandedLake) -> None:
    line, other = (landed.sales(sale("2026-06-01", "10.00"), path=path) for path in ("a.csv", "b.csv"))
    bronze = landed.folder / "bronze"
    pq.write_table(pq.read_table(bronze / other.bronze[0]), bronze / line.bronze[0])
    with pytest.raises(BooksDoNotBalance):
        landed.refresh(line)


def test_a_bronze_file_that_is_gone_fails_the_run_by_a_named_error(landed: LandedLake) -> None:
    line = landed.sales(sale("2026-06-01", "10.00"))
    (landed.folder / "bronze" / line.bronze[0]).unlink()
    with pytest.raises((RunFailed, BooksDoNotBalance)):
        landed.refresh(line)


def test_a_manifest_that_is_gone_fails_the_run_by_a_named_error(landed: LandedLake) -> None:
    request = RunRequest(run_id="r", kind="refresh", manifest="manifests/none.jsonl", full=True)
    with pytest.raises(RunFailed):
        run(landed.spark, landed.lake, request)


def test_an_unknown_kind_of_run_is_refused(landed: LandedLake) -> None:
    with pytest.raises(ConfigurationInvalid):
        run(landed.spark, landed.lake, RunRequest(run_id="r", kind="vacuum"))


def test_a_dataset_without_a_table_is_refused(landed: LandedLake) -> None:
    line = replace(landed.sales(sale("2026-06-01", "10.00")), dataset="weather")
    with pytest.raises(RunFailed, match="weather"):
        landed.refresh(line)


def test_a_run_says_which_stage_it_is_in_and_how_long_each_took(landed: LandedLake) -> None:
    stages: list[str] = []
    request = landed.request(landed.sales(sale("2026-06-01", "10.00")), run_id="run-7")
    finished = run(landed.spark, landed.lake, request, on_stage=stages.append)
    assert stages == list(finished.seconds) == ["manifest", "silver", "gold"]
    assert (finished.run_id, finished.state, finished.error) == ("run-7", "succeeded", "")


def test_an_engine_that_does_not_answer_is_told_of_with_the_reason(landed: LandedLake) -> None:
    longer_than_a_question_may_be = "a" * 128 * 1024 * 1024
    with pytest.raises(RunFailed, match=r"details = .*larger than max"):
        run(landed.spark, landed.lake, RunRequest(run_id="r", kind="refresh", manifest=longer_than_a_question_may_be))
