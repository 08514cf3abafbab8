"""The page of costs is what the script writes, and the script's arithmetic is that of the page."""

from decimal import Decimal

import pytest

from infra.cost import METERS, VOLUMES, bill, run_seconds, total
from infra.cost_page import PAGE, page


def line(runner: str, volume: int, what: str) -> Decimal:
    (found,) = [each for each in bill(Decimal(volume), runner) if each.what == what]
    return found.amount.quantize(Decimal("0.01"))


def test_the_page_is_what_the_script_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


# Worked out by hand from the prices and quantities that the page names.
@pytest.mark.parametrize(
    ("runner", "volume", "what", "amount"),
    [
        # (24 s of checks + 576 s of sweeps) x 4 GB x 30 days is 72,000 GB-s: less than is free
        ("container", 1, "Functions, on demand", "0.00"),
        # (2,400 + 576) x 4 x 30 = 357,120; less 100,000 free; x 0.000026
        ("container", 100, "Functions, on demand", "6.69"),
        # 4 x 2,592,000 x 0.000004
        ("container", 1, "Functions, one instance always ready", "41.47"),
        # 1,000 / 115 = 8.6957 million lines; (96 x 40 + 8.6957 x 17.52 x 2 = 4,144.7) x 30 = 124,341 s;
        # x 4 cores - 180,000; x 0.000024
        ("container", 1, "Container Apps Job, vCPU", "7.62"),
        # 142 x 87.6 / 69.6 = 178.72; (24 x 300 + 8.6957 x 178.72 x 2 / 4 = 7,977.0) / 3,600 x 30 h x 2 machines x 0.226
        ("databricks", 1, "Databricks, machines", "30.05"),
        # 869.57 million lines, 36.2 million a run: 55.25 x 87.6 / 69.6 = 69.539;
        # (7,200 + 869.57 x 69.539 x 2 / 32 = 10,979.3) / 120 x 9 x 0.226
        ("databricks", 100, "Databricks, machines", "186.10"),
        # 365 x 132 / 115 = 419.0 GB of tables, 30 days of landing and raw: 479.0 GB
        ("container", 1, "Lake, hot", "9.96"),
        ("container", 10, "Lake, archive", "3.70"),
        ("container", 1, "Private endpoints", "51.10"),
        ("databricks", 1, "Private endpoints", "43.80"),
    ],
)
def test_a_line_comes_to_what_it_says(runner: str, volume: int, what: str, amount: str) -> None:
    assert line(runner, volume, what) == Decimal(amount)


@pytest.mark.parametrize("runner", ["container", "databricks"])
def test_more_data_costs_more(runner: str) -> None:
    totals = [total(bill(volume, runner)) for volume in VOLUMES]
    assert totals == sorted(totals)


def test_runs_fit_into_the_day_at_the_volumes_that_the_page_gives() -> None:
    assert all(run_seconds(volume) < 86_400 for volume in VOLUMES)


def test_every_price_says_where_it_is_from() -> None:
    assert all(each.source and each.per for each in METERS.values())
    assert {each.kind for each in METERS.values()} == {"looked up", "assumed"}


def test_what_is_not_measured_says_so() -> None:
    assert "not in the pages that could be searched" in page()
