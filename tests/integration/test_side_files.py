"""Control files beside files, and values that stand in a file's path: on real storage, in any order of arrival."""

from dataclasses import replace
from pathlib import Path

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.ledger.entries import FileEntry, FileState
from tests.conftest import Azurite
from tests.integration.desk import dropped, landing_desk, unique

CONTROLLED = """
source: controlled
format: csv
time_zone: UTC
control_file:
  suffix: .ctl
  patterns: ['rows=(?P<rows>[0-9]+)', 'sum=(?P<total_cost>[-0-9.]+)']
datasets: {pos_sales: {}}
"""
BY_PATH = """
source: by_path
format: csv
time_zone: UTC
datasets:
  pos_sales:
    columns:
      store_id: { path: 'store-([0-9]+)/' }
"""
HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
ROWS = "7,1,Tea,2026-03-01,3,2.50,2,5.00\n8,1,Tea,2026-03-01,3,2.50,1,2.50\n"


@pytest.fixture
def controlled(azurite: Azurite, tmp_path: Path) -> LandingDesk:
    (tmp_path / "controlled.yaml").write_text(CONTROLLED)
    (tmp_path / "by_path.yaml").write_text(BY_PATH)
    return replace(landing_desk(azurite), sources=tmp_path)


def of_its_own() -> bytes:
    """A file that no other test drops: two rows, 7.50 in all."""
    return (HEADER + ROWS.replace("Tea", unique("Tea"))).encode()


def again(desk: LandingDesk, path: str) -> FileEntry:
    entry = land(desk, path)
    assert entry is not None
    return entry


def test_a_file_waits_for_its_control_file_and_lands_when_that_comes(controlled: LandingDesk) -> None:
    path = f"pos_sales/controlled/{unique('a.csv')}"
    waiting = dropped(controlled, of_its_own(), path)
    assert waiting.state == FileState.RECEIVED
    assert f"{path}.ctl" in waiting.error
    assert dropped(controlled, b"rows=2 sum=7.50", f"{path}.ctl").state == FileState.CONTROL
    landed = again(controlled, path)
    assert (landed.state, landed.loaded, landed.error) == (FileState.LANDED, 2, "")


def test_a_control_file_may_come_first(controlled: LandingDesk) -> None:
    path = f"pos_sales/controlled/{unique('b.csv')}"
    dropped(controlled, b"rows=2 sum=7.50", f"{path}.ctl")
    assert dropped(controlled, of_its_own(), path).state == FileState.LANDED


@pytest.mark.parametrize("control", [b"rows=3 sum=7.50", b"rows=2 sum=7.51", b"rows=two sum=7.50"])
def test_a_file_that_is_not_what_its_control_file_says_is_refused_until_a_better_one_comes(
    controlled: LandingDesk, control: bytes
) -> None:
    path = f"pos_sales/controlled/{unique('c.csv')}"
    dropped(controlled, control, f"{path}.ctl")
    refused = dropped(controlled, of_its_own(), path)
    assert refused.state == FileState.REJECTED
    assert refused.refusal in ("control-total-differs", "control-file-unreadable")
    dropped(controlled, b"rows=2 sum=7.50", f"{path}.ctl")
    assert again(controlled, path).state == FileState.LANDED


def test_equal_bytes_of_two_stores_are_two_files_where_the_path_tells_the_store(controlled: LandingDesk) -> None:
    content = of_its_own()
    name = unique("day.csv")
    first = dropped(controlled, content, f"pos_sales/by_path/store-1/{name}")
    second = dropped(controlled, content, f"pos_sales/by_path/store-2/{name}")
    third = dropped(controlled, content, f"pos_sales/by_path/store-2/{unique('copy.csv')}")
    assert [entry.state for entry in (first, second, third)] == [
        FileState.LANDED,
        FileState.LANDED,
        FileState.DUPLICATE,
    ]


def test_a_path_without_the_value_refuses_the_file(controlled: LandingDesk) -> None:
    refused = dropped(controlled, of_its_own(), f"pos_sales/by_path/{unique('nowhere.csv')}")
    assert (refused.state, refused.refusal) == (FileState.REJECTED, "path-without-value")
