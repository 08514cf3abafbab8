"""What may not end before it begins: promotions, coupons and stores, each held by its contract's rule."""

import pytest

from jobs.contracts.dataset import contract, parse_contract
from jobs.contracts.errors import ConfigurationInvalid

PROMOTION = contract("promotion").text


def source(dataset: str) -> str:
    return f"source: test\nformat: csv\ntime_zone: UTC\ndatasets: {{ {dataset}: {{}} }}\n"


def lines(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


@pytest.mark.parametrize(
    ("dataset", "header", "rest"),
    [
        ("promotion", "starts_on,ends_on,promotion_id", "P1"),
        ("coupon", "starts_on,ends_on,coupon_id,campaign_id", "C1,7"),
        ("store", "store_opening_date,store_closing_date,id,address", "1,High Street"),
    ],
)
def test_what_ends_before_it_begins_is_refused_and_one_day_is_not(check, dataset, header, rest):
    begins, ends, *_ = header.split(",")
    rows = (f"2026-03-01,2026-03-02,{rest}", f"2026-03-02,2026-03-01,{rest}", f"2026-03-02,2026-03-02,{rest}")
    checked = check(lines(header, *rows), dataset=dataset, source=source(dataset))
    assert checked.codes() == [(2, ends, "ends-before-start")]
    assert checked.refused[0]["violations"][0]["found"] == f"2026-03-01, {begins} 2026-03-02"
    assert [row["row_number"] for row in checked.rows] == [1, 3]


def test_an_end_that_is_not_known_or_no_date_is_before_nothing(check):
    rows = ("1,7,2026-03-02,", "2,7,,2026-03-01", "3,7,,", "4,7,2026-03-02,soon")
    content = lines("coupon_id,campaign_id,starts_on,ends_on", *rows)
    checked = check(content, dataset="coupon", source=source("coupon"))
    assert checked.codes() == [(4, "ends_on", "not-a-date")]
    assert len(checked.rows) == 3


@pytest.mark.parametrize(
    ("said", "meant"),
    [("value: starts_on", "value: begins_on"), ("value: starts_on", "value: name"), ("notBefore", "notAfter")],
)
def test_a_contract_whose_rule_cannot_be_held_is_a_mistake(said, meant):
    assert said in PROMOTION
    with pytest.raises(ConfigurationInvalid):
        parse_contract(PROMOTION.replace(said, meant))
