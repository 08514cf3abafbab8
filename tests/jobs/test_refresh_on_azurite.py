"""The whole refresh on abfs://, against a real Azurite."""

from decimal import Decimal
from pathlib import Path

import pytest

from jobs.attach import attach
from jobs.contracts.errors import RunFailed
from jobs.contracts.messages import RunRequest
from jobs.refresh import run
from tests.conftest import Azurite
from tests.jobs.landed import removal, sale
from tests.jobs.on_azurite import AzuriteLake, embedded_on_azurite


def test_a_lake_on_azurite_is_filled_corrected_paid_and_asked(azurite: Azurite, tmp_path: Path) -> None:
    with embedded_on_azurite(azurite) as spark:
        lake = AzuriteLake(spark, tmp_path, azurite, "jobs")
        first = lake.sales(sale("2026-06-01", "10.00"), path="a.csv")
        lake.refresh(first, lake.land("customer", [{"customer_id": 7, "first_name": "Ada"}]))
        lake.refresh(removal(first), lake.sales(sale("2026-07-01", "250.50"), path="a.csv"))
        lake.pay("2026-07")
        attach(spark, lake.lake)
        (row,) = spark.sql("select * from gold.incentive_payout").collect()
        assert (row.sales_month, row.incentive) == ("2026-07", Decimal("2.51"))
        assert lake.rows("gold.customer_data_mart", "sales_month", "full_name") == [("2026-07", "Ada")]


def test_a_storage_that_is_gone_fails_the_run_and_is_not_taken_for_an_empty_one(
    own_azurite: Azurite, tmp_path: Path
) -> None:
    with embedded_on_azurite(own_azurite) as spark:
        lake = AzuriteLake(spark, tmp_path, own_azurite, "gone")
        lake.refresh(lake.sales(sale("2026-06-01", "10.00")))
        own_azurite.stop()
        with pytest.raises(RunFailed):
            run(spark, lake.lake, RunRequest(run_id="pay", kind="incentive", month="2026-06"))
