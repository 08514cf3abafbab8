"""Every text of up to five characters that figures are made of: a column's way reads what the rule reads, or nothing.

A law tries some of them by chance; here none is left out. `.-5` was once read as -0.05.
"""

from itertools import product

import pyarrow as pa
import pytest

from functions.landing.checking.arrow import kernels
from functions.landing.checking.figures import decimals, integers, whole_cents
from functions.landing.checking.parsing import Grammar
from functions.landing.checking.plain_decimals import plain_decimals

GRAMMARS = {
    "decimal(9,2)": decimals(9, 2, "."),
    "decimal(9,2) with a comma": decimals(9, 2, ","),
    "decimal(4,4), all of it behind the mark": decimals(4, 4, "."),
    "decimal(2,0)": decimals(2, 0, "."),
    "decimal(1,1) with a comma": decimals(1, 1, ","),
    "decimal(38,6), too long for whole numbers": decimals(38, 6, "."),
    "int": integers("int"),
    "bigint": integers("bigint"),
    "cents": whole_cents(4, 2),
    "cents into fewer decimals": whole_cents(3, 1),
}
TEXTS = ["".join(characters) for length in range(6) for characters in product("05.,-+ ", repeat=length)]


@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)
def test_a_column_is_read_as_the_rule_reads_its_values_or_not_at_all(grammar: Grammar) -> None:
    taken = [(text, values) for text in TEXTS if (values := grammar.whole(pa.array([text], pa.string()))) is not None]
    assert taken
    assert [(text, values.to_pylist()) for text, values in taken] == [(text, read(grammar, text)) for text, _ in taken]


@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)
def test_what_counts_as_plain_is_cast_to_what_the_rule_reads(grammar: Grammar) -> None:
    texts = pa.array(TEXTS, pa.string())
    plain = kernels.filter(texts, kernels.match_substring_regex(texts, pattern=grammar.plain))
    assert len(plain)
    values = dict(zip(plain.to_pylist(), grammar.cast(plain).to_pylist(), strict=True))
    assert {text: [value] for text, value in values.items()} == {text: read(grammar, text) for text in values}


@pytest.mark.parametrize("mark", [".", ","])
def test_beside_a_figure_that_sets_the_decimals_too(mark: str) -> None:
    rule = decimals(9, 2, mark)
    for text in TEXTS:
        both = [f"7{mark}25", text]
        values = plain_decimals(pa.array(both, pa.string()), 9, 2, mark)
        assert values is None or values.to_pylist() == read(rule, *both), text


def read(rule: Grammar, *texts: str) -> object:
    """The values by the rule; the code of a text that it refuses."""
    return next((code for text in texts if (code := rule.code(text))), None) or [rule.one(text) for text in texts]
