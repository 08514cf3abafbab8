from pathlib import Path

import pytest

from functions.landing.source import load_source, parse_source, rules_id
from jobs.contracts.dataset import contract, dataset_names
from jobs.contracts.errors import ConfigurationInvalid, UnknownSource

SOURCES = Path(__file__).parents[3] / "sources"
HEAD = "source: test\nformat: csv\ntime_zone: UTC\n"


def parse(text: str):
    return parse_source(text, where="test.yaml", name="test")


def test_each_source_that_is_shipped_fits_the_contracts_it_maps():
    names = [path.stem for path in SOURCES.glob("*.yaml")]
    assert "standard" in names
    for name in names:
        source = load_source(SOURCES, name)
        for dataset in source.datasets:
            assert source.mapping(contract(dataset)).dataset == dataset


def test_the_standard_source_delivers_every_dataset():
    assert sorted(load_source(SOURCES, "standard").datasets) == sorted(dataset_names())


@pytest.mark.parametrize("name", ["moon", "../sources/standard", "standard.yaml", ""])
def test_an_unknown_source_is_told_which_ones_there_are(name):
    with pytest.raises(UnknownSource, match="complete_journey, standard"):
        load_source(SOURCES, name)


def test_a_source_says_which_datasets_it_does_deliver():
    with pytest.raises(UnknownSource, match="pos_sales"):
        load_source(SOURCES, "complete_journey").mapping(contract("store"))


def test_all_mistakes_of_a_source_are_named_at_once():
    text = """
source: test
format: xml
delimiter: ",,"
time_zone: Moon
colour: red
datasets:
  pos_sales:
    columns:
      price: {derived: true, from: x}
      sales_date: {from: day, format: "%y"}
      store_id: {constant: 1.5}
"""
    with pytest.raises(ConfigurationInvalid) as invalid:
        parse(text)
    for place in (
        "format",
        "delimiter",
        "time_zone",
        "colour",
        "columns.price",
        "columns.sales_date",
        "columns.store_id",
    ):
        assert f"{place}" in invalid.value.found
    assert "'Moon'" in invalid.value.found
    assert invalid.value.where == "test.yaml"


@pytest.mark.parametrize(
    "text", ["", "- a", "a: [", "source: other\nformat: csv\ntime_zone: UTC\ndatasets: {store: {}}"]
)
def test_what_is_no_source_is_invalid(text):
    with pytest.raises(ConfigurationInvalid):
        parse(text)


def test_the_same_key_twice_is_a_mistake_and_not_a_choice():
    with pytest.raises(ConfigurationInvalid, match="time_zone"):
        parse(HEAD + "time_zone: Europe/Athens\ndatasets: {store: {}}\n")


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ("colour: {from: x}", "colour"),
        ("tax_amount: {derived: true}", "derived"),
        ("store_id: {constant: null}", "requires"),
        ('store_id: {from: x, format: "%Y-%m-%d"}', "format"),
        ('sold_at: {from: x, format: "%Y-%m-%d"}', "hours"),
        ("{price: {derived: true}, quantity: {derived: true}}", "at most one"),
        ("store_id: {constant: north}", "not-an-integer"),
    ],
)
def test_a_mapping_that_does_not_fit_the_contract_is_invalid(entry, word):
    columns = entry if entry.startswith("{") else "{" + entry + "}"
    source = parse(HEAD + f"datasets: {{pos_sales: {{columns: {columns}}}}}\n")
    with pytest.raises(ConfigurationInvalid, match=word):
        source.mapping(contract("pos_sales"))


def test_the_rules_id_changes_with_the_source_and_with_the_contract():
    one = parse(HEAD + "datasets: {store: {}, product: {}}\n")
    other = parse(HEAD + "delimiter: ';'\ndatasets: {store: {}, product: {}}\n")
    store, product = contract("store"), contract("product")
    ids = {
        rules_id(store, one.mapping(store)),
        rules_id(store, other.mapping(store)),
        rules_id(product, one.mapping(product)),
    }
    assert len(ids) == 3
    assert all(len(rules) == 16 and int(rules, 16) >= 0 for rules in ids)
