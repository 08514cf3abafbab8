"""The fast ways through landing against the slow ones: they give the same, or leave the answer to the slow ones."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.landing.checking.agreement import Amounts, all_agree
from functions.landing.checking.amounts import complete
from functions.landing.checking.figures import decimals
from functions.landing.checking.parsing import Odd
from functions.landing.checking.plain_decimals import plain_decimals
from functions.landing.reading.quoting import sound_beginning
from functions.landing.reading.sound_rows import SoundRows
from functions.landing.reading.tokenizer import Row, Tokenizer, row_violations
from fuzz.slow_amounts import completed
from tests.examples import examples

NAMES = ("price", "quantity", "total_cost", "discount_amount")
TYPES = (pa.decimal128(18, 4), pa.decimal128(18, 3), pa.decimal128(18, 2), pa.decimal128(18, 2))
TOKENIZER = Tokenizer(b",")
CSV = st.lists(
    st.sampled_from(["a", '"', '""', ",", "\n", "\r\n", "\r", '"a"', '"a\nb"', "\ufeff", "\u00e4"]), max_size=24
)


def tokens(text: bytes) -> list[Row]:
    rows, at = list[Row](), 0
    while at < len(text):
        row = TOKENIZER.row(text, at, final=True)
        assert row is not None
        rows.append(row)
        at = row.next_start
    return rows


@st.composite
def written_alike(draw: st.DrawFn) -> list[str]:
    """Figures of as many decimals each, and at times one that is odd."""
    places = draw(st.integers(0, 5))
    figures = st.decimals(-(10**7), 10**7, places=places, allow_nan=False).map(lambda figure: f"{figure:f}")
    odd = st.text("0019.,-+ e", max_size=20)
    return draw(st.lists(figures | figures | figures | odd, min_size=1, max_size=5))


@given(texts=written_alike(), type_=st.sampled_from([(18, 2), (9, 2), (7, 4), (5, 0), (4, 4), (38, 10), (1, 1)]))
@example(texts=["0.99", "-9.99"], type_=(3, 2))
@example(texts=["9.99", "10.00"], type_=(3, 2))
@example(texts=["9.99", "-10.00"], type_=(3, 2))
@example(texts=["-0.05", "00.05"], type_=(18, 2))
@settings(max_examples=examples(400, 10_000))
def test_figures_read_as_whole_numbers_are_those_of_the_rule(texts: list[str], type_: tuple[int, int]) -> None:
    for mark in ".,":
        marked = [text.replace(".", mark) if mark == "," else text for text in texts]
        values = plain_decimals(pa.array(marked, pa.string()), *type_, mark)
        if values is not None:
            rule = decimals(*type_, mark)
            assert [rule.code(text) for text in marked] == [""] * len(marked)
            assert values.to_pylist() == [rule.one(text) for text in marked]


@given(texts=st.lists(st.text("0123456789.-", max_size=20), min_size=1, max_size=3))
@settings(max_examples=examples(400, 10_000))
def test_what_the_rule_refuses_is_never_read_as_a_whole_number(texts: list[str]) -> None:
    rule = decimals(9, 2, ".")
    try:
        expected = [rule.one(text) for text in texts]
    except Odd:
        assert plain_decimals(pa.array(texts, pa.string()), 9, 2, ".") is None
    else:
        assert plain_decimals(pa.array(texts, pa.string()), 9, 2, ".") in (
            None,
            pa.array(expected, pa.decimal128(9, 2)),
        )


def figure(precision: int, scale: int) -> st.SearchStrategy[Decimal]:
    edge = 10**precision - 1
    whole = st.integers(-9999, 9999) | st.integers(-edge, edge) | st.sampled_from([0, edge, -edge])
    return whole.map(lambda digits: Decimal(digits).scaleb(-scale))


@st.composite
def amounts(draw: st.DrawFn) -> dict[str, Decimal | None]:
    """The amounts of a row; often they agree, or nearly so."""
    price, quantity, discount = draw(figure(18, 4)), draw(figure(18, 3)), draw(st.none() | figure(18, 2))
    values: dict[str, Decimal | None] = dict(zip(NAMES, (price, quantity, None, discount), strict=True))
    completed(values)
    if values["total_cost"] is None or draw(st.integers(0, 3)) == 0:
        values["total_cost"] = draw(figure(18, 2))
    elif draw(st.integers(0, 3)) == 0 and abs(values["total_cost"]) < 10**15 and abs(discount or 0) < 10**15:
        values["total_cost"] += draw(st.sampled_from([Decimal("0.01"), Decimal("-0.01"), discount or Decimal("-0.01")]))
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=2)) if draw(st.booleans()) else ():
        values[name] = None
    return values


@given(rows=st.lists(amounts(), min_size=1, max_size=3))
@settings(max_examples=examples(300, 10_000))
def test_amounts_of_many_rows_are_judged_and_completed_like_those_of_one(rows: list[dict[str, Decimal | None]]) -> None:
    columns = [pa.array([row[name] for row in rows], type_) for name, type_ in zip(NAMES, TYPES, strict=True)]
    given_ = Amounts(*columns)
    found, faults = complete(given_, pa.array(np.ones(len(rows), np.bool_)))
    slow = [dict(row) for row in rows]
    codes = [completed(row) for row in slow]
    assert sorted((at, fault.column, fault.code) for fault in faults for at in fault.positions) == sorted(
        (at, *each) for at, of_row in enumerate(codes) for each in of_row
    )
    for name, column in zip(NAMES[:3], (found.price, found.quantity, found.total_cost), strict=True):
        assert [value for value, code in zip(column.to_pylist(), codes, strict=True) if not code] == [
            row[name] for row, code in zip(slow, codes, strict=True) if not code
        ]
    if all_agree(given_):
        assert all(_agrees(row) for row in rows)


def _agrees(row: dict[str, Decimal | None]) -> bool:
    price, quantity, total, discount = (Fraction(row[name] or 0) for name in NAMES)
    return None not in [row[name] for name in NAMES[:3]] and abs(price * quantity - discount - total) <= Fraction(
        1, 200
    )


@given(pieces=CSV, final=st.booleans())
@settings(max_examples=examples(600, 10_000))
def test_text_whose_quotes_are_believed_is_rows_that_the_tokenizer_finds_sound(pieces: list[str], final: bool) -> None:
    text = "".join(pieces).encode()
    sound = sound_beginning(text, ord(","), final=final)
    rows = [row for row in tokens(text) if row.start < sound.end]
    assert not [row for row in rows if row.codes]
    assert not rows or rows[-1].next_start == sound.end
    assert sound.line_ends.tolist() == [
        row.next_start - 1 for row in rows if text[row.next_start - 1 : row.next_start] == b"\n"
    ]


@given(pieces=CSV, width=st.integers(1, 4))
@settings(max_examples=examples(600, 10_000))
def test_rows_read_together_are_those_that_the_tokenizer_reads_alone(pieces: list[str], width: int) -> None:
    text = "".join(pieces).encode()
    sound = sound_beginning(text, ord(","), final=True)
    # Text without quotes is read together up to its end, whatever its carriage returns.
    text = text[: sound.end] if b'"' in text else text
    rows = tokens(text)
    if not rows:
        return
    bounds = (sound.quotes, sound.line_ends) if b'"' in text else ()
    block = SoundRows(text, 1, len(rows), ",", width, *bounds).parse()
    broken = {number: row for number, row in enumerate(rows, 1) if row_violations(row, number, width)}
    assert [row.number for row in block.broken] == list(broken)
    assert [row.text for row in block.broken] == [text[row.start : row.end] for row in broken.values()]
    whole = {number: row for number, row in enumerate(rows, 1) if number not in broken}
    assert block.numbers.tolist() == list(whole)
    fields = [[text.decode() for text in row.fields] for row in whole.values()]
    assert [list(row) for row in zip(*(column.to_pylist() for column in block.columns), strict=True)] == fields
    assert [block.text(at) for at in range(len(whole))] == [text[row.start : row.end] for row in whole.values()]
