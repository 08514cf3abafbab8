"""A proposal lands the file that it was made from, where the names tell; what cannot be told is said."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from functions.landing.source import parse_source
from jobs.contracts.dataset import contract
from jobs.contracts.errors import ConfigurationInvalid, TillstreamError
from tests.unit.till.layouts import GERMAN, NAMED, Layout, Row, fixed_width, read_rows, without_header
from till.cli import app
from till.generate import generate

JOURNEY = Path(__file__).parents[4] / "shared" / "data" / "complete_journey" / "transactions_sample.csv"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """A month of a store's sales, of more than one day in each of which the day is above the 12th too."""
    made = generate(tmp_path_factory.mktemp("made"), stores=1, months=1, dirty=0.0)
    written = (row for file in made.sales for row in read_rows(made.folder / file.path))
    return [{name: text for name, text in row.items() if name in GERMAN} for row in written]


def proposed(file: Path, *options: str) -> tuple[str, str]:
    outcome = CliRunner().invoke(app, ["new-source", str(file), "--name", "new", "--out", "-", *options])
    if isinstance(outcome.exception, TillstreamError):
        raise outcome.exception
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout, outcome.stderr


def checked(file: Path, text: str) -> dict:
    mapping = file.with_suffix(".yaml")
    mapping.write_text(text, encoding="utf-8")
    arguments = ["check-source", str(file), "--mapping", str(mapping), "--json", "--path-root", str(file.parents[1])]
    return json.loads(CliRunner().invoke(app, arguments).stdout)


@pytest.mark.parametrize("layout", NAMED, ids=lambda layout: layout.file)
def test_a_layout_with_telling_names_lands_without_a_hand_laid_on_it(
    layout: Layout, rows: list[Row], tmp_path: Path
) -> None:
    file = tmp_path / layout.file
    file.write_bytes(layout.write(rows))
    text, _ = proposed(file)
    found = checked(file, text)
    assert (found["state"], found["rows_in"]) == ("landed", len(rows)), found["refusal"]
    assert found["loaded"] == len(rows)
    assert Decimal(found["totals"]["total_cost"]) == sum(Decimal(row["total_cost"]) for row in rows)
    assert found["totals"]["min_date"] == min(row["sales_date"] for row in rows)
    assert found["totals"]["max_date"] == max(row["sales_date"] for row in rows)


def test_decimal_commas_in_rows_of_fixed_width_are_no_delimiters(tmp_path: Path) -> None:
    file = tmp_path / "fixed.dat"
    file.write_text("".join(f"1   2026-03-{day}  Ham   2,00    {day},00\n" for day in range(13, 29)))
    assert yaml.safe_load(proposed(file)[0])["format"] == "fixed_width"


@pytest.mark.parametrize("layout", NAMED, ids=lambda layout: layout.file)
def test_every_column_is_told_by_its_name(layout: Layout, rows: list[Row], tmp_path: Path) -> None:
    file = tmp_path / layout.file
    file.write_bytes(layout.write(rows))
    text, _ = proposed(file)
    columns = yaml.safe_load(text)["datasets"]["pos_sales"]["columns"]
    assert set(columns) == set(rows[0])
    assert {name for name, entry in columns.items() if "from" not in entry} == set()


def test_without_names_dates_and_amounts_are_told_by_their_values_and_the_rest_is_left_to_a_person(
    rows: list[Row], tmp_path: Path
) -> None:
    file = tmp_path / "bare.csv"
    file.write_bytes(without_header(rows))
    text, said = proposed(file)
    columns = yaml.safe_load(text)["datasets"]["pos_sales"]["columns"]
    assert [columns[name].get("from") for name in ("price", "quantity", "total_cost", "discount_amount")] == [
        "field_10",
        "field_11",
        "field_12",
        "field_13",
    ]
    assert "# TODO store_id" in text
    assert "store_id: no column could be told" in said
    assert "The sample would be refused [missing-mandatory-columns]" in said


def test_fields_of_fixed_width_are_parted_at_their_blanks(rows: list[Row], tmp_path: Path) -> None:
    file = tmp_path / "fixed.dat"
    file.write_bytes(fixed_width(rows))
    text, _ = proposed(file)
    source = yaml.safe_load(text)
    assert source["format"] == "fixed_width"
    width = len(fixed_width(rows).split(b"\n")[0].decode())
    assert sum(field["width"] for field in source["fields"]) == width
    columns = source["datasets"]["pos_sales"]["columns"]
    assert {"sales_date", "price", "quantity", "total_cost", "discount_amount"} <= {
        name for name, entry in columns.items() if "from" in entry
    }


@pytest.mark.parametrize(
    ("dataset", "header", "row", "told"),
    [
        (
            "pos_sales",
            "Store,Date,Total,Qty,Price,Promo Code,Original Receipt,Original Date,Shipping",
            "1,2026-03-14,-5.00,-2,2.50,P1,R7,2026-03-01,4.90",
            {
                "promotion_id": "Promo Code",
                "original_receipt_id": "Original Receipt",
                "original_sales_date": "Original Date",
                "order_freight_amount": "Shipping",
                "sales_date": "Date",
            },
        ),
        (
            "promotion",
            "Promo Code,SKU,Percent Off,Start Date,End Date",
            "P1,17,10,2026-03-14,2026-03-20",
            {
                "promotion_id": "Promo Code",
                "product_id": "SKU",
                "discount_percent": "Percent Off",
                "starts_on": "Start Date",
                "ends_on": "End Date",
            },
        ),
        (
            "product_review",
            "Review ID,SKU,Stars,Review Date",
            "r1,17,5,2026-03-14",
            {"review_id": "Review ID", "product_id": "SKU", "rating": "Stars", "reviewed_on": "Review Date"},
        ),
        (
            "inventory",
            "Store,Artikelnummer,Stichtag,Bestand",
            "1,17,2026-03-14,8",
            {"store_id": "Store", "product_id": "Artikelnummer", "stock_date": "Stichtag", "on_hand": "Bestand"},
        ),
        (
            "coupon_redemption",
            "coupon_upc,campaign_id,household_id,redemption_date",
            "9,7,5,2026-03-14",
            {"coupon_id": "coupon_upc", "customer_id": "household_id", "redeemed_on": "redemption_date"},
        ),
    ],
)
def test_columns_of_other_datasets_are_told_by_what_tills_call_them(
    dataset: str, header: str, row: str, told: dict[str, str], tmp_path: Path
) -> None:
    text, _ = proposed(write(tmp_path, row, row, header=header), "--dataset", dataset)
    columns = yaml.safe_load(text)["datasets"][dataset]["columns"]
    assert {name: columns.get(name, {}).get("from") for name in told} == told


HEADER = "Store,Date,Product Name,Customer,Seller,Price,Qty,Total"


def write(tmp_path: Path, *lines: str, name: str = "a.csv", header: str = HEADER) -> Path:
    (tmp_path / name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return tmp_path / name


def test_a_date_that_can_be_read_in_two_ways_is_said_and_never_guessed(tmp_path: Path) -> None:
    file = write(tmp_path, "1,03/04/2026,Tea,7,3,2.50,2,5.00", "1,05/04/2026,Tea,7,3,2.50,3,7.50")
    text, said = proposed(file)
    assert "sales_date" not in yaml.safe_load(text)["datasets"]["pos_sales"]["columns"]
    assert "%d/%m/%Y" in text
    assert "%m/%d/%Y" in text
    assert "sales_date: every date can be read in several ways" in said
    assert "missing-mandatory-columns" in said


def test_cents_are_told_by_the_amounts_where_weights_are_sold(tmp_path: Path) -> None:
    file = write(tmp_path, "1,2026-03-14,Ham,7,3,199,0.345,69", "1,2026-03-15,Tea,7,3,250,2,500")
    columns = yaml.safe_load(proposed(file)[0])["datasets"]["pos_sales"]["columns"]
    assert (columns["price"]["unit"], columns["total_cost"]["unit"]) == ("cents", "cents")
    assert "unit" not in columns["quantity"]


def test_whole_amounts_are_no_cents_where_decimals_agree_as_well(tmp_path: Path) -> None:
    file = write(tmp_path, "1,2026-03-14,Ham,7,3,2.00,3,6.00", "1,2026-03-15,Tea,7,3,1.50,2,3.00")
    columns = yaml.safe_load(proposed(file)[0])["datasets"]["pos_sales"]["columns"]
    assert [entry.get("unit") for entry in columns.values()] == [None] * len(columns)


def test_a_price_that_does_not_give_the_total_is_left_aside(tmp_path: Path) -> None:
    file = write(tmp_path, *(f"1,2026-03-1{day},Tea,7,3,9.99,2,{day}.00" for day in range(1, 9)))
    text, _ = proposed(file)
    assert yaml.safe_load(text)["datasets"]["pos_sales"]["columns"]["price"] == {"derived": True}
    assert checked(file, text)["loaded"] == 8


def test_texts_for_nothing_and_letters_before_figures_are_told(tmp_path: Path) -> None:
    file = write(tmp_path, "1,2026-03-14,Ham,C-0017,NULL,2.00,3,6.00", "1,2026-03-15,Tea,C-0018,4,1.50,2,3.00")
    text, _ = proposed(file)
    assert yaml.safe_load(text)["null_markers"] == ["NULL"]
    found = checked(file, text)
    assert (found["loaded"], found["violations"]) == (2, [])


def test_a_last_row_is_no_trailer_though_it_holds_the_number_of_rows(tmp_path: Path) -> None:
    csv = write(tmp_path, '1,2026-03-14,"Ham, smoked",7,2,2.00,3,6.00', '1,2026-03-15,"Tea, green",7,2,1.50,2,3.00')
    jsonl = tmp_path / "a.jsonl"
    jsonl.write_text('{"Store": 1, "Name": "a, b"}\n{"Store": 1, "Name": "a, b"}\n')
    assert "trailer" not in yaml.safe_load(proposed(csv)[0])
    assert "trailer" not in yaml.safe_load(proposed(jsonl)[0])


def test_the_figures_of_a_trailer_are_parted_at_the_delimiter(tmp_path: Path) -> None:
    file = write(tmp_path, *["1,2026-03-14,Ham,7,3,2.00,3,6.00"] * 3, "TRL,3,18.00")
    text, _ = proposed(file)
    found = checked(file, text)
    assert (found["state"], found["loaded"]) == ("landed", 3)
    groups = yaml.safe_load(text)["trailer"]["pattern"]
    assert "(?P<rows>" in groups
    assert "(?P<total_cost>" in groups


def test_a_trailer_below_more_rows_than_are_looked_at_counts_them_all(tmp_path: Path) -> None:
    many = ["1,2026-03-14,Ham,7,3,2.00,3,6.00"] * 6000
    text, said = proposed(write(tmp_path, *many, "END 6000"))
    assert yaml.safe_load(text)["trailer"] == {"pattern": "END\\ (?P<rows>[0-9]+)"}
    assert "Of the sample's 6,000 rows 6,000 would land" in said


def test_bytes_that_are_not_utf8_are_said_to_be_a_guess(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes((HEADER + "\n1,2026-03-14,Käse,7,3,2.00,3,6.00\n").encode("cp1252"))
    text, said = proposed(file)
    assert "encoding: cp1252" in text.replace('"', "")
    assert "cannot be told apart" in said


def test_a_store_in_the_folders_name_is_proposed(tmp_path: Path) -> None:
    folder = tmp_path / "store-012"
    folder.mkdir()
    file = write(folder, "2026-03-14,Ham,7,3,2.00,3,6.00", header=HEADER.removeprefix("Store,"))
    text, _ = proposed(file)
    found = checked(file, text)
    assert (found["loaded"], found["refusal"]) == (1, None)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = write(tmp_path, "1,2026-03-14,Ham,7,3,2.00,3,6.00")
    there = tmp_path / "there.yaml"
    there.write_text("mine")
    outcome = CliRunner().invoke(app, ["new-source", str(file), "--name", "new", "--out", str(there)])
    assert isinstance(outcome.exception, ConfigurationInvalid)
    assert outcome.exception.exit_code == 2
    assert there.read_text() == "mine"


def test_the_written_proposal_is_a_source_with_a_reason_on_each_line(tmp_path: Path) -> None:
    file = write(tmp_path, "1,2026-03-14,Ham,7,3,2.00,3,6.00")
    there = tmp_path / "new.yaml"
    arguments = ["new-source", str(file), "--name", "new", "--out", str(there), "--json"]
    outcome = CliRunner().invoke(app, arguments)
    assert {entry["column"] for entry in json.loads(outcome.stdout)} >= {"store_id", "price"}
    text = there.read_text(encoding="utf-8")
    parse_source(text, where="new.yaml", name="new").mapping(contract("pos_sales"))
    entries = [line for line in text.splitlines() if line.startswith("      ")]
    assert [line for line in entries if not re.search(r"# (sure|likely|unsure|TODO)", line)] == []


@pytest.mark.skipif(not JOURNEY.exists(), reason="the Complete Journey sample does not lie beside the checkout")
def test_a_grocers_loyalty_data_lands_but_for_its_one_broken_row(tmp_path: Path) -> None:
    text, _ = proposed(JOURNEY, "--time-zone", "America/New_York")
    (tmp_path / "x").mkdir()
    file = tmp_path / "x" / "a.csv"
    file.symlink_to(JOURNEY)
    found = checked(file, text)
    assert (found["rows_in"], found["quarantined"], found["totals"]["total_cost"]) == (75000, 1, "233935.24")
