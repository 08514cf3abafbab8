"""What several files say of one sale: each case worked by hand, in silver.sales_record and in what counts."""

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobs.contracts.manifest import ManifestLine
from jobs.predicates import VERSIONS_IN_A_PREDICATE
from jobs.silver.build import build_silver
from tests.jobs.keyed import drop, line_of
from tests.jobs.landed import LandedLake, removal

pytestmark = pytest.mark.marts("customer_data_mart")


def standing(landed: LandedLake, *lines: ManifestLine) -> list[tuple[Any, ...]]:
    """Each line's file (its place in `lines`), total, standing, and the files in whose favour and which it corrects."""
    names: dict[str | None, int | None] = {line.version: number for number, line in enumerate(lines, start=1)}
    names[None] = None
    columns = ("file_version", "total_cost", "standing", "in_favour_of", "corrects")
    found = landed.rows("silver.sales_record", *columns)
    told = [(names[file], str(total), how, names[instead], names[old]) for file, total, how, instead, old in found]
    return sorted(told, key=repr)


def counted(landed: LandedLake) -> list[tuple[str, str]]:
    return [(month, str(total)) for month, total in landed.rows("silver.sales", "sales_month", "total_cost")]


def in_gold(landed: LandedLake) -> list[tuple[str, str]]:
    found = landed.rows("gold.customer_data_mart", "sales_month", "total_sales")
    return [(month, str(total)) for month, total in found]


def test_the_same_line_in_a_second_file_is_a_duplicate(landed: LandedLake) -> None:
    first, again = drop(landed, 1, line_of("10.00")), drop(landed, 2, line_of("10.00"), line_of("2.00", number=2))
    landed.refresh(first)
    landed.refresh(again)
    assert standing(landed, first, again) == [
        (1, "10.00", "counted", None, None),
        (2, "10.00", "duplicate", 1, None),
        (2, "2.00", "counted", None, None),
    ]
    assert in_gold(landed) == [("2026-06", "12.00")]


def test_another_content_is_a_correction_recorded_on_both_sides(landed: LandedLake) -> None:
    first, later = drop(landed, 1, line_of("10.00"), line_of("1.00", number=2)), drop(landed, 2, line_of("7.00"))
    landed.refresh(first)
    landed.refresh(later)
    assert standing(landed, first, later) == [
        (1, "1.00", "counted", None, None),
        (1, "10.00", "corrected", 2, None),
        (2, "7.00", "counted", None, 1),
    ]
    assert in_gold(landed) == [("2026-06", "8.00")]


def test_a_correction_can_be_corrected(landed: LandedLake) -> None:
    files = [drop(landed, hour, line_of(total)) for hour, total in ((1, "1.00"), (2, "2.00"), (3, "3.00"))]
    for file in files:
        landed.refresh(file)
    assert standing(landed, *files) == [
        (1, "1.00", "corrected", 3, None),
        (2, "2.00", "corrected", 3, 1),
        (3, "3.00", "counted", None, 2),
    ]
    assert counted(landed) == [("2026-06", "3.00")]


def test_a_correction_that_is_taken_back_is_corrected_itself(landed: LandedLake) -> None:
    files = [drop(landed, hour, line_of(total)) for hour, total in ((1, "1.00"), (2, "2.00"), (3, "1.00"))]
    for file in files:
        landed.refresh(file)
    assert standing(landed, *files) == [
        (1, "1.00", "corrected", 3, None),
        (2, "2.00", "corrected", 3, 1),
        (3, "1.00", "counted", None, 2),
    ]


def test_a_duplicate_of_what_is_corrected_later_stays_a_duplicate(landed: LandedLake) -> None:
    files = [drop(landed, hour, line_of(total)) for hour, total in ((1, "1.00"), (2, "1.00"), (3, "5.00"))]
    for file in files:
        landed.refresh(file)
    assert standing(landed, *files) == [
        (1, "1.00", "corrected", 3, None),
        (2, "1.00", "duplicate", 3, None),
        (3, "5.00", "counted", None, 1),
    ]


def test_the_file_that_landed_later_wins_however_late_the_other_is_loaded(landed: LandedLake) -> None:
    early, late = drop(landed, 1, line_of("1.00")), drop(landed, 2, line_of("2.00"))
    landed.refresh(late)
    landed.refresh(early)
    assert standing(landed, early, late) == [(1, "1.00", "corrected", 2, None), (2, "2.00", "counted", None, 1)]


def test_where_the_winner_is_removed_the_loser_counts_again(landed: LandedLake) -> None:
    first, later = drop(landed, 1, line_of("10.00", "2026-06-01")), drop(landed, 2, line_of("7.00", "2026-07-01"))
    landed.refresh(first, later)
    assert (counted(landed), in_gold(landed)) == ([("2026-07", "7.00")], [("2026-07", "7.00")])
    landed.refresh(removal(later))
    assert standing(landed, first) == [(1, "10.00", "counted", None, None)]
    assert in_gold(landed) == [("2026-06", "10.00")]


def test_rows_that_new_rules_no_longer_give_leave_their_keys_to_others(landed: LandedLake) -> None:
    first = drop(landed, 1, line_of("10.00"))
    later = drop(landed, 2, line_of("7.00"), line_of("1.00", number=2))
    landed.refresh(first, later)
    fewer = drop(landed, 2, line_of("1.00", number=2), path="fewer.csv")
    bronze = _as_version(landed, fewer, later.version)
    again = ManifestLine(
        "load",
        "pos_sales",
        later.version,
        later.landing_path,
        later.landed_at,
        bronze,
        ("2026-06",),
        1,
        "1.00",
        replaces=later.bronze,
    )
    landed.refresh(again)
    assert standing(landed, first, later) == [(1, "10.00", "counted", None, None), (2, "1.00", "counted", None, None)]


def _as_version(landed: LandedLake, line: ManifestLine, version: str) -> tuple[str, ...]:
    path = landed.folder / "bronze" / line.bronze[0]
    table = pq.read_table(path)
    column = table.schema.get_field_index("file_version")
    pq.write_table(table.set_column(column, "file_version", pa.array([version] * len(table))), path)
    return line.bronze


def test_a_key_that_moves_to_another_month_leaves_the_old_one_in_gold_too(landed: LandedLake) -> None:
    june = drop(landed, 1, line_of("10.00", "2026-06-30"), line_of("1.00", "2026-06-30", number=2))
    landed.refresh(june)
    landed.refresh(drop(landed, 2, line_of("10.00", "2026-07-01")))
    assert counted(landed) == [("2026-06", "1.00"), ("2026-07", "10.00")]
    assert in_gold(landed) == [("2026-06", "1.00"), ("2026-07", "10.00")]


@pytest.mark.parametrize(("receipt", "number"), [(None, 1), ("r", None), (None, None)])
def test_lines_without_the_whole_key_are_never_merged(
    landed: LandedLake, receipt: str | None, number: int | None
) -> None:
    rows = line_of("10.00", receipt=receipt, number=number), line_of("3.00", number=9)
    first, second = drop(landed, 1, *rows), drop(landed, 2, rows[0])
    landed.refresh(first)
    landed.refresh(second)
    assert counted(landed) == [("2026-06", "10.00"), ("2026-06", "10.00"), ("2026-06", "3.00")]


def test_lines_of_one_file_that_share_a_key_are_one_statement(landed: LandedLake) -> None:
    first = drop(landed, 1, line_of("1.00"), line_of("1.00"), line_of("2.00"))
    landed.refresh(first)
    assert [total for _, total in counted(landed)] == ["1.00", "1.00", "2.00"]
    same = drop(landed, 2, line_of("2.00"), line_of("1.00"), line_of("1.00"))
    landed.refresh(same)
    assert {how for _, _, how, _, _ in standing(landed, first, same)[3:]} == {"duplicate"}
    fewer = drop(landed, 3, line_of("1.00"), line_of("2.00"))
    landed.refresh(fewer)
    assert [total for _, total in counted(landed)] == ["1.00", "2.00"]


def test_the_same_receipt_of_another_store_is_another_sale(landed: LandedLake) -> None:
    landed.refresh(drop(landed, 1, line_of("1.00")))
    landed.refresh(drop(landed, 2, {**line_of("1.00"), "store_id": 2}))
    assert len(counted(landed)) == 2


@pytest.mark.parametrize(
    "other", [{"extras": {"till": "9"}}, {"customer_id": 8}, {"quantity": None}, {"product_name": None}]
)
def test_only_what_the_contract_knows_makes_a_correction(landed: LandedLake, other: dict[str, Any]) -> None:
    first, second = drop(landed, 1, line_of("1.00")), drop(landed, 2, {**line_of("1.00"), **other})
    landed.refresh(first)
    landed.refresh(second)
    expected = "duplicate" if "extras" in other else "counted"
    assert [how for file, _, how, _, _ in standing(landed, first, second) if file == 2] == [expected]


def test_a_value_that_moves_to_the_next_column_is_no_duplicate(landed: LandedLake) -> None:
    one, two = ({**line_of("1.00"), **known} for known in ({"promotion_id": "x"}, {"payment_method": "x"}))
    first, second = drop(landed, 1, one), drop(landed, 2, two)
    landed.refresh(first, second)
    assert standing(landed, first, second)[0][2] == "corrected"


def test_a_batch_with_shared_keys_is_still_one_commit(landed: LandedLake) -> None:
    landed.refresh(drop(landed, 1, line_of("1.00"), line_of("5.00", "2026-05-01", number=2)))
    log = landed.folder / "silver" / "sales_record" / "_delta_log"
    before = len(list(log.glob("*.json")))
    landed.refresh(drop(landed, 2, line_of("2.00", "2026-07-01"), line_of("6.00", number=2)))
    assert len(list(log.glob("*.json"))) == before + 1


def test_a_run_that_dies_between_silver_and_gold_finds_the_same_days_again(landed: LandedLake) -> None:
    landed.refresh(drop(landed, 1, line_of("10.00", "2026-05-01"), line_of("1.00", "2026-05-01", number=2)))
    july = drop(landed, 2, line_of("7.00", "2026-07-01"))
    batch = landed.batch(july)
    assert build_silver(landed.spark, landed.lake, batch).days == {date(2026, 5, 1), date(2026, 7, 1)}
    assert in_gold(landed) == [("2026-05", "11.00")]
    landed.refresh(july, run_id=batch.id)
    assert in_gold(landed) == [("2026-05", "1.00"), ("2026-07", "7.00")]
    gone = landed.batch(removal(july))
    build_silver(landed.spark, landed.lake, gone)
    landed.refresh(removal(july), run_id=gone.id)
    assert in_gold(landed) == [("2026-05", "11.00")]


def test_a_correction_of_many_files_is_like_one_of_few(landed: LandedLake) -> None:
    many = range(VERSIONS_IN_A_PREDICATE + 1)
    beside = drop(landed, 1, line_of("0.50", receipt="other"), path="beside.csv")
    files = [drop(landed, 1, line_of("1.00", number=n), line_of("0.10", number=1000 + n)) for n in many]
    landed.refresh(beside, *files)
    landed.refresh(drop(landed, 2, *(line_of("2.00", "2026-07-01", number=n) for n in many)))
    june, july = in_gold(landed)
    assert (june, july) == (("2026-06", "10.60"), ("2026-07", "202.00"))
