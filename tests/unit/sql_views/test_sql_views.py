"""Gold as views: what each shows, who may see it, and that it is SQL of the dialect that it is for."""

import re
import subprocess
import sys
from collections.abc import Iterable

import pytest
import sqlglot
from sqlglot import exp

from jobs.catalogue import all_tables
from till.sql_views import databricks, synapse
from till.sql_views.shown import READABLE, WHOLE, Readers, personal_columns

LAKE = "abfss://{file_system}@lake.dfs.core.windows.net"
GROUPS = Readers("shop-readers", "shop`s ]people")
# Written by hand from the contracts' classification, and from what the marts' pages say their columns hold.
PERSONAL = {
    "full_name",
    "first_name",
    "last_name",
    "address",
    "pincode",
    "phone_number",
    "store_manager_name",
    "decided_by",
}
MARTS = {table.name: table for table in all_tables() if table.file_system == "gold"}
_SOURCE = re.compile(
    r"FROM OPENROWSET\(BULK '(\w+)', DATA_SOURCE = 'tillstream_gold', FORMAT = 'DELTA'\)\nWITH \((.*?)\n\) AS"
)


def unity() -> list[str]:
    return list(databricks.statements(LAKE, "shop", GROUPS))


def serverless() -> list[str]:
    return list(synapse.statements(LAKE, GROUPS))


def views(statements: Iterable[str], start: str) -> list[str]:
    return [statement for statement in statements if statement.startswith(start)]


def columns_of(view: exp.Expression) -> list[str]:
    select = view.find(exp.Select)
    assert select is not None
    return [column.name for column in select.expressions]


def expected(schema: str, mart: str) -> list[str]:
    return [name for name in MARTS[mart].columns if schema == WHOLE or name not in PERSONAL]


def test_personal_is_what_the_contracts_mark_and_what_is_made_of_it() -> None:
    assert personal_columns() == PERSONAL


def test_every_statement_for_unity_catalog_is_databricks_sql() -> None:
    # The parser does not know this privilege of Unity Catalog.
    for statement in (each for each in unity() if not each.startswith("GRANT USE CATALOG")):
        assert not isinstance(sqlglot.parse_one(statement, dialect="databricks"), exp.Command), statement


def test_unity_catalog_has_a_view_of_every_mart_with_its_columns_and_what_they_hold() -> None:
    found: dict[str, set[str]] = {READABLE: set(), WHOLE: set()}
    for statement in views(unity(), "CREATE OR REPLACE VIEW"):
        view = sqlglot.parse_one(statement, dialect="databricks")
        name = view.this.this
        columns = columns_of(view)
        assert columns == expected(name.db, name.name)
        assert [column.name for column in view.this.expressions] == columns
        assert all(column.find(exp.CommentColumnConstraint) for column in view.this.expressions)
        assert view.find(exp.SchemaCommentProperty)
        found[name.db].add(name.name)
    assert found[READABLE] == set(MARTS)
    assert found[WHOLE] == {name for name, table in MARTS.items() if PERSONAL & set(table.columns)}


def test_a_comment_comes_out_as_the_mart_says_it() -> None:
    (statement,) = [
        each for each in unity() if each.startswith("CREATE OR REPLACE VIEW `shop`.`gold_persons`.`customer_data_mart`")
    ]
    view = sqlglot.parse_one(statement, dialect="databricks")
    comments = {column.name: column.find(exp.CommentColumnConstraint).this.this for column in view.this.expressions}  # type: ignore[union-attr]
    assert comments["phone_number"] == "the customer's, all digits but the last three masked"


def test_nobody_is_granted_the_tables_and_each_group_its_own_views() -> None:
    grants = [statement for statement in unity() if statement.startswith("GRANT")]
    assert not [grant for grant in grants if "gold_tables" in grant]
    for grant in grants:
        if grant.startswith("GRANT SELECT"):
            assert (f".`{WHOLE}`." in grant) == grant.endswith("TO `shop``s ]people`")
            assert (f".`{READABLE}`." in grant) == grant.endswith("TO `shop-readers`")
    assert len([grant for grant in grants if grant.startswith("GRANT SELECT")]) == len(
        views(unity(), "CREATE OR REPLACE VIEW")
    )


def test_the_tables_lie_where_the_jobs_write_them() -> None:
    locations = {re.search(r"LOCATION '(.*)'", each)[1] for each in views(unity(), "CREATE TABLE")}  # type: ignore[index]
    assert locations == {f"abfss://gold@lake.dfs.core.windows.net/{name}" for name in MARTS}


def test_synapse_has_a_view_of_every_mart_that_reads_its_delta_table_with_its_types() -> None:
    found: dict[str, set[str]] = {READABLE: set(), WHOLE: set()}
    types = {"string": "VARCHAR", "boolean": "BIT", "timestamp": "DATETIME2"}
    for statement in views(serverless(), "CREATE OR ALTER VIEW"):
        source = re.search(_SOURCE.pattern, statement, re.DOTALL)
        assert source is not None, statement
        # The parser knows no OPENROWSET(BULK ...): a table stands for it, its columns are parsed as a table's.
        view = sqlglot.parse_one(statement.replace(source[0], "FROM [source] AS"), dialect="tsql")
        typed = sqlglot.parse_one(f"CREATE TABLE [t] ({source[2]})", dialect="tsql")
        name = view.this
        columns = columns_of(view)
        assert name.name == source[1]
        assert columns == expected(name.db, name.name)
        kinds = {column.name: column.kind.sql("tsql") for column in typed.find_all(exp.ColumnDef)}
        assert list(kinds) == columns
        for column, kind in kinds.items():
            spark = MARTS[name.name].columns[column]
            told = spark.upper().replace(",", ", ") if spark.startswith("decimal") else types.get(spark, spark.upper())
            assert kind.replace("INTEGER", "INT").replace("NUMERIC", "DECIMAL").startswith(told), (column, kind, spark)
        found[name.db].add(name.name)
    assert found[READABLE] == set(MARTS)
    assert found[WHOLE] == {name for name, table in MARTS.items() if PERSONAL & set(table.columns)}


def test_synapse_grants_each_group_its_own_views_and_the_use_of_the_credential() -> None:
    grants = [statement for statement in serverless() if statement.startswith("GRANT")]
    assert [grant for grant in grants if "CREDENTIAL" in grant] == [
        "GRANT REFERENCES ON DATABASE SCOPED CREDENTIAL::[tillstream_lake] TO [shop-readers]",
        "GRANT REFERENCES ON DATABASE SCOPED CREDENTIAL::[tillstream_lake] TO [shop`s ]]people]",
    ]
    for grant in (grant for grant in grants if "OBJECT::" in grant):
        assert (f"OBJECT::[{WHOLE}]." in grant) == grant.endswith("TO [shop`s ]]people]")


@pytest.mark.parametrize("statements", [unity(), serverless()], ids=["databricks", "synapse"])
def test_no_statement_holds_a_key_or_a_password(statements: list[str]) -> None:
    assert not [each for each in statements if re.search(r"(?i)password|secret =|sas|accountkey", each)]


@pytest.mark.parametrize(("dialect", "ending"), [("databricks", ";"), ("synapse", "GO")])
def test_the_command_prints_them(dialect: str, ending: str) -> None:
    asked = ["--dialect", dialect, "--lake", LAKE, "--readers", "r", "--readers-of-persons", "p"]
    command = [sys.executable, "-c", "from till.cli import main; main()", "sql-views", *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith(ending)
    assert done.stdout.count("VIEW") > len(MARTS)


def test_a_lake_that_names_no_file_system_is_refused() -> None:
    code = "from till.cli import main; main()"
    asked = ["sql-views", "--dialect", "synapse", "--lake", "abfss://x", "--readers", "r", "--readers-of-persons", "p"]
    done = subprocess.run([sys.executable, "-c", code, *asked], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
