"""The lake's writes: parts replaced in one commit, many versions at once, two writers, and SQL on top."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame

from jobs.attach import attach
from jobs.catalogue import SALES_RECORD, VIEWS, all_tables
from jobs.predicates import VERSIONS_IN_A_PREDICATE
from tests.jobs.landed import LandedLake, removal, sale

pytestmark = pytest.mark.marts("customer_data_mart", "sales_team_data_mart")


def commits(landed: LandedLake, table: str) -> int:
    return len(list((landed.folder / table / "_delta_log").glob("*.json")))


def test_a_batch_is_one_commit_per_table(landed: LandedLake) -> None:
    first = landed.sales(sale("2026-06-01", "1.00"), path="a.csv")
    landed.refresh(first)
    before = commits(landed, "silver/sales_record"), commits(landed, "gold/customer_data_mart")
    landed.refresh(removal(first), landed.sales(sale("2026-07-01", "1.00"), path="b.csv"))
    assert (commits(landed, "silver/sales_record"), commits(landed, "gold/customer_data_mart")) == (
        before[0] + 1,
        before[1] + 1,
    )


@pytest.mark.parametrize("files", [VERSIONS_IN_A_PREDICATE, VERSIONS_IN_A_PREDICATE + 1])
def test_few_versions_and_many_are_replaced_alike(landed: LandedLake, files: int) -> None:
    other = landed.sales(sale("2026-06-01", "1000.00"), path="other.csv")
    lines = [landed.sales(sale(f"2026-0{6 + n % 2}-01", "1.00"), path=f"{n}.csv") for n in range(files)]
    landed.refresh(other, *lines[:3])
    landed.refresh(*lines)
    landed.refresh(*lines)
    assert sum(total for (total,) in landed.rows("silver.sales", "net_sales")) == 1000 + files
    landed.refresh(*map(removal, lines))
    assert landed.rows("silver.sales", "file_version") == [(other.version,)]


def test_many_versions_of_a_dimension_are_replaced_like_few(landed: LandedLake) -> None:
    lines = [
        landed.land("customer", [{"customer_id": n, "first_name": "a"}], path=f"{n}.csv")
        for n in range(VERSIONS_IN_A_PREDICATE + 1)
    ]
    landed.refresh(*lines[:2])
    landed.refresh(*lines)
    assert len(landed.rows("silver.customer")) == len(lines)
    landed.refresh(*map(removal, lines[1:]))
    assert landed.rows("silver.customer", "customer_id") == [(0,)]


def test_two_writers_of_one_table_both_have_their_way(landed: LandedLake) -> None:
    frames: dict[str, DataFrame] = {}
    for month in ("2026-06", "2026-07"):
        line = landed.sales(sale(f"{month}-01", "1.00"), path=f"{month}.csv")
        landed.refresh(line)
        frames[month] = (
            landed.spark.read.format("delta").load(landed.lake.location(SALES_RECORD)).where(f"sales_month = '{month}'")
        )

    def replace(month: str) -> None:
        for _ in range(5):
            landed.lake.replace_months(landed.spark, SALES_RECORD, frames[month], [month])

    with ThreadPoolExecutor(2) as writers:
        list(writers.map(replace, frames))
    assert landed.rows("silver.sales", "sales_month") == [("2026-06",), ("2026-07",)]


def test_a_table_that_cannot_be_read_is_not_taken_for_one_that_is_not_there(landed: LandedLake) -> None:
    log = landed.folder / "silver" / "sales_record" / "_delta_log"
    log.mkdir(parents=True)
    (log / "00000000000000000000.json").write_text("not a commit")
    with pytest.raises(PySparkException):
        landed.lake.exists(landed.spark, SALES_RECORD)


def test_tables_that_are_there_answer_by_their_names(landed: LandedLake) -> None:
    attach(landed.spark, landed.lake)
    landed.refresh(landed.sales(sale("2026-06-01", "1.00")))
    attach(landed.spark, landed.lake)
    attach(landed.spark, landed.lake)
    query = "select s.net_sales, m.total_sales from silver.sales s join gold.customer_data_mart m using (customer_id)"
    # The names stay in the session, whose other tests have lakes of their own: look at these two alone.
    try:
        (row,) = landed.spark.sql(query).collect()
        assert (row.net_sales, row.total_sales) == (1, 1)
        landed.refresh(landed.sales(sale("2026-06-02", "2.00"), path="b.csv"))
        assert landed.spark.sql("select count(*) as n from silver.sales").collect()[0].n == 2
    finally:
        for view in VIEWS:
            landed.spark.sql(f"drop view if exists {view}")
        for table in all_tables():
            landed.spark.sql(f"drop table if exists {table}")
