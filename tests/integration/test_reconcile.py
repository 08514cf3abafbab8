"""Whether `till reconcile` says that the numbers add up when they do, and names what is missing when they do not."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from functions.adapters.rows import Put
from functions.ledger.entries import PendingEntry
from functions.ledger.story import file_entries
from jobs.catalogue import SALES_RECORD, node_table
from jobs.engine import open_session
from jobs.gold.fact_sales import MART as FACT
from jobs.gold.sales_team_data_mart import MART
from jobs.tables import Lake
from tests.stack import STANDARD_HEADER, TillStack
from till.operator import Operator
from till.stack.environment import LAKE_ROOT, azurite_environment
from till.stack.state import running_stack

KEYED = "receipt_id,line_no," + STANDARD_HEADER


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillStack]:
    """March: 1.csv with three good rows (30.00) and a bad one, copied once; April: 2.csv (7.00); a customer."""
    folder = tmp_path_factory.mktemp("stack")
    started = TillStack(folder / "home")
    started.till("up")
    lines = "1,71,Tea,2026-03-01,7,10.00,1,10.00\n" * 3 + "1,71,Tea,2026-02-30,7,10.00,1,10.00\n"
    files = [folder / name for name in ("1.csv", "2.csv", "1-again.csv")]
    files[0].write_text(STANDARD_HEADER + lines, encoding="utf-8")
    files[1].write_text(STANDARD_HEADER + "1,71,Tea,2026-04-01,7,7.00,1,7.00\n", encoding="utf-8")
    files[2].write_text(STANDARD_HEADER + lines, encoding="utf-8")
    who = folder / "customer.csv"
    who.write_text("customer_id,first_name,last_name\n1,Ann,Ash\n", encoding="utf-8")
    sales = [(file, "pos_sales", "standard") for file in files[:2]]
    started.drop_together(*sales, (who, "customer", "standard"))
    started.drop(files[2])
    yield started
    started.till("down")


@pytest.fixture(scope="module")
def engine(stack: TillStack) -> Iterator[SparkSession]:
    """An engine of the test's own on the stack's storage, with which damage is done."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in azurite_environment(running_stack(stack.home).ports.blob).items():
            environment.setenv(name, value)
        yield open_session("embedded")


def books(stack: TillStack, *arguments: str, expect: int = 0) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The files by name and the months, as shown; and what was said."""
    done = stack.till("reconcile", "--json", *arguments, expect=expect)
    shown = json.loads(done.stdout)
    files = {row["path"].rpartition("/")[2]: row for row in shown["files"]}
    months = {row["month"]: row for row in shown["months"] if row["mart"] == str(MART)}
    return files, months, done.stderr


def layers(row: dict[str, Any]) -> tuple[Any, ...]:
    names = ("rows_in", "landed", "quarantined", "duplicate", "silver", "landed_money", "silver_money", "gold_money")
    return tuple(row[name] for name in names)


def test_rows_and_money_of_each_file_at_each_layer(stack: TillStack) -> None:
    files, months, _ = books(stack)
    assert layers(files["1.csv"]) == (4, 3, 1, 0, 3, "30.00", "30.00", "30.00")
    assert layers(files["1-again.csv"]) == (4, 0, 0, 4, 0, "0.00", "0.00", "0.00")
    assert layers(files["2.csv"]) == (1, 1, 0, 0, 1, "7.00", "7.00", "7.00")
    assert layers(files["customer.csv"]) == (1, 1, 0, 0, 1, None, None, None)
    assert {row["outcome"] for row in (*files.values(), *months.values())} == {"agrees"}
    figures = {name: (row["silver_rows"], row["silver_money"], row["gold_money"]) for name, row in months.items()}
    assert figures == {"2026-03": (3, "30.00", "30.00"), "2026-04": (1, "7.00", "7.00")}
    assert {row["difference"] for row in months.values()} == {"0.00"}


def test_a_path_and_a_month_narrow_what_is_shown(stack: TillStack) -> None:
    files, months, _ = books(stack, "--path", "2.csv")
    assert (list(files), list(months)) == (["2.csv"], ["2026-04"])
    files, months, _ = books(stack, "--month", "2026-03")
    assert (sorted(files), list(months)) == (["1-again.csv", "1.csv"], ["2026-03"])
    assert "yyyy-mm" in stack.till("reconcile", "--month", "March", expect=2).stderr


def test_a_line_of_two_files_is_one_files_duplicate_and_a_corrected_line_stays_landed(
    stack: TillStack, tmp_path: Path
) -> None:
    first, second = tmp_path / "keyed-1.csv", tmp_path / "keyed-2.csv"
    first.write_text(
        KEYED + "r1,1,1,72,Tea,2026-05-01,7,5.00,1,5.00\nr2,1,1,72,Tea,2026-05-01,7,3.00,1,3.00\n", encoding="utf-8"
    )
    stack.drop(first)
    second.write_text(
        KEYED + "r1,1,1,72,Tea,2026-05-01,7,5.00,1,5.00\nr2,1,1,72,Tea,2026-05-01,7,4.00,1,4.00\n", encoding="utf-8"
    )
    stack.drop(second)
    files, months, _ = books(stack, "--month", "2026-05")
    # r1 stands in both and counts in the first; r2 is corrected from 3.00 to 4.00.
    assert layers(files["keyed-1.csv"]) == (2, 2, 0, 0, 2, "8.00", "8.00", "5.00")
    assert layers(files["keyed-2.csv"]) == (2, 1, 0, 1, 1, "4.00", "4.00", "4.00")
    assert [files[name]["corrected"] for name in ("keyed-1.csv", "keyed-2.csv")] == [1, 0]
    assert (months["2026-05"]["silver_rows"], months["2026-05"]["gold_money"]) == (2, "9.00")


def test_a_row_that_was_mended_and_returned_is_landed_at_every_layer(stack: TillStack, tmp_path: Path) -> None:
    dropped, mended = tmp_path / "returned.csv", tmp_path / "mended.csv"
    dropped.write_text(
        STANDARD_HEADER + "1,73,Tea,2026-06-01,7,2.00,1,2.00\n1,73,Tea,2026-06-31,7,3.00,1,3.00\n", encoding="utf-8"
    )
    stack.drop(dropped)
    assert layers(books(stack, "--path", "returned.csv")[0]["returned.csv"])[:5] == (2, 1, 1, 0, 1)
    stack.till("quarantine", "export", "returned.csv", "--out", str(mended))
    mended.write_text(mended.read_text(encoding="utf-8").replace("2026-06-31", "2026-06-30"), encoding="utf-8")
    stack.till("quarantine", "return", "returned.csv", str(mended), "--wait")
    files, months, _ = books(stack, "--month", "2026-06")
    assert layers(files["returned.csv"]) == (2, 2, 0, 0, 2, "5.00", "5.00", "5.00")
    assert (months["2026-06"]["silver_rows"], months["2026-06"]["gold_money"]) == (2, "5.00")


def test_a_cent_that_gold_lacks_is_named_by_its_month(stack: TillStack, engine: SparkSession) -> None:
    table = f"delta.`{Lake(LAKE_ROOT).location(node_table(MART))}`"
    engine.sql(
        f"update {table} set total_sales = total_sales - cast(0.01 as decimal(18,2)) where sales_month = '2026-04'"
    ).collect()
    files, months, said = books(stack, expect=3)
    assert (months["2026-04"]["difference"], months["2026-04"]["outcome"]) == ("0.01", "differs")
    assert months["2026-03"]["outcome"] == "agrees"
    assert (files["2.csv"]["gold_money"], files["2.csv"]["outcome"]) == ("7.00", "agrees")
    assert "2026-04, gold.sales_team_data_mart: 7.00 in silver, 6.99 in gold" in said
    stack.till("refresh", "--month", "2026-04")
    books(stack)


def test_a_cent_that_the_fact_has_too_much_is_named_by_its_file(stack: TillStack, engine: SparkSession) -> None:
    table = f"delta.`{Lake(LAKE_ROOT).location(node_table(FACT))}`"
    engine.sql(
        f"update {table} set subtotal = subtotal + cast(0.01 as decimal(18,2)) where sales_month = '2026-04'"
    ).collect()
    files, months, said = books(stack, expect=3)
    assert (files["2.csv"]["gold_money"], files["2.csv"]["outcome"]) == ("7.01", "differs")
    assert files["1.csv"]["outcome"] == months["2026-04"]["outcome"] == "agrees"
    assert "2.csv: 1 rows of 7.00 count in silver, gold.fact_sales holds 1 of 7.01" in said
    stack.till("refresh", "--month", "2026-04")
    books(stack)


def test_a_row_that_silver_lost_and_one_that_it_has_too_much_are_named_by_their_file(
    stack: TillStack, engine: SparkSession
) -> None:
    table = f"delta.`{Lake(LAKE_ROOT).location(SALES_RECORD)}`"
    engine.sql(f"delete from {table} where sales_month = '2026-03' and row_number = 2").collect()
    engine.sql(f"update {table} set file_version = 'ff' where sales_month = '2026-04'").collect()
    files, months, said = books(stack, expect=3)
    assert layers(files["1.csv"]) == (4, 3, 1, 0, 2, "30.00", "20.00", "30.00")
    assert files["1.csv"]["outcome"] == "differs"
    assert "1.csv: 3 rows landed, silver holds 2" in said
    assert "1.csv: 30.00 landed, silver holds 20.00" in said
    assert "2.csv: 1 rows landed, silver holds 0" in said
    assert "silver holds 1 rows of content ff" in said
    assert "1.csv: 2 rows of 20.00 count in silver, gold.fact_sales holds 3 of 30.00" in said
    assert "2026-03, gold.sales_team_data_mart: 20.00 in silver, 30.00 in gold" in said
    assert months["2026-04"]["outcome"] == "agrees"
    books(stack, "--path", "1-again.csv", expect=3)  # its month is wrong
    books(stack, "--path", "customer", expect=0)
    stack.till("refresh", "--full")
    books(stack)


def test_what_waits_for_a_run_is_under_way_and_what_a_failed_run_holds_back_is_not(stack: TillStack) -> None:
    operator = Operator.at(running_stack(stack.home))
    (entry,) = [one for one in file_entries(operator.rows, ("pos_sales",)) if one.path.endswith("/2.csv")]
    waiting = PendingEntry(
        "load", entry.content, entry.version, entry.path, entry.dropped_at, entry.bronze, entry.months, 1, "7.00"
    )
    operator.rows.commit("pos_sales", Put(waiting.row(entry.content)))
    files, _, _ = books(stack, expect=4)
    assert {name for name, row in files.items() if row["outcome"] == "under way"} == {"2.csv"}
    row = operator.rows.get("pos_sales", f"pending:{entry.content}")
    assert row is not None
    operator.rows.commit("pos_sales", Put(replace(waiting, held="run-1").row(entry.content, row.etag)))
    files, _, _ = books(stack, expect=3)
    assert files["2.csv"]["outcome"] == "held back"
    stack.till("refresh")
    books(stack)
