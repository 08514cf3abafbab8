"""silver.file_quality: of each live file, by which rules rows were refused or put right."""

from dataclasses import replace
from datetime import date

import pytest

from jobs.contracts.manifest import ManifestLine
from jobs.silver.build import build_silver
from tests.jobs.landed import LandedLake, removal, sale
from tests.jobs.many_lines import taken_for_many_lines

SHOWN = ("dataset", "file_version", "rule", "kind", "rows_checked", "rows_hit")


def put(landed: LandedLake, *lines: ManifestLine) -> None:
    build_silver(landed.spark, landed.lake, landed.batch(*lines))


def test_a_file_has_a_row_for_each_rule_that_its_rows_broke(landed: LandedLake) -> None:
    line = landed.sales(sale("2026-06-01", "1.00"), landed_at="2026-08-01T23:30:00-02:00")
    line = replace(line, rows_in=4, quarantined=3, violations=(("not-a-date", 2), ("required-value-missing", 3)))
    put(landed, line)
    assert landed.rows("silver.file_quality", *SHOWN) == [
        ("pos_sales", line.version, "not-a-date", "refused", 4, 2),
        ("pos_sales", line.version, "required-value-missing", "refused", 4, 3),
    ]
    assert set(landed.rows("silver.file_quality", "landed_on")) == {(date(2026, 8, 2),)}


def test_a_file_without_fault_has_one_row_that_names_no_rule(landed: LandedLake) -> None:
    line = landed.land("quota", [])
    put(landed, line)
    assert landed.rows("silver.file_quality", *SHOWN) == [("quota", line.version, None, None, 0, 0)]


@pytest.mark.parametrize("many", [False, True])
def test_rows_that_a_later_row_of_their_file_overrules_are_counted_as_put_right(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    if many:
        taken_for_many_lines(monkeypatch)
    day = {"business_date": date(2026, 8, 1)}
    rows = [
        {"customer_id": 1, "first_name": "A", **day},
        {"customer_id": 1, "first_name": "B", **day},
        {"customer_id": 1, "first_name": "A", **day},
        {"customer_id": 1, "first_name": "C", **day, "business_date": date(2026, 8, 2)},
        {"customer_id": 2, "first_name": "D", **day},
        {"customer_id": 2, "first_name": "D", **day, "delivery": "full"},
    ]
    line = landed.land("customer", rows)
    put(landed, line, landed.land("customer", rows[:1], path="another.csv"))
    found = landed.rows("silver.file_quality", *SHOWN)
    assert [row for row in found if row[1] == line.version] == [
        ("customer", line.version, "key-twice", "repaired", 6, 1)
    ]


def test_a_file_that_is_taken_out_takes_its_faults_along_and_others_stay(landed: LandedLake) -> None:
    one, two = (
        replace(landed.land("quota", [], path=path), rows_in=1, violations=(("not-a-number", 1),))
        for path in ("1.csv", "2.csv")
    )
    put(landed, one, two)
    put(landed, removal(one))
    assert landed.rows("silver.file_quality", "file_version", "rule") == [(two.version, "not-a-number")]
    put(landed, replace(two, violations=()))
    assert landed.rows("silver.file_quality", "file_version", "rule") == [(two.version, None)]
