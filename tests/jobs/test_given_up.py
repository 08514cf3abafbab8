"""A run that dies for good at one of its writes: the next one, of other files, takes it back."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from pyspark.sql import DataFrame

from jobs import begun
from jobs.begun import begin, its_own, require_ended
from jobs.catalogue import Table
from jobs.contracts.errors import RunFailed
from jobs.contracts.manifest import ManifestLine
from jobs.contracts.messages import RunRequest
from jobs.contracts.paths import manifest_path
from jobs.refresh import run
from jobs.tables import Lake
from tests.jobs.died import Died
from tests.jobs.landed import LandedLake, removal, sale

pytestmark = [
    pytest.mark.usefixtures("looking_each_time"),
    pytest.mark.marts(
        *("fact_sales", "daily_store_category", "sales_performance", "customer_data_mart", "promo_impact"),
        *("dim_product", "dim_customer"),
    ),
]


@contextmanager
def writing(*, until: int) -> Iterator[list[str]]:
    """The tables in the order in which they are written; the process dies before that write, counted from 0."""
    written: list[str] = []
    write = Lake._write

    def counted(lake: Lake, table: Table, rows: DataFrame, *more: Any) -> None:
        if len(written) >= until:
            raise Died
        written.append(str(table))
        write(lake, table, rows, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lake, "_write", counted)
        yield written


@contextmanager
def overtaken(happens: Callable[[], None], *, at: str = "") -> Iterator[None]:
    """What happens before the first write of that table, of any where none is named, in the middle of a run."""
    write, begins = Lake._write, True

    def overtaking(lake: Lake, table: Table, rows: DataFrame, *more: Any) -> None:
        nonlocal begins
        if begins and at in ("", str(table)):
            begins = False
            happens()
        write(lake, table, rows, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lake, "_write", overtaking)
        yield


def _product(category: str, since: str) -> dict[str, Any]:
    return {"id": 5, "name": "tea", "category": category, "business_date": date.fromisoformat(since)}


def _customer(number: int) -> dict[str, Any]:
    return {"customer_id": number, "first_name": f"C{number}", "business_date": date(2026, 1, 1)}


class World:
    """A lake with sales of June, a run that corrects them and its products, and what comes after it."""

    def __init__(self, landed: LandedLake) -> None:
        self.landed = landed
        tea = {"product_id": 5, "product_name": "tea"}
        june = landed.sales(sale("2026-06-01", "10.00", **tea), sale("2026-06-02", "20.00", **tea), path="june.csv")
        # Touched by no sale of the runs that follow, only by what is known of products and customers.
        quiet = landed.sales(sale("2026-06-20", "80.00", **tea, customer_id=9), path="quiet.csv")
        drinks = landed.land("product", [_product("drinks", "2026-01-01")], path="p.csv")
        food = landed.land("product", [_product("drinks", "2026-01-01"), _product("food", "2026-06-01")], path="p.csv")
        moved = landed.sales(sale("2026-05-31", "10.00", **tea), sale("2026-06-02", "25.00", **tea), path="june.csv")
        more = landed.sales(sale("2026-06-02", "40.00", **tea, customer_id=9), path="more.csv")
        ninth = landed.land("customer", [_customer(7), _customer(9)], path="c.csv")
        seventh = landed.land("customer", [_customer(7)], path="c.csv")
        self.before = (june, quiet, drinks, seventh)
        self.dying = (removal(june), moved, removal(drinks), food, more, removal(seventh), ninth)
        self.taking_back = (june, removal(moved), drinks, removal(food), removal(more), seventh, removal(ninth))
        self.after = (landed.sales(sale("2026-06-03", "5.00", **tea, customer_id=9), path="after.csv"),)
        landed.refresh(*self.before)

    def copy(self, name: str) -> LandedLake:
        folder = self.landed.folder.with_name(f"{self.landed.folder.name}-{name}")
        shutil.copytree(self.landed.folder, folder)
        return replace(self.landed, folder=folder)


def _dying(lake: LandedLake, lines: Sequence[ManifestLine], write: int) -> None:
    with writing(until=write), pytest.raises(Died):
        lake.refresh(*lines)


def _later_runs(landed: LandedLake) -> LandedLake:
    return replace(landed.in_another_process(), runs=100)


BEFORE = ("silver.product", "gold.fact_sales", "gold.dim_product")


@pytest.mark.parametrize("before", [BEFORE, pytest.param((), id="every write", marks=pytest.mark.slow)])
def test_the_tables_are_those_of_a_lake_that_never_saw_it(landed: LandedLake, before: tuple[str, ...]) -> None:
    world = World(landed)
    never = world.copy("never")
    never.refresh(*world.after)
    expected = never.all_rows()
    with writing(until=10_000) as written:
        world.copy("whole").refresh(*world.dying)
    assert set(BEFORE) <= set(written)
    for write in [written.index(table) for table in before] or range(1, len(written)):
        lake = world.copy(f"dies-{write}")
        _dying(lake, world.dying, write)
        lake.refresh(*world.taking_back, *world.after)
        assert lake.all_rows() == expected, f"died before {written[write]}"


def test_one_that_is_tried_again_later_ends_as_if_it_had_never_died(landed: LandedLake) -> None:
    world = World(landed)
    whole = world.copy("whole")
    whole.refresh(*world.dying)
    with writing(until=10_000) as written:
        world.copy("counted").refresh(*world.dying)
    half = world.copy("half")
    _dying(half, world.dying, written.index("gold.dim_product"))
    half.refresh(*world.taking_back)
    half.refresh(*world.dying)
    assert half.all_rows() == whole.all_rows()


def test_nothing_else_is_built_before_it_has_been_taken_back(landed: LandedLake) -> None:
    world = World(landed)
    _dying(landed, world.dying, 3)
    for request in (
        RunRequest("month", "refresh", month="2026-06"),
        RunRequest("as of", "refresh", as_of="2026-06-30"),
        RunRequest("pay", "incentive", month="2026-06"),
    ):
        with pytest.raises(RunFailed, match="has not ended"):
            run(landed.spark, landed.lake, request)
    with pytest.raises(RunFailed, match=r"(?s)has not ended.*7 of 7 files not named"):
        landed.refresh(*world.after)
    landed.refresh(*world.taking_back)
    require_ended(landed.spark, landed.lake)


OVERTAKEN_AT = ("silver.customer", "silver.daily_product_store", "gold.fact_sales", "gold.dim_customer")


@pytest.mark.parametrize("table", OVERTAKEN_AT)
def test_one_that_goes_on_when_it_has_been_taken_back_writes_nothing_more(landed: LandedLake, table: str) -> None:
    world = World(landed)
    never = world.copy("never")
    never.refresh(*world.after)
    others = _later_runs(landed)

    taken_back = partial(others.refresh, *world.taking_back, *world.after)
    with overtaken(taken_back, at=table), pytest.raises(RunFailed, match="went on all the same"):
        landed.refresh(*world.dying)
    assert landed.all_rows() == never.all_rows()


def test_one_stops_while_the_run_that_overtook_it_has_not_ended(landed: LandedLake) -> None:
    world = World(landed)
    others = _later_runs(landed)
    overtakes = overtaken(partial(_dying, others, world.taking_back, 5), at="gold.fact_sales")
    with overtakes, pytest.raises(RunFailed, match=r"(?s)went on all the same.*run-101 has begun since"):
        landed.refresh(*world.dying)


def test_one_that_has_just_looked_is_waited_for(landed: LandedLake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds are more than it takes to begin: without a wait it would not look again before it writes."""
    monkeypatch.setattr(begun, "LOOK_AFTER_SECONDS", 2.0)
    line = landed.sales(sale("2026-06-01", "10.00"))
    given_up, taking_back = landed.batch(line), landed.batch(removal(line))
    begins = begin(landed.spark, landed.lake, given_up, manifest_path(given_up.id))
    still_writing = its_own(landed.spark, landed.lake, begins)
    begin(landed.spark, landed.lake, taking_back, manifest_path(taking_back.id))
    with pytest.raises(RunFailed, match="went on all the same"):
        still_writing.before_commit()


def test_a_month_by_itself_is_not_built_on_when_a_batch_has_begun(landed: LandedLake) -> None:
    world = World(landed)
    others = _later_runs(landed)
    request = RunRequest("month", "refresh", month="2026-06")
    with overtaken(partial(_dying, others, world.dying, 3)), pytest.raises(RunFailed, match="has not ended"):
        run(landed.spark, landed.lake, request)
