"""What holds for every file: no row is lost, and neither the size of a chunk nor the way through changes an answer."""

import csv
import io
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.landing.checking.figures import decimals, integers
from functions.landing.checking.moments import dates, local_times
from functions.landing.checking.parsing import Odd, parse
from jobs.contracts.errors import FileRefused
from tests.examples import examples

STORE_HEADER = b"id,address,reviews\n"
SALES_HEADER = b"customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
JUNK = st.text(alphabet='19.,"\n\r-ax ', max_size=120).map(str.encode)
ROWS = st.lists(
    st.sampled_from(
        [
            b"7,1,Tea,2026-03-01,3,2.50,2,5.00\n",
            b'7,1,"Tea, ""green""",2026-03-01,3,2.50,2,5.00\r\n',
            b'7,1,"Tea\nleaves",2026-03-01,3,,2,5.00\n',
            b"7,1,Tea,2026-02-30,3,2.50,2,5.00\n",
            b"7,x,Tea,2026-02-28,3,2.50,2,+5.00\n",
            b'7,1,6" pipe,2026-03-01,3,2.50,2,5.00\n',
            b"7,1,\xef\xbb\xbfTea,2026-03-01,3,2.50,2,5.01\n",
            b"\xef\xbb\xbf7,1,Tea,2026-03-01,3,2.50,2,5.00\n",
            b"\n",
            b"\r\n",
            b",,,,,,,\n",
            b"7,1\n",
            b"7,1,Te\ra,2026-03-01,3,2.50,2,5.00\n",
            b'7,1,"Tea"s,2026-03-01,3,2.50,2,5.00\n',
        ]
    ),
    min_size=1,
    max_size=12,
).map(b"".join)


def outcome(check, content: bytes, **how):
    try:
        checked = check(content, **how)
    except FileRefused as refused:
        return refused.refusal
    landed = checked.landed
    assert landed.rows_in == landed.loaded + landed.quarantined
    numbers = [row["row_number"] for row in checked.rows] + [row["row"] for row in checked.refused]
    assert sorted(numbers) == list(range(1, landed.rows_in + 1))
    assert (len(checked.rows), len(checked.refused)) == (landed.loaded, landed.quarantined)
    return landed, checked.rows, checked.refused


@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused_or_every_row_is_accounted_for(check, content):
    outcome(check, content, dataset="store")
    outcome(check, STORE_HEADER + content, dataset="store")


@given(content=JUNK, chunk_bytes=st.integers(1, 40), longest_row=st.sampled_from([30, 1000]))
def test_the_size_of_a_chunk_does_not_matter_for_junk(check, content, chunk_bytes, longest_row):
    text = STORE_HEADER + content
    whole = outcome(check, text, dataset="store", longest_row=longest_row)
    assert outcome(check, text, dataset="store", longest_row=longest_row, chunk_bytes=chunk_bytes) == whole


@given(content=ROWS, chunk_bytes=st.integers(1, 200))
@settings(max_examples=examples(60, 1_000))
def test_the_size_of_a_chunk_does_not_matter_for_sales(check, content, chunk_bytes):
    whole = outcome(check, SALES_HEADER + content)
    assert outcome(check, SALES_HEADER + content, chunk_bytes=chunk_bytes) == whole


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20) | st.text(
    'ab,"\n\t\r ', max_size=8
)


@given(
    rows=st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), TEXTS, TEXTS), min_size=1, max_size=20),
    crlf=st.booleans(),
)
def test_what_pythons_strict_writer_writes_is_read_back(check, rows, crlf):
    text = io.StringIO(newline="")
    writer = csv.writer(text, strict=True, lineterminator="\r\n" if crlf else "\n")
    writer.writerow(["id", "address", "reviews"])
    writer.writerows(rows)
    checked = check(text.getvalue().encode(), dataset="store")
    assert checked.refused == []
    assert [(row["id"], row["address"] or "", row["reviews"] or "") for row in checked.rows] == rows


GRAMMARS = {
    "integer": (integers("bigint"), "0123456789+-x "),
    "int": (integers("int"), "0123456789+-"),
    "decimal": (decimals(7, 2, "."), "0019.+-e,"),
    "comma": (decimals(7, 2, ","), "0019,+-."),
}
SHAPED_TIMES = st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-5][0-9]:[0-6][0-9])?", fullmatch=True)


def one_by_one(grammar, texts):
    for text in texts:
        try:
            yield None if text is None else grammar.one(text)
        except Odd as odd:
            yield odd.code


def assert_both_ways_agree(grammar, texts):
    values, faults = parse(pa.array(texts, pa.string()), "column", grammar)
    found = values.to_pylist()
    for fault in faults:
        for position in fault.positions:
            assert found[position] is None
            found[position] = fault.code
    assert found == list(one_by_one(grammar, texts))


@given(data=st.data(), name=st.sampled_from(sorted(GRAMMARS)))
@settings(max_examples=examples(300, 10_000))
def test_a_figure_means_the_same_in_whatever_company(data, name):
    grammar, alphabet = GRAMMARS[name]
    digits = st.integers(-(2**64), 2**64).map(str) | st.decimals(-99999, 99999, places=2).map(str)
    value = st.none() | st.text(alphabet, min_size=1, max_size=22) | digits
    texts = data.draw(st.lists(value, max_size=4))
    assert_both_ways_agree(grammar, texts)


@given(texts=st.lists(st.none() | SHAPED_TIMES | st.dates().map(date.isoformat), max_size=3))
def test_a_date_means_the_same_in_whatever_company(texts):
    assert_both_ways_agree(dates("ISO"), texts)


@given(texts=st.lists(st.none() | SHAPED_TIMES | st.datetimes().map(datetime.isoformat), max_size=3))
def test_a_time_means_the_same_in_whatever_company(texts):
    assert_both_ways_agree(local_times(), texts)
    assert_both_ways_agree(local_times("%Y-%m-%d %H:%M:%S"), texts)


CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
THOUSANDTHS = st.integers(-(10**7), 10**7).filter(bool).map(lambda mils: Decimal(mils).scaleb(-3))


@given(paid=CENTS, discount=CENTS, quantity=THOUSANDTHS)
def test_a_derived_price_is_the_quotient_rounded_half_up(check, sales, paid, discount, quantity):
    row = {"price": "", "quantity": str(quantity), "total_cost": f"{paid:f}", "discount_amount": f"{discount:f}"}
    expected = ((paid + discount) / quantity).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert check(sales(row)).rows[0]["price"] == expected
