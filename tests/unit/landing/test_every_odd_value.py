"""Each odd value in each field of each till's rows, among other odd ones and beside sound rows, by a slow check."""

import pytest

from fuzz.judge import PLAIN, RECODED, WITH_HEADER, judge
from fuzz.tills import tills
from tests.examples import is_long
from tests.unit.landing.till_files import ODD, sound_rows, written


@pytest.mark.parametrize("number", range(len(tills())))
def test_an_odd_value_is_what_a_slow_check_makes_of_it(number: int) -> None:
    till = tills()[number]
    dialect = till.mapping.dialect
    head = bytes([number, 255, PLAIN, WITH_HEADER | RECODED])
    for place, sound in enumerate(sound_rows(till)):
        usual = written(sound, dialect, quotes=False)
        for name in sound:
            odd = [written(sound | {name: value}, dialect, quotes=False) for value in ODD]
            alone = odd + [row + 45 * usual for row in odd] if is_long() and place == 0 else []
            for rows in ("".join(odd), *alone):
                judge(head + rows.encode())
