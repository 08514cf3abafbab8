"""What the contracts beside sales and dimensions ask of a row, on rows worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from functions.landing.source import load_source
from jobs.contracts.dataset import contract
from till.settings import REPOSITORY

REVIEW = "review_id,product_id,customer_id,rating,reviewed_on\n"


def landed(check, content: str, dataset: str, **how: object):
    source = f"source: test\nformat: csv\ntime_zone: UTC\ndatasets: {{ {dataset}: {{}} }}\n"
    return check(content.encode(), dataset=dataset, source=source, **how)


def test_the_standard_source_delivers_every_one_of_them():
    standard = load_source(REPOSITORY / "sources", "standard")
    for dataset in standard.datasets:
        assert standard.mapping(contract(dataset)).dataset == dataset


@pytest.mark.parametrize("rating", ["11", "0", "6", "-5"])
def test_a_review_of_more_or_less_than_five_is_refused(check, rating):
    text = f"{REVIEW}a,1,7,5,2026-03-01\nb,1,7,{rating},2026-03-01\nc,1,,1,2026-03-01\n"
    checked = landed(check, text, "product_review")
    assert checked.codes() == [(2, "rating", "out-of-range")]
    assert [(row["review_id"], row["customer_id"], row["rating"]) for row in checked.rows] == [
        ("a", 7, 5),
        ("c", None, 1),
    ]


def test_a_review_from_after_its_file_is_refused(check):
    text = f"{REVIEW}a,1,7,5,2026-03-08\nb,1,7,5,2026-03-09\n"
    checked = landed(check, text, "product_review", dropped_on=date(2026, 3, 1))
    assert checked.codes() == [(2, "reviewed_on", "out-of-range")]


def test_a_promotion_for_every_product_or_every_store_has_parts_of_its_key_empty(check):
    text = "promotion_id,product_id,category,store_id,discount_percent,starts_on,ends_on\n"
    text += "P,,,,10,2026-03-01,2026-03-31\nP,4,,,10.5,2026-03-01,2026-03-31\nP,,Tea,2,100.01,2026-03-01,2026-03-31\n"
    checked = landed(check, text, "promotion")
    assert checked.codes() == [(3, "discount_percent", "out-of-range")]
    scopes = [(row["product_id"], row["category"], row["store_id"], row["discount_percent"]) for row in checked.rows]
    assert scopes == [(None, None, None, Decimal("10.00")), (4, None, None, Decimal("10.50"))]


def test_a_product_without_a_price_is_kept(check):
    checked = landed(check, "id,name,current_price\n1,Tea,\n2,Jam,2.50\n", "product")
    assert [(row["id"], row["current_price"]) for row in checked.rows] == [(1, None), (2, Decimal("2.5000"))]
    assert checked.codes() == []


def test_stock_is_never_below_nothing(check):
    text = "product_id,store_id,stock_date,on_hand\n1,1,2026-03-01,0\n1,2,2026-03-01,-0.001\n1,3,2026-03-01,\n"
    codes = [(2, "on_hand", "out-of-range"), (3, "on_hand", "required-empty")]
    assert landed(check, text, "inventory").codes() == codes


@pytest.mark.parametrize("month", ["2026-13", "2026-3", "03-2026", "2026-03-01"])
def test_a_quota_is_of_a_month(check, month):
    text = f"sales_person_id,store_id,sales_month,quota_amount\n1,,2026-03,100\n1,,{month},100\n"
    assert landed(check, text, "quota").codes() == [(2, "sales_month", "pattern-mismatch")]


@pytest.mark.parametrize("status", ["Confirmed", "closed", "open "])
def test_a_case_is_open_confirmed_or_dismissed(check, status):
    text = f"store_id,receipt_id,sales_date,status\n1,R1,2026-03-01,open\n1,R2,2026-03-01,{status}\n"
    assert landed(check, text, "suspect_case").codes() == [(2, "status", "pattern-mismatch")]


def test_a_redemption_needs_no_receipt_and_a_customer(check):
    text = "coupon_id,campaign_id,customer_id,redeemed_on\n1,7,9,2026-03-01\n1,7,,2026-03-01\n"
    checked = landed(check, text, "coupon_redemption")
    assert checked.codes() == [(2, "customer_id", "required-empty")]
    assert (checked.rows[0]["store_id"], checked.rows[0]["receipt_id"]) == (None, None)


def test_a_return_says_what_it_was_bought_on_and_a_receipt_what_it_came_to(check, sales):
    told = {
        "order_discount_amount": "1.00",
        "order_tax_amount": "0.35",
        "order_freight_amount": "4.90",
        "original_receipt_id": "R7",
        "original_sales_date": "2026-02-01",
    }
    row = check(sales({"quantity": "-2", "total_cost": "-5.00"} | told)).rows[0]
    assert {name: str(row[name]) for name in told} == told


@pytest.mark.parametrize("dataset", ["customer", "product", "sales_team", "store"])
class TestAsOfWhen:
    """The day that a file of a dimension is of, and whether it is whole."""

    def rows(self, check, dataset: str, columns: str, name: str = "a.csv"):
        header = ",".join(column.name for column in contract(dataset).columns if column.mandatory)
        content = f"{header}\n1{',x' * header.count(',')}\n".encode()
        source = (
            f"source: test\nformat: csv\ntime_zone: UTC\ndatasets: {{ {dataset}: {{ columns: {{ {columns} }} }} }}\n"
        )
        return check(content, dataset=dataset, source=source, name=name)

    def test_it_is_unknown_where_nothing_says_so(self, check, dataset):
        row = self.rows(check, dataset, "").rows[0]
        assert (row["business_date"], row["delivery"]) == (None, None)

    def test_a_source_says_by_constants_that_its_files_are_whole(self, check, dataset):
        columns = 'delivery: {constant: full}, business_date: {constant: "2026-03-01"}'
        row = self.rows(check, dataset, columns).rows[0]
        assert (row["business_date"], row["delivery"]) == (date(2026, 3, 1), "full")

    def test_the_path_of_a_file_says_its_day_in_a_format_of_its_own(self, check, dataset):
        columns = """business_date: {path: "_([0-9]{8})[.]csv$", format: "%d%m%Y"}"""
        assert self.rows(check, dataset, columns, "eu/all_31122026.csv").rows[0]["business_date"] == date(2026, 12, 31)

    def test_a_delivery_is_full_or_delta(self, check, dataset):
        columns = 'delivery: {path: "^([a-z]+)-"}'
        assert self.rows(check, dataset, columns, "delta-1.csv").rows[0]["delivery"] == "delta"
        assert self.rows(check, dataset, columns, "whole-1.csv").codes() == [(1, "delivery", "pattern-mismatch")]
