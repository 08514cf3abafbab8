"""Sales that several files speak of, from a dropped file through a run of silver to the ledger; worked by hand.

Gold has no say in these figures. That a whole run, with gold, gives them too is held by test_reconcile.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from pyspark.sql import SparkSession

from functions.clock import utc_now
from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.ledger.entries import FileEntry
from functions.ledger.runs import FULL_REBUILD, Runs
from functions.transform.advance import advance
from functions.transform.desk import Desk
from functions.transform.runner import RunState
from jobs.batch import read_batch
from jobs.catalogue import SALES
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.names import LANDING
from jobs.silver.build import build_silver
from jobs.tables import Lake
from tests.conftest import Azurite
from tests.integration.desk import HEADER, landing_desk
from tests.jobs.on_azurite import embedded_on_azurite
from till.stack.azurite import ACCOUNT


def into_silver(spark: SparkSession, lake: Lake, request: RunRequest) -> None:
    lines = lake.manifest(spark, request.manifest)
    build_silver(spark, lake, read_batch(request.run_id, lines, full=request.full, where=request.manifest))


@dataclass
class AtOnce:
    """A runner that builds silver when it is asked to run."""

    spark: SparkSession
    lake: Lake
    states: dict[str, RunState] = field(default_factory=dict)

    def start(self, request: RunRequest) -> None:
        into_silver(self.spark, self.lake, request)
        self.states[request.run_id] = RunState.SUCCEEDED

    def state(self, run_id: str, attempt: int = 1) -> RunState:
        return self.states.get(run_id, RunState.UNKNOWN)


@dataclass
class Whole:
    """Landing, runs and an engine on one Azurite."""

    landing: LandingDesk
    desk: Desk
    spark: SparkSession
    lake: Lake

    def drop(self, name: str, *lines: str) -> None:
        self.land(name, *lines)
        self.refresh()

    def land(self, name: str, *lines: str) -> None:
        path = f"pos_sales/standard/{name}"
        header = HEADER.replace("\n", ",receipt_id,line_no\n")
        self.landing.blobs.put(LANDING, path, io.BytesIO((header + "".join(lines)).encode()))
        assert land(self.landing, path) is not None

    def refresh(self) -> None:
        for _ in range(2):
            advance(self.desk)
        assert self.desk.runs.active() is None

    def told(self, name: str) -> tuple[int, int, int, int, int, str, str, str]:
        """rows in, loaded, quarantined, duplicate, corrected; what the loaded, duplicate and corrected rows cost."""
        rows = self.landing.rows.beginning_with("pos_sales", "version:")
        (entry,) = [entry for row in rows if (entry := FileEntry.of(row)) and entry.path.endswith(name)]
        counts = entry.rows_in, entry.loaded, entry.quarantined, entry.duplicate, entry.corrected
        assert entry.rows_in == entry.loaded + entry.quarantined + entry.duplicate
        return (*counts, entry.total_cost, entry.duplicate_cost, entry.corrected_cost)

    def net_sales(self) -> str:
        (row,) = self.lake.read(self.spark, SALES).groupBy().sum("net_sales").collect()
        return str(row[0])


def line(total: str, number: int, *, day: str = "2026-03-01") -> str:
    return f"1,1,Apples,{day},7,{total},1,{total},r1,{number}\n"


@pytest.fixture
def whole(own_azurite: Azurite) -> Iterator[Whole]:
    with embedded_on_azurite(own_azurite) as spark:
        landing = landing_desk(own_azurite)
        lake = Lake(f"abfs://{{file_system}}@{ACCOUNT}.dfs.core.windows.net")
        desk = Desk(landing.blobs, landing.pending, Runs(landing.rows), AtOnce(spark, lake), 3)
        yield Whole(landing, desk, spark, lake)


def test_repeated_and_corrected_lines_are_told_of_on_both_files(whole: Whole) -> None:
    whole.drop("a.csv", line("1.00", 1), line("2.00", 2), line("3.00", 3), line("oops", 4))
    assert whole.told("a.csv") == (4, 3, 1, 0, 0, "6.00", "", "")
    whole.drop("b.csv", line("1.00", 1), line("2.50", 2, day="2026-04-01"))
    assert whole.told("b.csv") == (2, 1, 0, 1, 0, "2.50", "1.00", "")
    assert whole.told("a.csv") == (4, 3, 1, 0, 1, "6.00", "", "2.00")
    assert whole.net_sales() == "6.50"
    whole.desk.runs.ask(FULL_REBUILD, RunRequest("", "refresh", full=True), utc_now())
    whole.refresh()
    assert whole.told("a.csv") == (4, 3, 1, 0, 1, "6.00", "", "2.00")
    assert whole.told("b.csv") == (2, 1, 0, 1, 0, "2.50", "1.00", "")
    assert whole.net_sales() == "6.50"


def test_a_file_that_is_replaced_gives_back_what_it_had_taken(whole: Whole) -> None:
    whole.drop("a.csv", line("1.00", 1), line("2.00", 2))
    whole.drop("b.csv", line("1.00", 1), line("2.50", 2))
    assert whole.told("a.csv") == (2, 2, 0, 0, 1, "3.00", "", "2.00")
    whole.drop("b.csv", line("9.00", 9))
    assert whole.told("a.csv") == (2, 2, 0, 0, 0, "3.00", "", "")
    assert whole.net_sales() == "12.00"


def test_a_run_whose_end_nobody_heard_of_is_settled_with_the_same_figures(whole: Whole) -> None:
    whole.drop("a.csv", line("1.00", 1))
    whole.land("b.csv", line("1.00", 1), line("5.00", 2))
    advance(whole.desk)
    active = whole.desk.runs.active()
    assert active is not None
    into_silver(whole.spark, whole.lake, RunRequest.from_json(active.request))
    advance(whole.desk, RunFinished(active.run_id, "succeeded"))
    assert whole.told("b.csv") == (2, 1, 0, 1, 0, "5.00", "1.00", "")
