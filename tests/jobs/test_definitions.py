"""Every table of gold and every aggregate is defined by the docstring of its module, and the page repeats it."""

from types import ModuleType

import pytest

from jobs.contracts.errors import DefinitionUnclear
from jobs.derive.definition import define, defined_tables, definition, definitions
from jobs.derive.graph import nodes
from jobs.derive.node import Per

SOUND = """\
What a store sold. Returns are
negative.

Net sales are what was
taken:
- a sale adds
- a return takes off

Rebuilt: the months that
a batch touches.

Grain: store_id,
sales_month.

store_id    the store
sales_month 'yyyy-MM' of the
            business date

net_sales   after discount
"""
COLUMNS = {"store_id": "bigint", "sales_month": "string", "net_sales": "decimal(18,2)"}
GRAIN = ("store_id", "sales_month")


def told(docstring: str) -> str:
    """What is found wrong with a docstring of the table of COLUMNS and GRAIN."""
    module = ModuleType("jobs.gold.made_up", docstring)
    with pytest.raises(DefinitionUnclear) as refused:
        define(module, "made_up", COLUMNS, GRAIN, Per.MONTH, ("sales",), "gold")
    assert refused.value.where == "the docstring of jobs.gold.made_up"
    return refused.value.found


@pytest.mark.parametrize("name", defined_tables())
def test_the_definition_of_a_table_fits_the_table(name: str) -> None:
    said = definition(name)
    built = {node.name: (node.columns, node.grain) for node in nodes()}
    columns, grain = built.get(name, (defined_tables()[name].__dict__.get("COLUMNS"), said.grain))
    assert [(column, type_) for column, (type_, _) in said.columns.items()] == list(columns.items())
    assert said.grain == grain
    assert set(said.grain) <= set(said.columns)
    assert said.summary.endswith(".")
    assert said.rebuilt
    assert all(held for _, held in said.columns.values())


def test_every_table_that_is_derived_has_a_definition() -> None:
    beside = {"incentive_line", "incentive_payout", "reconciliation"}
    assert {each.name for each in definitions()} == {node.name for node in nodes()} | beside


def test_a_docstring_is_read_by_its_parts() -> None:
    said = define(ModuleType("made_up", SOUND), "made_up", COLUMNS, GRAIN, Per.MONTH, ("sales",), "gold")
    assert str(said) == "gold.made_up"
    assert said.summary == "What a store sold."
    assert said.paragraphs == (
        "Returns are negative.",
        "Net sales are what was taken:\n- a sale adds\n- a return takes off",
    )
    assert said.rebuilt == "the months that a batch touches."
    assert said.columns == {
        "store_id": ("bigint", "the store"),
        "sales_month": ("string", "'yyyy-MM' of the business date"),
        "net_sales": ("decimal(18,2)", "after discount"),
    }


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("net_sales   after discount", "", "net_sales"),
        ("net_sales   after discount", "net_sales", "net_sales"),
        ("net_sales   after discount", "net_sales after discount\nsurplus it", "surplus"),
        ("net_sales   after discount", "net_sales after discount\nnet_sales again", "twice"),
        ("store_id    the store\n", "", "store_id"),
        ("Rebuilt: the months", "The months", "Rebuilt"),
        ("store_id,\nsales_month.", "sales_month.", "grain"),
        (SOUND[: SOUND.index("Rebuilt")], "", "sentence"),
    ],
)
def test_what_does_not_fit_is_named(before: str, after: str, named: str) -> None:
    assert before in SOUND
    assert named in told(SOUND.replace(before, after))


def test_columns_in_another_order_do_not_fit() -> None:
    swapped = SOUND.replace("store_id    the store\n", "").replace(
        "net_sales   after", "store_id    the store\nnet_sales   after"
    )
    assert told(swapped) == "the column 'sales_month' where the table has 'store_id'"


def test_all_that_does_not_fit_is_named_at_once() -> None:
    found = told("")
    assert all(part in found for part in ("sentence", "Rebuilt", "grain", *COLUMNS))
