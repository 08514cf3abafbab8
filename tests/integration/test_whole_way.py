"""From a dropped file to pay, on a whole stack: Azurite, the host, Microsoft's worker library, the embedded engine.

Expected figures are worked by hand, or come from DuckDB over the raw files.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from tests.stack import JOURNEY, STANDARD_HEADER, TillStack

GROCER = JOURNEY / "transactions_sample.csv"
EIGHT = (
    "1,51,Tea,2026-03-01,7,10.05,1,10.05",
    "1,51,Tea,2026-03-01,7,10.05,1,10.05",  # the same line twice: two sales
    "2,51,Rug,2026-03-02,8,20.10,1,20.10",  # 8 ties with 7 at 20.10
    "2,51,Pin,2026-03-02,9,5.00,1,5.00",
    ",51,Gum,2026-03-03,,100.00,1,100.00",  # anonymous, and nobody's sale: counts, never ranks
    "3,51,Rug,2026-04-01,9,50.50,1,50.50",
    "3,51,Rug,2026-04-02,9,0.50,-1,-0.50",  # a return
)
HALF = ("1,52,Tea,2026-03-01,7,12.50,1,12.50",)
WRONG = ("1,53,Tea,2026-01-31,7,10.00,1,10.00", "1,53,Tea,2026-02-01,7,4.00,1,4.00")
CORRECTED = ("1,53,Tea,2026-02-01,7,4.00,1,4.00", "1,53,Tea,2026-03-01,8,6.00,1,6.00")
EARLY = ("5401,54,Tea,2026-03-01,5407,10.00,1,10.00",)
PAY = ("1,55,Tea,2026-05-01,7,200.00,1,200.00", "1,55,Tea,2026-05-02,8,9.00,1,9.00")
NAMES_OF_54 = (
    "select full_name, store_address, phone_number, total_sales from gold.customer_data_mart where store_id = 54"
)


@pytest.fixture(scope="module")
def stack(shared_stack: TillStack) -> TillStack:
    return shared_stack


def write(path: Path, *lines: str, header: str = STANDARD_HEADER) -> Path:
    path.write_text(header + "".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def winners(stack: TillStack, store: int, month: str) -> dict[int, tuple[str, str]]:
    rows = stack.sql(
        "select sales_person_id, total_sales, incentive from gold.sales_team_data_mart "
        f"where store_id = {store} and sales_month = '{month}' and incentive > 0"
    )
    return {row["sales_person_id"]: (row["total_sales"], row["incentive"]) for row in rows}


def sales_of(stack: TillStack, store: int) -> list[tuple[str, int, str]]:
    rows = stack.sql(
        "select sales_month, count(*) as n, sum(net_sales) as money from silver.sales "
        f"where store_id = {store} group by sales_month order by sales_month"
    )
    return [(row["sales_month"], row["n"], row["money"]) for row in rows]


@dataclass(frozen=True)
class Seen:
    """What the ledger said of each file once gold held them, and what the lake held then of those that change later."""

    entries: dict[str, Any]
    wrong: list[tuple[str, int, str]]
    nameless: list[dict[str, Any]]


@pytest.fixture(scope="module")
def first(stack: TillStack, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The files that the tests ask about, each of a store of its own, dropped together."""
    folder = tmp_path_factory.mktemp("first")
    ours = {"eight": EIGHT, "half": HALF, "wrong": WRONG, "early": EARLY, "pay": PAY}
    drops = [(write(folder / f"{name}.csv", *lines), "pos_sales", "standard") for name, lines in ours.items()]
    if GROCER.exists():
        drops.append((GROCER, "pos_sales", "complete_journey"))
    entries = stack.drop_together(*drops)
    return Seen(
        {file.name: entry for (file, *_), entry in zip(drops, entries, strict=True)},
        sales_of(stack, 53),
        stack.sql(NAMES_OF_54),
    )


@pytest.fixture(scope="module")
def later(stack: TillStack, first: Seen, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A correction, and the names of those who were sold to, sold, and where."""
    folder = tmp_path_factory.mktemp("later")
    customers = "customer_id,first_name,last_name,phone_number\n"
    stack.drop_together(
        (write(folder / "wrong.csv", *CORRECTED), "pos_sales", "standard"),
        (write(folder / "c.csv", "5401,Ada,Byron,555-0199", header=customers), "customer", "standard"),
        (write(folder / "s.csv", "54,1 High Street", header="id,address\n"), "store", "standard"),
        (write(folder / "t.csv", "5407,Grace,Hopper", header="id,first_name,last_name\n"), "sales_team", "standard"),
    )


def test_a_second_up_says_that_it_is_already_up(stack: TillStack) -> None:
    assert "already up" in stack.till("up").stderr


def test_the_real_grocer_is_all_there(stack: TillStack, first: Seen) -> None:
    file = GROCER
    if not file.exists():
        pytest.skip("the real grocery data is not beside this checkout (../shared/data/complete_journey)")
    entry = first.entries[file.name]
    reasons = json.loads(stack.till("quarantine", "show", "--path", file.name, "--json").stdout)
    refused = {(reason["row"], reason["code"]) for reason in reasons}
    assert refused == {(48831, "not-a-decimal")}
    raw = f"read_csv('{file}', all_varchar = true)"
    plain = "regexp_full_match(sales_value, '[0-9]+[.][0-9]+')"
    expected = duckdb.sql(f"select count(*), sum(sales_value::decimal(18, 2)) from {raw} where {plain}").fetchall()
    silver = "select count(*) n, sum(net_sales) s from silver.sales where landing_path like '%transactions_sample.csv'"
    (before,) = stack.sql(silver)
    assert [(before["n"], Decimal(before["s"]))] == expected
    assert entry["rows_in"] == before["n"] + 1

    copy = stack.home / "copy.csv"
    copy.write_bytes(file.read_bytes())
    (entry,) = stack.drop(copy, source="complete_journey")
    assert (entry["state"], entry["duplicate"]) == ("duplicate", 75_000)
    assert stack.sql("select count(*) n, sum(net_sales) s from silver.sales where receipt_id is not null") == [before]

    products = f"read_csv('{JOURNEY / 'products.csv'}', all_varchar = true)"
    unknown = duckdb.sql(
        f"select product_id from {raw} as sold anti join {products} as known using (product_id)"
    ).fetchall()
    assert len(unknown) == 222
    ids = ", ".join(sorted({row[0] for row in unknown}))
    assert stack.sql(f"select count(*) n from silver.sales where product_id in ({ids})") == [{"n": 222}]


def test_eight_columns_are_enough_equal_lines_are_two_sales_and_a_tie_pays_all(stack: TillStack, first: Seen) -> None:
    entry = first.entries["eight.csv"]
    assert (entry["state"], entry["loaded"], entry["quarantined"]) == ("transformed", 7, 0)
    assert sales_of(stack, 51) == [("2026-03", 5, "145.20"), ("2026-04", 2, "50.00")]
    # 1 % of 20.10 is 0.201: 0.20. 1 % of 50.00 is 0.50.
    assert winners(stack, 51, "2026-03") == {7: ("20.10", "0.20"), 8: ("20.10", "0.20")}
    assert winners(stack, 51, "2026-04") == {9: ("50.00", "0.50")}
    (nobody,) = stack.sql(
        "select total_sales, sales_rank, incentive from gold.sales_team_data_mart "
        "where store_id = 51 and sales_month = '2026-03' and sales_person_id is null"
    )
    assert nobody == {"total_sales": "100.00", "sales_rank": None, "incentive": "0.00"}
    customers = stack.sql(
        "select customer_id, total_sales from gold.customer_data_mart where store_id = 51 order by 1, 2"
    )
    assert [(row["customer_id"], row["total_sales"]) for row in customers] == [(1, "20.10"), (2, "25.10"), (3, "50.00")]


@pytest.mark.usefixtures("first")
def test_half_a_cent_is_rounded_up(stack: TillStack) -> None:
    assert winners(stack, 52, "2026-03") == {7: ("12.50", "0.13")}  # 0.125


@pytest.mark.usefixtures("later")
def test_a_correction_takes_its_old_rows_out_of_every_month(stack: TillStack, first: Seen) -> None:
    assert first.wrong == [("2026-01", 1, "10.00"), ("2026-02", 1, "4.00")]
    assert sales_of(stack, 53) == [("2026-02", 1, "4.00"), ("2026-03", 1, "6.00")]
    assert winners(stack, 53, "2026-01") == {}
    assert winners(stack, 53, "2026-03") == {8: ("6.00", "0.06")}
    assert stack.sql("select sum(total_sales) s from gold.customer_data_mart where store_id = 53") == [{"s": "10.00"}]


@pytest.mark.usefixtures("later")
def test_names_that_arrive_late_are_filled_in_and_no_sale_is_lost(stack: TillStack, first: Seen) -> None:
    assert first.nameless == [{"full_name": None, "store_address": None, "phone_number": None, "total_sales": "10.00"}]
    (row,) = stack.sql(NAMES_OF_54)
    assert (row["full_name"], row["store_address"], row["total_sales"]) == ("Ada Byron", "1 High Street", "10.00")
    assert row["phone_number"].endswith("199")
    assert "555" not in row["phone_number"]
    seller = stack.sql("select full_name from gold.sales_team_data_mart where store_id = 54")
    assert seller == [{"full_name": "Grace Hopper"}]


@pytest.mark.usefixtures("first")
def test_pay_is_computed_shown_explained_and_reported(stack: TillStack, tmp_path: Path) -> None:
    computed = json.loads(stack.till("incentive", "run", "--month", "2026-05", "--json").stdout)
    assert [(row["store_id"], row["sales_person_id"], row["incentive"]) for row in computed] == [(55, 7, "2.00")]
    assert json.loads(stack.till("incentive", "run", "--month", "2026-05", "--json").stdout) == computed
    report = tmp_path / "report.xlsx"
    everyone = stack.till("incentive", "show", "--month", "2026-05", "--all", "--json", "--report", str(report)).stdout
    assert {row["sales_person_id"]: row["incentive"] for row in json.loads(everyone)} == {7: "2.00", 8: "0.00"}
    lines = json.loads(stack.till("incentive", "explain", "--month", "2026-05", "--person", "7", "--json").stdout)
    assert lines[-1]["amount"] == "2.00"
    assert openpyxl.load_workbook(report).sheetnames[0] == "Winners"


@pytest.mark.usefixtures("first")
def test_the_commands_are_programs_too(stack: TillStack) -> None:
    """Most commands of these tests run in the tests' own process."""
    rows = json.loads(stack.program("sql", "select count(*) n from silver.sales where store_id = 51", "--json").stdout)
    assert rows == [{"n": 7}]
    refused = stack.program("sql", "drop table silver.sales", expect=2)
    assert (refused.stdout, refused.stderr.startswith("Error: ")) == ("", True)
    (listed,) = json.loads(stack.program("files", "--path", "eight.csv", "--json").stdout)
    assert (listed["state"], listed["loaded"]) == ("transformed", 7)


@pytest.mark.usefixtures("first")
def test_a_month_without_sales_and_an_unknown_salesperson_are_named(stack: TillStack) -> None:
    nothing = stack.till("incentive", "run", "--month", "2031-01", expect=3).stderr
    assert "no sales in 2031-01" in nothing
    assert "2026-05" in nothing
    nobody = stack.till("incentive", "explain", "--month", "2026-05", "--person", "4711", expect=2).stderr
    assert "4711" in nobody
    assert "one of 7, 8" in nobody
    assert "yyyy-mm" in stack.till("incentive", "run", "--month", "May", expect=2).stderr


def test_a_wrong_dataset_or_source_is_refused_before_anything_is_dropped(stack: TillStack, tmp_path: Path) -> None:
    file = write(tmp_path / "x.csv", "1,56,Tea,2026-05-01,7,2.00,1,2.00")
    wrong = stack.till("drop", str(file), "--dataset", "pos_sails", "--source", "standard", expect=2).stderr
    assert "pos_sales" in wrong
    wrong = stack.till("drop", str(file), "--dataset", "pos_sales", "--source", "nobody", expect=2).stderr
    assert all(known in wrong for known in ("complete_journey, ", "standard"))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", "file-empty"), (b"\x00\xff\x01", "file-unreadable"), (STANDARD_HEADER.encode(), "header-only")],
)
def test_a_file_that_holds_no_rows_is_refused_with_its_reason(
    stack: TillStack, tmp_path: Path, content: bytes, refusal: str
) -> None:
    file = tmp_path / f"{refusal}.csv"
    file.write_bytes(content)
    done = stack.program("drop", str(file), "--dataset", "pos_sales", "--source", "standard", "--wait", expect=3)
    assert refusal in done.stderr
    listed = json.loads(stack.till("files", "--path", file.name, "--json").stdout)
    assert [(entry["state"], entry["refusal"]) for entry in listed] == [("rejected", refusal)]


@pytest.mark.slow
@pytest.mark.usefixtures("later")
def test_building_everything_anew_gives_equal_tables(stack: TillStack) -> None:
    tables = ("gold.sales_team_data_mart", "silver.customer", "silver.sales_team", "silver.store")
    before = {name: stack.table(name) for name in tables}
    totals = "select sales_month, count(*) n, sum(net_sales) s from silver.sales group by sales_month order by 1"
    silver = stack.sql(totals)
    stack.till("refresh", "--full")
    assert {name: stack.table(name) for name in tables} == before
    assert stack.sql(totals) == silver


@pytest.mark.slow
@pytest.mark.usefixtures("first")
def test_building_a_month_anew_changes_nothing(stack: TillStack) -> None:
    before = stack.table("gold.sales_team_data_mart")
    stack.till("refresh", "--month", "2026-03")
    assert stack.table("gold.sales_team_data_mart") == before
