import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobs.contracts.errors import ConfigurationInvalid, TillstreamError
from till.cli import app

HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost"
GOOD = "7,1,Tea,2026-03-01,3,2.50,2,5.00"


def run(*arguments: object, stdin: str = "") -> tuple[int, list[dict], str]:
    outcome = CliRunner().invoke(app, ["check-source", *map(str, arguments), "--json"], input=stdin)
    if isinstance(outcome.exception, TillstreamError):
        raise outcome.exception
    return outcome.exit_code, [json.loads(line) for line in outcome.stdout.splitlines()], outcome.stderr


def write(folder: Path, name: str, *lines: str) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def test_every_violation_of_a_row_is_listed_and_the_books_balance(tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", HEADER + ",weather", GOOD + ",sun", "x,1,Tea,2026-02-30,3,2.50,2,5.00,rain")
    code, (found,), _ = run(file, "--source", "standard")
    assert code == 0
    assert (found["state"], found["rows_in"], found["loaded"], found["quarantined"]) == ("landed", 2, 1, 1)
    assert [(each["row"], each["column"], each["code"], each["found"]) for each in found["violations"]] == [
        (2, "customer_id", "not-an-integer", "x"),
        (2, "sales_date", "not-a-date", "2026-02-30"),
    ]
    assert found["totals"]["total_cost"] == "5.00"
    assert (found["totals"]["min_date"], found["totals"]["months"]) == ("2026-03-01", ["2026-03"])
    assert found["extra_columns"] == ["weather"]


def test_violations_are_listed_up_to_the_cap_and_counted_beyond_it(tmp_path: Path) -> None:
    bad = GOOD.replace("2026-03-01", "1.3.2026")
    file = write(tmp_path, "a.csv", HEADER, *[bad] * 7, GOOD)
    _, (found,), _ = run(file, "--source", "standard", "--cap", 3)
    assert [each["row"] for each in found["violations"]] == [1, 2, 3]
    assert (found["violations_total"], found["violations_by_code"]) == (7, {"not-a-date": 7})


def test_a_file_that_is_refused_tells_why_and_what_was_wrong_so_far(tmp_path: Path) -> None:
    bad = GOOD.replace("2026-03-01", "1.3.2026")
    files = [
        write(tmp_path, "many.csv", HEADER, *[bad] * 20, GOOD),
        write(tmp_path, "lacks.csv", HEADER.replace(",price", ""), "7,1,Tea,2026-03-01,3,2,5.00"),
        write(tmp_path, "good.csv", HEADER, GOOD),
    ]
    code, found, _ = run(*files, "--source", "standard")
    assert code == 3
    assert [each["file"] for each in found] == [str(file) for file in files]
    assert [each["refusal"] and each["refusal"]["code"] for each in found] == [
        "too-many-refused",
        "missing-mandatory-columns",
        None,
    ]
    assert (found[0]["rows_in"], found[0]["loaded"], found[0]["violations_total"]) == (0, 0, 20)
    assert "price" in found[1]["refusal"]["expected"]


def test_paths_on_stdin_are_checked_in_order_and_a_lost_one_is_a_refusal(tmp_path: Path) -> None:
    file = write(tmp_path, "ä b.csv", HEADER, GOOD)
    code, found, _ = run("-", "--source", "standard", stdin=f"{file}\n{tmp_path}/gone.csv\r\n{file}\n")
    assert code == 3
    assert [(Path(each["file"]).name, each["state"]) for each in found] == [
        ("ä b.csv", "landed"),
        ("gone.csv", "rejected"),
        ("ä b.csv", "landed"),
    ]
    assert found[1]["refusal"]["code"] == "file-unreadable"


def test_a_named_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match=r"gone\.csv"):
        run(tmp_path / "gone.csv", "--source", "standard")


def test_bounds_that_depend_on_the_drop_are_held_when_its_day_is_given_and_named_when_not(tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", HEADER, GOOD)
    _, (free,), said = run(file, "--source", "standard")
    _, (held,), nothing = run(file, "--source", "standard", "--dropped-on", "2026-02-21")
    assert (free["loaded"], held["violations_by_code"]) == (1, {"out-of-range": 1})
    assert "not checked: that sales_date, sold_at is not after the drop" in said
    assert nothing == ""


MAPPING = """\
source: paths
format: csv
time_zone: UTC
control_file: { suffix: .ok, patterns: ['rows=(?P<rows>[0-9]+)'] }
datasets: { pos_sales: { columns: { store_id: { path: 'store-([0-9]+)/' } } } }
"""


def test_the_path_tells_a_value_and_the_control_file_beside_a_file_is_read(tmp_path: Path) -> None:
    mapping = write(tmp_path, "any-name.yaml", MAPPING)
    rows = [line.replace("store_id,", "").replace("7,1,", "7,") for line in (HEADER, GOOD)]
    sound = write(tmp_path / "store-12" / "2026", "a.csv", *rows)
    beside = write(tmp_path / "store-12" / "2026", "a.csv.ok", "rows=1")
    wrong = write(tmp_path / "store-12" / "2026", "b.csv", *rows)
    write(tmp_path / "store-12" / "2026", "b.csv.ok", "rows=2")
    waits = write(tmp_path / "store-12" / "2026", "c.csv", *rows)
    _, found, _ = run(sound, beside, wrong, waits, "--mapping", mapping, "--path-root", tmp_path)
    assert [(each["state"], each["refusal"] and each["refusal"]["code"]) for each in found] == [
        ("landed", None),
        ("control", None),
        ("rejected", "control-total-differs"),
        ("rejected", "control-file-missing"),
    ]


def test_without_json_a_table_stands_on_stdout_and_the_first_reasons_on_stderr(tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", HEADER, GOOD, GOOD.replace("2026-03-01", "1.3.2026"))
    outcome = CliRunner().invoke(app, ["check-source", str(file), "--source", "standard"])
    assert outcome.exit_code == 0
    assert "not-a-date 1" in outcome.stdout
    assert "row 2 sales_date: not-a-date: found: '1.3.2026'" in outcome.stderr


def test_the_mapping_has_to_be_named(tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", HEADER, GOOD)
    with pytest.raises(ConfigurationInvalid, match="by which mapping"):
        run(file)
