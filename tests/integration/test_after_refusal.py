"""What an operator does after rows were refused, on a whole stack: mends them, replays files, reads their story.

Expected figures are worked by hand.
"""

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.stack import STANDARD_HEADER, TillStack

MAPPING = "source: shop\nformat: csv\ntime_zone: UTC\ndatasets:\n  pos_sales: "
PLAIN = MAPPING + "{}\n"
GERMAN_DATES = MAPPING + '{columns: {sales_date: {format: "%d.%m.%Y"}}}\n'
STORY = ("1,64,Tea,2026-03-01,7,1.00,1,1.00", "1,64,Tea,never,7,2.00,1,2.00")
OTHER_COLUMN = MAPPING + "{columns: {store_id: {from: Filiale}}}\n"


@pytest.fixture(scope="module")
def sources(shared_sources: Path) -> Path:
    (shared_sources / "shop.yaml").write_text(PLAIN, encoding="utf-8")
    return shared_sources


@pytest.fixture(scope="module")
def stack(shared_stack: TillStack) -> TillStack:
    return shared_stack


@pytest.fixture(scope="module")
def entries(stack: TillStack, sources: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each test goes on from, dropped together: what the ledger says of each file. Store 61 is that of mend.csv,
    62 that of no.csv, 63 that of again.csv, 64 that of story.csv."""
    folder = tmp_path_factory.mktemp("dropped")
    mend = (
        "1,61,Tea,2026-03-01,7,10.05,1,10.05",
        "1,61,=SUM(A1),2026-13-01,7,3.00,-1,-3.00",
        "1,61,Rug,2026-03-02,8,20.10,1,20.1O",
        '2,61,Pi"n,2026-03-02,9,5.00,1,5.00',
    )
    again = "1,63,Tea,2026-03-01,7,1.00,1,1.00", "1,63,Tea,02.04.2026,7,2.00,1,2.00"
    no = "1,62,Tea,2026-03-01,7,1.00,1,1.00", "1,62,Tea,never,7,2.00,1,2.00"
    files = (
        (write(folder / "mend.csv", *mend), "pos_sales", "standard"),
        (write(folder / "no.csv", *no), "pos_sales", "standard"),
        (write(folder / "again.csv", *again), "pos_sales", "shop"),
        (write(folder / "story.csv", *STORY), "pos_sales", "standard"),
    )
    entries = stack.drop_together(*files)
    return {file.name: entry for (file, *_), entry in zip(files, entries, strict=True)}


def write(path: Path, *lines: str, header: str = STANDARD_HEADER) -> Path:
    path.write_text(header + "".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def silver(stack: TillStack, store: int) -> list[tuple[str, int, str]]:
    rows = stack.sql(
        "select sales_month, count(*) as n, sum(net_sales) as money from silver.sales "
        f"where store_id = {store} group by sales_month order by sales_month"
    )
    return [(row["sales_month"], row["n"], row["money"]) for row in rows]


def gold(stack: TillStack, store: int) -> list[tuple[str, str]]:
    rows = stack.sql(
        "select sales_month, sum(total_sales) as money from gold.sales_team_data_mart "
        f"where store_id = {store} group by sales_month order by sales_month"
    )
    return [(row["sales_month"], row["money"]) for row in rows]


def as_json(stack: TillStack, *arguments: str, expect: int = 0) -> Any:
    return json.loads(stack.till(*arguments, "--json", expect=expect).stdout)


def mend(path: Path, changes: dict[tuple[int, str], str]) -> None:
    """What a person does in a spreadsheet, and what that makes of the file: quotes, CRLF and a byte order mark."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for (number, column), value in changes.items():
        (row,) = [row for row in rows if row["tillstream_row"] == str(number)]
        row[column] = value
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def test_refused_rows_go_out_are_mended_and_reach_gold(
    stack: TillStack, entries: dict[str, Any], tmp_path: Path
) -> None:
    entry = entries["mend.csv"]
    assert (entry["rows_in"], entry["loaded"], entry["quarantined"]) == (4, 1, 3)
    (listed,) = as_json(stack, "quarantine", "ls", "--path", "mend.csv")
    assert (listed["refused_rows"], listed["reasons"]) == (3, "not-a-date 1, not-a-decimal 1, quote-misplaced 1")

    out = tmp_path / "out.csv"
    stack.till("quarantine", "export", "mend.csv", "--out", str(out))
    assert out.read_bytes().startswith(b"\xef\xbb\xbftillstream_row,")
    assert ",'=SUM(A1)," in out.read_text(encoding="utf-8")
    mend(out, {(2, "sales_date"): "2026-04-01", (3, "total_cost"): "20.11"})
    (done,) = as_json(stack, "quarantine", "return", "mend.csv", str(out), "--wait")
    assert (done["rows_landed"], done["rows_still_refused"], done["state"]) == (1, 1, "transformed")
    assert (done["rows_in"], done["loaded"], done["quarantined"], done["total_cost"]) == (4, 2, 2, "7.05")
    assert silver(stack, 61) == [("2026-03", 1, "10.05"), ("2026-04", 1, "-3.00")]
    assert gold(stack, 61) == [("2026-03", "10.05"), ("2026-04", "-3.00")]
    kept = stack.sql("select product_name, row_number from silver.sales where store_id = 61 order by row_number")
    assert kept == [{"product_name": "Tea", "row_number": 1}, {"product_name": "=SUM(A1)", "row_number": 2}]

    (again,) = as_json(stack, "quarantine", "return", "mend.csv", str(out))
    assert (again["rows_landed"], again["loaded"]) == (0, 2)
    reasons = as_json(stack, "quarantine", "show", "--path", "mend.csv")
    assert {(reason["row"], reason["code"]) for reason in reasons} == {(3, "amounts-disagree"), (4, "quote-misplaced")}

    stack.till("quarantine", "export", "mend.csv", "--out", str(out))
    filled = dict(
        zip(STANDARD_HEADER.strip().split(","), ["2", "61", "Pin", "2026-03-02", "9", "5.00", "1", "5.00"], strict=True)
    )
    mend(out, {(3, "total_cost"): "20.10"} | {(4, column): value for column, value in filled.items()})
    stack.till("quarantine", "return", "mend.csv", str(out), "--wait")
    assert gold(stack, 61) == [("2026-03", "35.15"), ("2026-04", "-3.00")]
    refused = stack.till("quarantine", "return", "mend.csv", str(out.rename(tmp_path / "o.csv")), expect=0).stderr
    assert "returned before" in refused
    assert "No row of the file is refused" in stack.till("quarantine", "export", "mend.csv", expect=3).stderr


@pytest.mark.usefixtures("entries")
def test_a_return_of_rows_that_are_not_refused_is_refused_whole(stack: TillStack, tmp_path: Path) -> None:
    lines = ["2,1,62,Tea,2026-03-01,7,2.00,1,2.00", "1,1,62,Tea,2026-03-01,7,1.00,1,1.00"]
    mended = write(tmp_path / "m.csv", *lines, header=f"tillstream_row,{STANDARD_HEADER}")
    said = stack.till("quarantine", "return", "no.csv", str(mended), expect=3)
    assert (said.stdout, "row 1" in said.stderr) == ("", True)
    assert silver(stack, 62) == [("2026-03", 1, "1.00")]


@pytest.mark.usefixtures("entries")
def test_a_replay_ends_in_the_tables_that_the_mapping_of_today_gives(stack: TillStack, sources: Path) -> None:
    assert silver(stack, 63) == [("2026-03", 1, "1.00")]
    assert as_json(stack, "replay", "--source", "shop") == []

    (sources / "shop.yaml").write_text(GERMAN_DATES, encoding="utf-8")
    (done,) = as_json(stack, "replay", "--source", "shop", "--wait")
    assert (done["loaded_before"], done["loaded"], done["total_cost"], done["quarantined"]) == (1, 1, "2.00", 1)
    assert silver(stack, 63) == [("2026-04", 1, "2.00")]
    assert gold(stack, 63) == [("2026-04", "2.00")]

    (sources / "shop.yaml").write_text(OTHER_COLUMN, encoding="utf-8")
    (done,) = as_json(stack, "replay", "--path", "again.csv", "--wait", expect=3)
    assert (done["state_before"], done["state"], done["refusal"]) == (
        "transformed",
        "rejected",
        "missing-mandatory-columns",
    )
    assert (silver(stack, 63), gold(stack, 63)) == ([], [])

    (sources / "shop.yaml").write_text(PLAIN, encoding="utf-8")
    (done,) = as_json(stack, "replay", "--path", "again.csv", "--wait")
    assert (done["state_before"], done["loaded"]) == ("rejected", 1)
    assert (silver(stack, 63), gold(stack, 63)) == ([("2026-03", 1, "1.00")], [("2026-03", "1.00")])


def test_a_replay_asks_which_files(stack: TillStack) -> None:
    assert "--day" in stack.till("replay", expect=2).stderr
    assert "yyyy-mm-dd" in stack.till("replay", "--day", "yesterday", expect=2).stderr
    assert as_json(stack, "replay", "--day", "2020-01-01") == []


@pytest.mark.usefixtures("entries")
def test_the_story_of_a_file_is_told_in_order_with_what_to_do_next(stack: TillStack, tmp_path: Path) -> None:
    (story,) = as_json(stack, "files", "show", "story.csv")
    assert [event["event"] for event in story["events"]] == ["dropped", "received", "landed", "transformed"]
    times = [datetime.fromisoformat(event["at"]) for event in story["events"]]
    assert times == sorted(times)
    assert (story["rows"]["rows_in"], story["rows"]["loaded"], story["rows"]["total_cost"]) == (2, 1, "1.00")
    assert story["reasons"] == [{"code": "not-a-date", "column": "sales_date", "rows": 1}]
    assert f"till quarantine export {story['version'][:12]}" in story["next_step"]
    assert {place["what"] for place in story["places"]} == {"dropped at", "kept in", "good rows", "refused rows"}

    stack.drop(write(tmp_path / "story-copy.csv", *STORY))
    (other,) = as_json(stack, "files", "show", "story-copy.csv")
    assert "pos_sales/standard/story.csv" in other["next_step"]
    assert "story.csv (" in stack.till("files", "show", "story", expect=2).stderr
    assert as_json(stack, "files", "show", story["version"][:10])[0]["path"] == "pos_sales/standard/story.csv"

    assert "transformed" in stack.till("files", "show", "pos_sales/standard/story.csv").stdout
    stack.land(write(tmp_path / "story.csv", STORY[0]), source="standard")
    (old,) = as_json(stack, "files", "show", story["version"])
    assert [event["event"] for event in old["events"]][-1] == "superseded"
    shown = stack.till("files", "show", "pos_sales/standard/story.csv")
    assert "1 other version(s) of this path" in shown.stderr
    assert "landed" in shown.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("entries")
def test_building_everything_anew_keeps_what_was_mended_and_replayed(stack: TillStack) -> None:
    stores = (61, 62, 63, 64)
    stack.till("refresh")
    before = [(silver(stack, store), gold(stack, store)) for store in stores]
    stack.till("refresh", "--full")
    assert [(silver(stack, store), gold(stack, store)) for store in stores] == before
    for file in as_json(stack, "files"):
        assert file["rows_in"] == file["loaded"] + file["quarantined"] + file["duplicate"]
