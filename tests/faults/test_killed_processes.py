"""Processes of a whole stack are killed while files are on their way; it is started again, and nothing is missing.

Expected figures are the generator's own count of what it wrote.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import psutil
import pytest

from tests.stack import TillStack
from till.dropping import Dropped, drop, follow
from till.generate import Generated, generate
from till.operator import Operator
from till.progress import progress
from till.stack.state import AZURITE, HOST_PROCESS, WARM, running_stack

PATIENCE_SECONDS = 240.0


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[TillStack]:
    started = TillStack(tmp_path / "home")
    started.till("up")
    yield started
    started.till("down")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(
        tmp_path_factory.mktemp("files") / "made", stores=1, months=1, first_month="2026-07", seed=11, dirty=0.01
    )


def operator_of(stack: TillStack) -> Operator:
    return Operator.at(running_stack(stack.home))


def wait_until(condition: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < limit, f"not within a minute: {what}"
        time.sleep(0.02)


def kill(stack: TillStack, process: str, number: signal.Signals) -> None:
    victim = psutil.Process(stack.pid(process))
    os.kill(victim.pid, number)
    victim.wait(timeout=60)


def drop_all(operator: Operator, made: Generated) -> list[Dropped]:
    return [drop(operator, made.folder / path, path) for path in made.paths]


def figures(stack: TillStack) -> tuple[int, Decimal, dict[tuple[int, str, int | None], Decimal]]:
    (silver,) = stack.sql("select count(*) n, sum(net_sales) s from silver.sales")
    gold = stack.sql("select store_id, sales_month, sales_person_id, total_sales from gold.sales_team_data_mart")
    by_seller = {
        (row["store_id"], row["sales_month"], row["sales_person_id"]): Decimal(row["total_sales"]) for row in gold
    }
    return silver["n"], Decimal(silver["s"]), by_seller


def all_landed(stack: TillStack, dropped: list[Dropped]) -> None:
    with progress("Following", len(dropped)) as shown:
        follow(operator_of(stack), dropped, shown, patience_seconds=PATIENCE_SECONDS)


def expected(made: Generated) -> tuple[int, Decimal, dict[tuple[int, str, int | None], Decimal]]:
    return made.rows_good, made.total_cost, made.seller_totals


@pytest.mark.timeout(600)
def test_the_job_process_is_killed_in_the_middle_of_a_run(stack: TillStack, made: Generated) -> None:
    operator = operator_of(stack)
    dropped = drop_all(operator, made)
    wait_until(lambda: operator.runs.active() is not None, "a run is active")
    kill(stack, WARM, signal.SIGKILL)
    assert "warm" in stack.till("up").stderr
    all_landed(stack, dropped)
    assert figures(stack) == expected(made)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_host_is_killed_while_it_lands_files(stack: TillStack, made: Generated) -> None:
    operator = operator_of(stack)
    dropped = drop_all(operator, made)
    wait_until(lambda: bool(operator.pending.lines()) or bool(operator.runs.all()), "a file has landed")
    kill(stack, HOST_PROCESS, signal.SIGKILL)
    stack.till("up")
    all_landed(stack, dropped)
    assert figures(stack) == expected(made)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_storage_goes_away_and_comes_back(stack: TillStack, made: Generated) -> None:
    operator = operator_of(stack)
    dropped = drop_all(operator, made)
    wait_until(lambda: operator.runs.active() is not None, "a run is active")
    kill(stack, AZURITE, signal.SIGTERM)
    down = stack.till("files", expect=4).stderr
    assert "till up" in down
    stack.till("up")
    all_landed(stack, dropped)
    assert figures(stack) == expected(made)
