from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jobs.contracts.errors import FileRefused
from tests.unit.landing.conftest import STANDARD

HEADER = b"customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
ROW = b"7,1,Tea,2026-03-01,3,2.50,2,5.00\n"


def test_a_sound_row_is_loaded_typed_with_its_version_and_number(check):
    checked = check(HEADER + ROW)
    assert checked.refused == []
    row = checked.rows[0]
    assert row["customer_id"] == 7
    assert row["sales_date"] == date(2026, 3, 1)
    assert (row["price"], row["quantity"], row["total_cost"]) == (Decimal("2.5000"), Decimal(2), Decimal("5.00"))
    assert (row["file_version"], row["row_number"], row["extras"]) == ("v1", 1, {})


def test_control_totals_are_of_the_loaded_rows_alone(check, sales):
    file = sales(
        {"sales_date": "2026-02-28", "total_cost": "5.00"},
        {"sales_date": "2026-04-01", "price": "1", "quantity": "-1", "total_cost": "-1.00"},
        {"sales_date": "2027-01-01", "store_id": "x"},
    )
    landed = check(file).landed
    assert (landed.rows_in, landed.loaded, landed.quarantined) == (3, 2, 1)
    assert landed.total_cost == Decimal("4.00")
    assert (landed.min_date, landed.max_date) == (date(2026, 2, 28), date(2026, 4, 1))
    assert landed.months == ("2026-02", "2026-04")
    assert landed.violations == {"not-an-integer": 1}


def test_a_dataset_without_amounts_has_no_total(check):
    landed = check(b"id,address\n1,Main Street\n", dataset="store").landed
    assert (landed.total_cost, landed.min_date, landed.months) == (None, None, ())


def test_every_violation_of_a_row_is_reported_with_its_text(check, sales):
    checked = check(sales({"store_id": "x", "sales_date": "y", "quantity": "z"}))
    assert checked.codes() == [
        (1, "store_id", "not-an-integer"),
        (1, "sales_date", "not-a-date"),
        (1, "quantity", "not-a-decimal"),
    ]
    assert checked.refused[0]["violations"][0]["found"] == "x"
    assert checked.refused[0]["text"] == "7,x,Tea,y,3,2.50,z,5.00"


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_empty_lines_are_rows_of_their_own_number(check, ending):
    checked = check((HEADER + ROW + b"\n" + ROW + b"\n").replace(b"\n", ending))
    assert checked.codes() == [(2, "", "field-count"), (4, "", "field-count")]
    assert [row["row_number"] for row in checked.rows] == [1, 3]


def test_a_row_of_empty_fields_is_refused_for_what_it_lacks(check):
    checked = check(HEADER + b",,,,,,,\n" + ROW)
    assert {code for _, _, code in checked.codes()} == {"required-empty"}
    assert [column for _, column, _ in checked.codes()] == ["store_id", "sales_date", "price", "quantity", "total_cost"]


@pytest.mark.parametrize("row", [b"7,1,Tea\n", ROW.strip() + b",more\n", b"\n"])
def test_too_few_and_too_many_fields_refuse_the_row(check, row):
    assert check(HEADER + ROW + row + ROW).codes() == [(2, "", "field-count")]


def test_a_misplaced_quote_refuses_its_row_up_to_the_end_of_its_quoted_fields(check):
    bad = b'7,1,6" pipe,2026-03-01,3,2.50,2,5.00\n' + b'7,1,"Tea"s,"two\n' + ROW + b'lines",3,2.50,2,5.00\n'
    checked = check(HEADER + bad + ROW)
    assert checked.codes() == [(1, "", "quote-misplaced"), (2, "", "quote-misplaced")]
    assert [row["row_number"] for row in checked.rows] == [3]


def test_an_unclosed_quote_refuses_the_rest_of_the_file_as_one_row(check):
    checked = check(HEADER + ROW + b'7,1,"Tea,2026-03-01,3,2.50,2,5.00\n' + ROW * 3)
    assert checked.codes() == [(2, "", "quote-unclosed")]
    assert (checked.landed.rows_in, checked.landed.loaded) == (2, 1)
    assert checked.refused[0]["text"].startswith('7,1,"Tea,2026')


@pytest.mark.parametrize(("start", "code"), [(b'"', "quote-unclosed"), (b"x", "row-too-long")])
def test_a_row_without_an_end_in_sight_is_the_last_one(check, start, code):
    checked = check(HEADER + ROW + start + b"y" * 300 + b"\n" + ROW, longest_row=200)
    assert checked.codes() == [(2, "", code)]
    assert checked.landed.rows_in == 2


def test_a_sound_row_that_is_too_long_is_the_last_one(check):
    checked = check(HEADER + ROW + ROW.replace(b"Tea", b"T" * 300) + ROW, longest_row=200)
    assert checked.codes() == [(2, "", "row-too-long")]


def test_a_file_of_broken_rows_alone_is_read_to_its_end(check):
    checked = check(HEADER + b"\n" * 40_000 + ROW, source=STANDARD + "max_refused_share: 1\n")
    assert (checked.landed.rows_in, checked.landed.quarantined) == (40_001, 40_000)
    assert checked.rows[0]["row_number"] == 40_001


def test_a_lone_carriage_return_is_no_line_end(check):
    checked = check(HEADER + ROW.replace(b"\n", b"\r") + ROW)
    assert checked.codes() == [(1, "", "control-character"), (1, "", "field-count")]


def test_quoted_delimiters_quotes_and_line_breaks_are_part_of_the_value(check):
    name = b'"Tea, ""green""\r\nloose"'
    assert check(HEADER + ROW.replace(b"Tea", name)).rows[0]["product_name"] == 'Tea, "green"\r\nloose'
    assert check(HEADER + ROW.replace(b"Tea", b'"Tea, ""x"""')).rows[0]["product_name"] == 'Tea, "x"'


def test_columns_that_the_contract_lacks_are_kept_by_name_as_they_stand(check, sales):
    checked = check(sales({"till_no": "04", "": "u"}, {"till_no": ""}))
    assert [row["extras"] for row in checked.rows] == [{"till_no": "04", "": "u"}, {"till_no": "", "": ""}]


def test_columns_may_come_in_any_order(check):
    lines = [line.split(b",")[::-1] for line in (HEADER + ROW).splitlines()]
    assert check(b"\n".join(b",".join(line) for line in lines)).rows[0]["product_name"] == "Tea"


def test_a_time_is_local_to_the_source_and_its_hour_is_kept(check, sales):
    zone = "source: test\nformat: csv\ntime_zone: America/New_York\ndatasets: {pos_sales: {}}\n"
    times = ["2026-07-01 23:30:00", "2026-07-01T23:30:00", "2026-11-01 01:30:00", "2026-03-08 02:30:00", ""]
    checked = check(sales(*({"sold_at": time} for time in times)), source=zone)
    assert [(row["sold_at"], row["sold_hour"]) for row in checked.rows] == [
        (datetime(2026, 7, 2, 3, 30, tzinfo=UTC), 23),
        (datetime(2026, 7, 2, 3, 30, tzinfo=UTC), 23),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), 1),
        (datetime(2026, 3, 8, 6, 59, 59, 999999, tzinfo=UTC), 2),
        (None, None),
    ]


def test_an_hour_that_the_file_gives_is_taken(check, sales):
    checked = check(sales({"sold_at": "2026-07-01 23:30:00", "sold_hour": "4"}))
    assert checked.rows[0]["sold_hour"] == 4


def test_a_source_reads_its_own_names_formats_marks_and_constants(check):
    source = """
source: test
format: csv
encoding: cp1252
delimiter: ";"
decimal_mark: ","
time_zone: Europe/Athens
null_markers: ["-", "k.A."]
datasets:
  pos_sales:
    columns:
      customer_id: {from: Kunde}
      store_id: {constant: 12}
      sales_date: {from: Datum, format: "%-d.%-m.%Y"}
      sold_at: {from: Zeit, format: "%d.%m.%Y %H:%M"}
      sales_person_id: {constant: null}
      price: {derived: true}
"""
    text = (
        "Kunde;product_name;Datum;Zeit;quantity;total_cost;price\n"
        "-;K\u00e4se;1.3.2026;01.03.2026 09:05;0,500;4,25;ca. 9\n"
        "8;k.A.;2026-03-01;01.03.2026 09:05;1;1,00;\n"
    )
    checked = check(text.encode("cp1252"), source=source)
    row = checked.rows[0]
    assert (row["store_id"], row["customer_id"], row["product_name"]) == (12, None, "K\u00e4se")
    assert (row["sales_date"], row["sold_hour"]) == (date(2026, 3, 1), 9)
    assert row["sold_at"] == datetime(2026, 3, 1, 7, 5, tzinfo=UTC)
    assert (row["price"], row["extras"]) == (Decimal("8.5000"), {"price": "ca. 9"})
    assert checked.codes() == [(2, "sales_date", "not-a-date")]


def test_all_missing_columns_are_named_at_once_with_what_comes_near(check):
    with pytest.raises(FileRefused) as refused:
        check(b"customer_id,Store_ID,product_name,sales_date,prices,quantity\n1,1,a,b,c,d\n")
    assert refused.value.refusal == "missing-mandatory-columns"
    for name in ("store_id", "sales_person_id", "price", "total_cost", "Store_ID", "prices"):
        assert name in refused.value.expected
    assert "customer_id, Store_ID" in refused.value.found


def test_a_mandatory_column_that_a_source_takes_from_elsewhere_is_missing_by_its_file_name(check):
    mapping = "datasets: {pos_sales: {columns: {customer_id: {from: household}}}}"
    source = f"source: test\nformat: csv\ntime_zone: UTC\n{mapping}\n"
    with pytest.raises(FileRefused, match="household"):
        check(HEADER + ROW, source=source)


def test_a_column_named_twice_refuses_the_file(check):
    with pytest.raises(FileRefused) as refused:
        check(HEADER.strip() + b",price\n" + ROW)
    assert refused.value.refusal == "duplicate-column"


@pytest.mark.parametrize("content", [HEADER, HEADER.strip()])
def test_a_header_alone_refuses_the_file(check, content):
    with pytest.raises(FileRefused) as refused:
        check(content)
    assert refused.value.refusal == "header-only"


def test_refusals_carry_no_row_values(check):
    with pytest.raises(FileRefused) as refused:
        check(HEADER + b"7,1,Secret\xff,2026-03-01,3,1,1,1\n")
    assert "Secret" not in str(refused.value)
