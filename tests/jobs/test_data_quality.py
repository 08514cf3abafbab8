"""Rules broken by day of landing, from files that broke some, others, or none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake, removal, sale

pytestmark = pytest.mark.marts("data_quality")

_SATURDAY, _SUNDAY = "2026-08-01T09:00:00+00:00", "2026-08-02T00:30:00+02:00"
_MONDAY = "2026-08-03T09:00:00+00:00"


def _with_refused(line: ManifestLine, rows: int, codes: Mapping[str, int]) -> ManifestLine:
    return replace(line, rows_in=line.rows + rows, quarantined=rows, violations=tuple(codes.items()))


def test_each_rule_counts_against_all_rows_of_the_day(landed: LandedLake) -> None:
    day, receipts = "2026-07-31", iter("abc")
    first, second, third = (
        landed.sales(sale(day, "1.00", receipt_id=next(receipts), line_no=1), path=path, landed_at=at)
        for path, at in (("1.csv", _SATURDAY), ("2.csv", _SUNDAY), ("3.csv", _MONDAY))
    )
    twice = [{"id": 1, "address": "Quay", "business_date": date(2026, 7, 1)}]
    stores = landed.land("store", [*twice, {**twice[0], "address": "Port"}], path="s.csv", landed_at=_MONDAY)
    # Half past midnight two hours east of Greenwich is Saturday still.
    landed.refresh(
        _with_refused(first, 2, {"not-a-date": 1, "required": 2}),
        _with_refused(second, 3, {"required": 3}),
        third,
        stores,
    )
    shown = ("dataset", "landed_on", "rule", "kind", "rows_checked", "rows_hit", "share")
    saturday, monday = date(2026, 8, 1), date(2026, 8, 3)
    assert landed.rows("gold.data_quality", *shown) == [
        ("pos_sales", saturday, "not-a-date", "refused", 7, 1, Decimal("0.1429")),
        ("pos_sales", saturday, "required", "refused", 7, 5, Decimal("0.7143")),
        ("pos_sales", monday, "none", "refused", 1, 0, Decimal("0.0000")),
        ("store", monday, "key-twice", "repaired", 2, 1, Decimal("0.5000")),
    ]


def test_a_clean_file_beside_a_broken_one_makes_no_row_of_its_own(landed: LandedLake) -> None:
    broken = landed.sales(sale("2026-07-31", "1.00"), path="1.csv", landed_at=_MONDAY)
    clean = landed.sales(sale("2026-07-30", "1.00"), path="2.csv", landed_at=_MONDAY)
    landed.refresh(_with_refused(broken, 1, {"required": 1}), clean)
    assert landed.rows("gold.data_quality", "rule", "rows_checked", "rows_hit") == [("required", 3, 1)]


def test_sale_lines_that_count_although_they_are_odd_count_for_their_file(landed: LandedLake) -> None:
    store = {"id": 1, "address": "Quay", "business_date": date(2026, 1, 1)}
    back = sale("2026-06-30", "-1.00", original_sales_date=date(2026, 7, 1))
    first = landed.sales(back, sale("2026-07-01", "2.00"), path="1.csv", landed_at=_SATURDAY)
    second = landed.sales(sale("2026-07-02", "3.00"), path="2.csv", landed_at=_MONDAY)
    landed.refresh(first, second, landed.land("store", [store], path="s1.csv", landed_at=_MONDAY))
    shown = ("landed_on", "rule", "kind", "rows_checked", "rows_hit", "share")
    saturday, monday = date(2026, 8, 1), date(2026, 8, 3)
    before = [
        (saturday, "return-before-sale", "repaired", 2, 1, Decimal("0.5000")),
        (monday, "none", "refused", 1, 0, Decimal("0.0000")),
        (monday, "none", "refused", 1, 0, Decimal("0.0000")),
    ]
    assert landed.rows("gold.data_quality", *shown) == before
    # The store says afterwards that it had closed by the last day of June.
    closed = {**store, "store_closing_date": date(2026, 6, 30)}
    told = landed.land("store", [closed], path="s2.csv", landed_at=_MONDAY)
    landed.refresh(told)
    assert landed.rows("gold.data_quality", *shown) == [
        before[0],
        (saturday, "sale-after-close", "repaired", 2, 1, Decimal("0.5000")),
        (monday, "none", "refused", 2, 0, Decimal("0.0000")),
        (monday, "sale-after-close", "repaired", 1, 1, Decimal("1.0000")),
    ]
    # The first file is corrected, and no line of it is odd any more.
    corrected = landed.sales(sale("2026-06-30", "2.00"), path="1.csv", landed_at=_MONDAY)
    landed.refresh(corrected, removal(first))
    assert [row for row in landed.rows("gold.data_quality", *shown) if row[2] == "repaired"] == [
        (monday, "sale-after-close", "repaired", 2, 1, Decimal("0.5000"))
    ]
