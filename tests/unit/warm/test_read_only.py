"""Which statements the warm process passes on to the engine."""

import pytest

from jobs.contracts.errors import TillstreamError
from till.warm.read_only import require_read_only


@pytest.mark.parametrize(
    "statement",
    [
        "select 1",
        "  SELECT 'a; drop table x' AS text ;  ",
        "-- a comment; with a semicolon\nselect 1",
        "with a as (select 1), b (x) as (select 2) select * from a, b",
        "with `insert` as (select 1) select * from `insert`",
        "show tables in gold",
        "describe table gold.customer_data_mart",
        "select 'it''s' || \"x\" || 'back\\'slash; '",
        "select replace(name, 'a', 'b'), `delete` from t /* update */",
    ],
)
def test_one_statement_that_reads_passes(statement: str) -> None:
    require_read_only(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "",
        ";",
        "-- only a comment",
        "delete from gold.x",
        "insert into gold.x select 1",
        "/* select */ drop table gold.x",
        "select 1; drop table gold.x",
        "with a as (select 1) insert into gold.x select * from a",
        "WITH a AS (SELECT 1) DELETE FROM gold.x",
        "with a as (select 1) from a insert into gold.x select *",
        "with a as (select ')') merge into gold.x using a on true when matched then delete",
        "from gold.x insert into gold.y select *",
        "create table gold.y as select 1",
        "set spark.sql.session.timeZone = UTC",
        "explain select 1",
        "selection",
        "1 select",
    ],
)
def test_anything_else_is_refused(statement: str) -> None:
    with pytest.raises(TillstreamError, match="only reads"):
        require_read_only(statement)
