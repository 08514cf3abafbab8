"""Single values, sound and odd, in the standard layout."""

from datetime import date
from decimal import Decimal

import pytest

from functions.landing.violation import ROW_CODES


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("store_id", "", "required-empty"),
        ("sales_date", "", "required-empty"),
        ("store_id", "1.0", "not-an-integer"),
        ("store_id", "1e3", "not-an-integer"),
        ("store_id", "0x10", "not-an-integer"),
        ("store_id", " 1", "not-an-integer"),
        ("store_id", "\u0661", "not-an-integer"),
        ("store_id", "9223372036854775808", "out-of-range"),
        ("line_no", "2147483648", "out-of-range"),
        ("line_no", "-1", "out-of-range"),
        ("tax_amount", "1e3", "not-a-decimal"),
        ("tax_amount", "NaN", "not-a-decimal"),
        ("tax_amount", "inf", "not-a-decimal"),
        ("tax_amount", "5.", "not-a-decimal"),
        ("tax_amount", ".", "not-a-decimal"),
        ("tax_amount", "1.000.00", "not-a-decimal"),
        ("tax_amount", "\u0663.5", "not-a-decimal"),
        ("tax_amount", "3.505", "too-many-decimals"),
        ("tax_amount", "10000000000000000", "out-of-range"),
        ("sales_date", "2026-02-30", "not-a-date"),
        ("sales_date", "2026-2-3", "not-a-date"),
        ("sales_date", "03/01/2026", "not-a-date"),
        ("sales_date", "2026-03-01 10:00:00", "not-a-date"),
        ("sales_date", "1999-12-31", "out-of-range"),
        ("sales_date", "2101-01-01", "out-of-range"),
        ("sales_date", "0000-01-01", "not-a-date"),
        ("sold_at", "2026-03-01", "not-a-timestamp"),
        ("sold_at", "2026-03-01 24:00:00", "not-a-timestamp"),
        ("sold_at", "2026-03-01 10:00:60", "not-a-timestamp"),
        ("sold_at", "2026-03-01 10:00-05", "not-a-timestamp"),
        ("sold_at", "9999-12-31 23:59:59", "out-of-range"),
        ("sold_hour", "24", "out-of-range"),
        ("product_name", "Te\x07a", "control-character"),
        ("product_name", "Te\x85a", "control-character"),
        ("colour", "r\x1bed", "control-character"),
    ],
)
def test_a_value_that_is_not_of_its_column_refuses_its_row_alone(check, sales, column, value, code):
    checked = check(sales({}, {column: value}, {}, columns=("line_no", "tax_amount", "sold_at", "sold_hour", "colour")))
    assert checked.codes() == [(2, column, code)]
    assert [row["row_number"] for row in checked.rows] == [1, 3]
    assert code in ROW_CODES


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("store_id", "+5", 5),
        ("store_id", "-0", 0),
        ("store_id", "007", 7),
        ("store_id", "0" * 30 + "9223372036854775807", 2**63 - 1),
        ("tax_amount", "+1.5", Decimal("1.50")),
        ("tax_amount", ".5", Decimal("0.50")),
        ("tax_amount", "-3.5000", Decimal("-3.50")),
        ("tax_amount", "3.50000", Decimal("3.50")),
        ("tax_amount", "9999999999999999.99", Decimal("9999999999999999.99")),
        ("sales_date", "2028-02-29", date(2028, 2, 29)),
        ("product_name", "NULL", "NULL"),
        ("product_name", "\u0391\u03b3\u03b3\u03bf\u03cd\u03c1\u03b9", "\u0391\u03b3\u03b3\u03bf\u03cd\u03c1\u03b9"),
        ("product_name", "", None),
    ],
)
def test_a_value_keeps_its_worth_however_it_is_written(check, sales, column, value, kept):
    checked = check(sales({}, {column: value}, columns=("tax_amount",)))
    assert checked.refused == []
    assert checked.rows[1][column] == kept
    in_odd_company = check(sales({}, {column: value}, {column: "x\x01"}, columns=("tax_amount",)))
    assert [row["row"] for row in in_odd_company.refused] == [3]
    assert in_odd_company.rows[1][column] == kept
