"""Whatever a till writes, landing makes of it what a slow check, row by row, makes of it; in pieces of any size, packed
or not, on one thread or several."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuzz.judge import GZIP, PLAIN, RECODED, WITH_HEADER, ZIP, judge
from fuzz.tills import tills
from tests.examples import examples
from tests.unit.landing.till_files import inputs


@given(given_=inputs())
@settings(max_examples=examples(50, 2000))
def test_every_row_becomes_what_a_slow_check_makes_of_it(given_: bytes) -> None:
    judge(given_)


@given(junk=st.binary(max_size=120), head=st.binary(min_size=4, max_size=4))
@example(junk=b"PK\x03\x04", head=b"\x02\x00\x00\x00")
@settings(max_examples=examples(25, 1000))
def test_any_bytes_are_refused_or_every_row_is_accounted_for(head: bytes, junk: bytes) -> None:
    judge(head + junk)


@pytest.mark.parametrize("packing", [PLAIN, GZIP, ZIP])
@pytest.mark.parametrize("number", range(len(tills())))
def test_the_sound_file_of_each_till_is_read_alike_in_pieces_of_any_small_size(number: int, packing: int) -> None:
    for pieces in (0, 1, 2, 6, 12, 40):
        judge(bytes([number, pieces, packing, WITH_HEADER | RECODED]) + tills()[number].rows.encode())
