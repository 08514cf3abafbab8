"""Where a column's values come from: a name or one of several, a constant, the file's path, a derivation."""

from datetime import date
from decimal import Decimal

import pytest

from jobs.contracts.errors import ConfigurationInvalid, FileRefused
from tests.corpus.case import SOUND, source_text


def file(**columns: str) -> bytes:
    """One row with these columns."""
    return f"{','.join(columns)}\n{','.join(columns.values())}\n".encode()


def without(*names: str) -> dict[str, str]:
    return {name: text for name, text in SOUND.items() if name not in names}


def mapped(**columns: object) -> str:
    return source_text({"columns": columns})


@pytest.mark.parametrize("name", ["Kunde", "Kundennummer", "Kd-Nr."])
def test_a_column_is_found_by_each_name_that_it_goes_by(check, name):
    source = mapped(customer_id={"from": ["Kunde", "Kundennummer", "Kd-Nr."]})
    row = check(file(**without("customer_id"), **{name: "8"}), source=source).rows[0]
    assert (row["customer_id"], row["extras"]) == (8, {})


def test_the_contracts_own_name_does_not_count_where_the_source_gives_others(check):
    source = mapped(payment_method={"from": ["Zahlart"]})
    row = check(file(**SOUND, payment_method="cash"), source=source).rows[0]
    assert (row["payment_method"], row["extras"]) == (None, {"payment_method": "cash"})


def test_two_names_of_one_column_in_a_file_refuse_it(check):
    source = mapped(customer_id={"from": ["Kunde", "Kundennummer"]})
    with pytest.raises(FileRefused, match="Kunde, Kundennummer") as refused:
        check(file(**without("customer_id"), Kunde="8", Kundennummer="8"), source=source)
    assert refused.value.refusal == "duplicate-column"


def test_one_column_of_the_file_may_feed_several_of_the_contract(check):
    written = {"from": "when", "format": "%d.%m.%Y %H:%M"}
    source = mapped(sales_date=written, sold_at=written, receipt_id={"from": "when"})
    row = check(file(**without("sales_date"), when="31.12.2025 23:05"), source=source).rows[0]
    assert (row["sales_date"], row["sold_hour"], row["receipt_id"]) == (date(2025, 12, 31), 23, "31.12.2025 23:05")
    assert f"{row['sold_at']:%Y-%m-%d %H:%M:%S}" == "2025-12-31 23:05:00"


# The source's clocks are those of Athens: two hours ahead of UTC in winter, three in summer.
@pytest.mark.parametrize(
    ("when", "day", "moment", "hour"),
    [
        ("2026-01-31 21:59:59", "2026-01-31", "2026-01-31 21:59:59", 23),
        ("2026-01-31 22:00:00", "2026-02-01", "2026-01-31 22:00:00", 0),
        ("2026-06-30 21:00:00", "2026-07-01", "2026-06-30 21:00:00", 0),
        # Clocks go back at 01:00 UTC, and show 3 o'clock twice.
        ("2026-10-25 00:30:00", "2026-10-25", "2026-10-25 00:30:00", 3),
        ("2026-10-25 01:30:00", "2026-10-25", "2026-10-25 01:30:00", 3),
    ],
)
def test_a_time_in_another_zone_is_that_moment_and_the_day_and_hour_of_the_stores_clock(check, when, day, moment, hour):
    written = {"from": "when", "format": "%Y-%m-%d %H:%M:%S", "time_zone": "UTC"}
    source = source_text({"time_zone": "Europe/Athens", "columns": {"sales_date": written, "sold_at": written}})
    row = check(file(**without("sales_date"), when=when), source=source).rows[0]
    assert (row["sales_date"], row["sold_hour"]) == (date.fromisoformat(day), hour)
    assert f"{row['sold_at']:%Y-%m-%d %H:%M:%S}" == moment


def test_a_column_has_its_own_zone_in_the_contracts_notation_too(check):
    source = source_text({"time_zone": "Europe/Athens", "columns": {"sold_at": {"time_zone": "Asia/Tokyo"}}})
    row = check(file(**SOUND, sold_at="2026-03-01 09:00:00"), source=source).rows[0]
    assert (f"{row['sold_at']:%Y-%m-%d %H:%M:%S}", row["sold_hour"]) == ("2026-03-01 00:00:00", 2)


@pytest.mark.parametrize(
    "columns",
    [
        {"sales_date": {"time_zone": "UTC"}},
        {"sales_date": {"time_zone": "UTC", "format": "%d.%m.%Y"}},
        {"store_id": {"time_zone": "UTC"}},
        {"sold_at": {"time_zone": "Mars/Olympus"}},
        {"sold_at": {"time_zone": "UTC", "constant": "2026-03-01 09:00:00"}},
    ],
)
def test_a_zone_where_no_time_is_written_is_a_mistake(check, columns):
    with pytest.raises(ConfigurationInvalid, match=r"time_zone|constant"):
        check(file(**SOUND), source=mapped(**columns))


def test_constants_are_in_every_row_whatever_the_file_says(check):
    constants = {"store_id": 12, "channel": "web", "sales_date": "2026-03-02", "tax_amount": "-0.10", "line_no": None}
    source = mapped(**{name: {"constant": value} for name, value in constants.items()})
    row = check(file(**SOUND), source=source).rows[0]
    assert (row["store_id"], row["channel"], row["sales_date"]) == (12, "web", date(2026, 3, 2))
    assert (row["tax_amount"], row["line_no"]) == (Decimal("-0.10"), None)
    assert row["extras"] == {"store_id": "1", "sales_date": "2026-03-01"}


def test_a_constant_out_of_its_columns_bounds_refuses_the_rows(check):
    checked = check(file(**SOUND), source=mapped(sold_hour={"constant": 24}))
    assert checked.codes() == [(1, "sold_hour", "out-of-range")]


@pytest.mark.parametrize(
    ("pattern", "name", "store"),
    [
        ("store-([0-9]+)/", "store-12/2026-03-01.csv", 12),
        ("store-([0-9]+)/", "eu/store-012/a.csv", 12),
        ("_([0-9]{3})[.]csv$", "sales_2026_007.csv", 7),
        ("^([0-9]+)", "44-a.csv", 44),
    ],
)
def test_a_value_is_taken_out_of_the_files_path(check, pattern, name, store):
    rows = check(file(**without("store_id")), source=mapped(store_id={"path": pattern}), name=name).rows
    assert rows[0]["store_id"] == store


@pytest.mark.parametrize("name", ["a.csv", "store-/a.csv", "store-x/a.csv", "store-99999999999999999999/a.csv"])
def test_a_path_without_the_value_refuses_the_file(check, name):
    source = mapped(store_id={"path": "store-([^/]*)/"})
    with pytest.raises(FileRefused) as refused:
        check(file(**without("store_id")), source=source, name=name)
    assert refused.value.refusal == "path-without-value"


def test_a_day_in_the_path_is_read_in_its_format(check):
    source = mapped(
        sales_date={"path": "([0-9.]+)[.]csv$", "format": "%-d.%-m.%Y"},
        sold_at={"path": "([0-9.]+)[.]csv$", "format": "%-d.%-m.%Y"},
    )
    with pytest.raises(ConfigurationInvalid, match="hours and minutes"):
        check(file(**SOUND), source=source, name="1.3.2026.csv")
    source = mapped(sales_date={"path": "([0-9.]+)[.]csv$", "format": "%-d.%-m.%Y"})
    for name, day in (("1.3.2026.csv", date(2026, 3, 1)), ("till/31.12.2025.csv", date(2025, 12, 31))):
        assert check(file(**without("sales_date")), source=source, name=name).rows[0]["sales_date"] == day


@pytest.mark.parametrize("name", ["2026-03-01.csv", "30.2.2026.csv", "1.3.26.csv"])
def test_a_day_in_the_path_that_is_none_in_its_format_refuses_the_file(check, name):
    source = mapped(sales_date={"path": "([0-9.-]+)[.]csv$", "format": "%-d.%-m.%Y"})
    with pytest.raises(FileRefused, match=r"written %-d\.%-m\.%Y") as refused:
        check(file(**without("sales_date")), source=source, name=name)
    assert refused.value.refusal == "path-without-value"


def test_a_day_and_a_time_in_the_path_give_a_moment_or_its_day(check):
    written = {"path": "([0-9]{12})", "format": "%Y%m%d%H%M"}
    row = check(
        file(**without("sales_date")), source=mapped(sales_date=written, sold_at=written), name="202603012359.csv"
    )
    assert row.rows[0]["sales_date"] == date(2026, 3, 1)
    assert f"{row.rows[0]['sold_at']:%Y-%m-%d %H:%M:%S}" == "2026-03-01 23:59:00"


@pytest.mark.parametrize(
    ("week", "day"),
    [("1", "2026-01-04"), ("2", "2026-01-11"), ("53", "2027-01-03"), ("007", "2026-02-15")],
)
def test_the_number_of_a_week_is_a_day_of_it(check, week, day):
    source = mapped(sales_date={"from": "week", "week_one": date(2026, 1, 4)})
    rows = check(file(**without("sales_date"), week=week), source=source).rows
    assert rows[0]["sales_date"] == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("week", "code"),
    [
        *(("0", "out-of-range"), ("-1", "out-of-range"), ("10000", "out-of-range"), ("99999999999", "out-of-range")),
        *(("1.0", "not-an-integer"), ("w1", "not-an-integer"), ("", "required-empty"), ("9000", "out-of-range")),
    ],
)
def test_what_is_no_week_refuses_its_row(check, week, code):
    source = mapped(sales_date={"from": "week", "week_one": date(2026, 1, 4)})
    columns = without("sales_date")
    content = file(**columns, week="1") + f"{','.join(columns.values())},{week}\n".encode()
    assert check(content, source=source).codes() == [(2, "sales_date", code)]


@pytest.mark.parametrize(
    "columns",
    [
        {"store_id": {"week_one": date(2026, 1, 4)}},
        {"sales_date": {"week_one": date(2026, 1, 4), "format": "%Y"}},
        {"sales_date": {"week_one": date(2026, 1, 4), "format": "%Y%m%d"}},
        {"sales_date": {"week_one": date(2026, 1, 4), "constant": "2026-01-01"}},
        {"sales_date": {"week_one": "soon"}},
        {"sales_date": {"path": "(.*)", "format": "%Y"}},
    ],
)
def test_weeks_and_formats_that_mean_nothing_are_mistakes(check, columns):
    with pytest.raises(ConfigurationInvalid):
        check(file(**SOUND), source=mapped(**columns))


def test_a_constant_that_its_columns_pattern_does_not_allow_is_a_mistake(check):
    source = source_text({"columns": {"delivery": {"constant": "whole"}}}, "store")
    with pytest.raises(ConfigurationInvalid, match=r"full\|delta"):
        check(b"id,address\n1,High Street\n", dataset="store", source=source)


def test_a_text_in_the_path_may_not_be_empty_either(check):
    source = mapped(channel={"path": "^([a-z]*)-"})
    assert check(file(**SOUND), source=source, name="web-1.csv").rows[0]["channel"] == "web"
    with pytest.raises(FileRefused) as refused:
        check(file(**SOUND), source=source, name="-1.csv")
    assert refused.value.refusal == "path-without-value"


@pytest.mark.parametrize(
    ("derived", "given", "worth"),
    [
        # 10 / 3 = 3.33333, 5.00 / 2.5 = 2, 0.125 x 3 = 0.375, which is 0.38 to the cent
        ("price", {"quantity": "3", "total_cost": "10.00"}, "3.3333"),
        ("quantity", {"price": "2.5", "total_cost": "5.00"}, "2.000"),
        ("total_cost", {"price": "0.125", "quantity": "3"}, "0.38"),
    ],
)
def test_each_of_three_amounts_is_derived_from_the_others(check, derived, given, worth):
    columns = without("price", "quantity", "total_cost") | given
    row = check(file(**columns), source=mapped(**{derived: {"derived": True}})).rows[0]
    assert str(row[derived]) == worth


def test_a_column_that_is_derived_is_not_read_from_the_file(check):
    row = check(file(**without("price"), price="about 2"), source=mapped(price={"derived": True})).rows[0]
    assert (str(row["price"]), row["extras"]) == ("2.5000", {"price": "about 2"})


def test_null_markers_are_empty_in_columns_of_the_contract_and_text_in_others(check):
    source = source_text({"null_markers": ["NULL", "0"], "columns": {"customer_id": {"from": "Kunde"}}})
    text = file(**without("customer_id", "product_name"), Kunde="0", product_name="NULL", till="NULL")
    row = check(text, source=source).rows[0]
    assert (row["customer_id"], row["product_name"], row["extras"]) == (None, None, {"till": "NULL"})


def test_a_mandatory_column_that_the_source_supplies_need_not_be_in_the_file(check):
    source = mapped(store_id={"constant": 4}, price={"derived": True}, product_name={"constant": None})
    row = check(file(**without("store_id", "price", "product_name")), source=source).rows[0]
    assert (row["store_id"], str(row["price"]), row["product_name"]) == (4, "2.5000", None)
