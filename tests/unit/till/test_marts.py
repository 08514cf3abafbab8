"""`till marts` and docs/marts.md: what each table holds and reads, told without a stack."""

import json
import sys
from collections.abc import Callable

import pytest

from till import cli
from till.marts_page import PAGE, page

type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `till marts` with arguments; its exit code, stdout and stderr."""

    def marts(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["till", "marts", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        code = end.value.code
        return (code if isinstance(code, int) else 0, *capsys.readouterr())

    return marts


def test_ls_lists_the_tables_of_gold(run: Run) -> None:
    code, out, _ = run("ls", "--json")
    tables = {table["name"]: table for table in json.loads(out)}
    assert code == 0
    assert tables["customer_data_mart"] == {
        "name": "customer_data_mart",
        "schema": "gold",
        "grain": "customer_id, store_id, sales_month",
        "rebuilt": "by month",
        "holds": "What each known customer spent at each store in each month.",
    }
    assert {tables["fact_sales"]["rebuilt"], tables["dim_date"]["rebuilt"]} == {"by day", "as a whole"}
    assert {table["schema"] for table in tables.values()} == {"gold"}


def test_ls_lists_what_marts_are_summed_from_when_asked_for_all(run: Run) -> None:
    _, out, _ = run("ls", "--all", "--json")
    assert {"name": "daily_orders", "schema": "silver"}.items() <= next(
        table.items() for table in json.loads(out) if table["name"] == "daily_orders"
    )


@pytest.mark.parametrize("name", ["customer_data_mart", "gold.customer_data_mart", "GOLD.Customer_Data_Mart"])
def test_show_tells_the_definition_and_every_column(run: Run, name: str) -> None:
    code, out, _ = run("show", name, "--json")
    (told,) = json.loads(out)
    assert code == 0
    assert "Anonymous orders are not in it" in told["definition"][0]
    assert told["reads"] == ["silver.monthly_customer", "gold.dim_customer", "gold.dim_store"]
    assert told["columns"][-1] == {
        "column": "total_sales",
        "type": "decimal(18,2)",
        "holds": "net sales, in the store's currency",
    }


def test_show_is_read_by_people_too(run: Run) -> None:
    code, out, err = run("show", "silver.daily_person")
    assert (code, err) == (0, "")
    assert "silver.daily_person" in out
    assert "Grain: sales_date, store_id, sales_person_id." in out
    assert "who made the sales; null for those of which the till does not say" in out


def test_a_name_that_no_table_has_is_answered_with_those_like_it(run: Run) -> None:
    code, out, err = run("show", "gold.customer_mart")
    assert (code, out) == (2, "")
    assert "unknown-table" in err
    assert "customer_data_mart" in err


def test_the_graph_of_a_table_goes_down_to_silver(run: Run) -> None:
    _, out, _ = run("graph", "sales_team_data_mart")
    assert out.split("\n")[:5] == [
        "gold.sales_team_data_mart",
        "├── silver.daily_person",
        "│   └── silver.sales",
        "└── gold.dim_sales_team",
        "    └── silver.sales_team",
    ]


def test_the_graph_of_a_table_as_json_holds_what_it_stands_on_and_nothing_else(run: Run) -> None:
    _, out, _ = run("graph", "sales_team_data_mart", "--json")
    assert {row["table"]: row["reads"] for row in json.loads(out)} == {
        "silver.sales": [],
        "silver.sales_team": [],
        "silver.daily_person": ["silver.sales"],
        "gold.dim_sales_team": ["silver.sales_team"],
        "gold.sales_team_data_mart": ["silver.daily_person", "gold.dim_sales_team"],
    }


def test_the_graph_begins_with_the_tables_of_silver_and_shows_every_table(run: Run) -> None:
    _, out, _ = run("graph")
    roots = [line for line in out.split("\n") if line and line[0] not in "│├└ "]
    assert roots[0] == "silver.sales"
    assert all(root.startswith("silver.") for root in roots)
    shown = {line.split("(")[0].strip("│├└─ \u00a0") for line in out.split("\n") if line}
    _, listed, _ = run("ls", "--all", "--json")
    assert {f"{table['schema']}.{table['name']}" for table in json.loads(listed)} <= shown


def test_the_graph_as_mermaid_has_an_arrow_into_each_table(run: Run) -> None:
    _, out, _ = run("graph", "sales_team_data_mart", "--mermaid")
    assert out == (
        "flowchart LR\n"
        '    subgraph from_box["silver"]\n        sales\n        sales_team\n    end\n'
        '    subgraph summed_box["silver, summed up"]\n        daily_person\n    end\n'
        '    subgraph dimensions_box["gold, dimensions"]\n        dim_sales_team\n    end\n'
        '    subgraph marts_box["gold"]\n        sales_team_data_mart\n    end\n'
        "    sales --> daily_person\n"
        "    sales_team --> dim_sales_team\n"
        "    daily_person & dim_sales_team --> sales_team_data_mart\n"
    )


def test_the_page_of_marts_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"
