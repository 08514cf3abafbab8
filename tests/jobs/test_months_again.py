"""A month that is built again from silver as it is: the same tables, whatever they hold."""

import pytest

from jobs.catalogue import all_tables
from jobs.contracts.messages import RunRequest
from jobs.refresh import run
from tests.jobs.landed import LandedLake, sale


@pytest.mark.parametrize("month", ["2026-04", "2026-05"])
def test_a_month_that_is_built_again_says_the_same(landed: LandedLake, month: str) -> None:
    landed.refresh(landed.sales(sale("2026-03-31", "1.00"), sale("2026-04-01", "5.00")))
    names = [str(table) for table in all_tables() if landed.lake.exists(landed.spark, table)]
    before = {name: landed.rows(name) for name in names}
    run(landed.spark, landed.lake, RunRequest("again", "refresh", month=month))
    assert {name: landed.rows(name) for name in names} == before
