"""What no dropped file starts: the monthly timer, the sweep, and what is done with messages that were given up."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from functions.adapters.clients import queue_service
from jobs.contracts.messages import RunRequest
from jobs.contracts.names import BLOB_TRIGGER_POISON, LANDING
from tests.stack import STANDARD_HEADER, TillStack
from till.operator import Operator
from till.stack.state import running_stack

EVERY_TWO_SECONDS = "*/2 * * * * *"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillStack]:
    schedules = {"TILLSTREAM_INCENTIVE_SCHEDULE": EVERY_TWO_SECONDS, "TILLSTREAM_SWEEP_SCHEDULE": EVERY_TWO_SECONDS}
    started = TillStack(tmp_path_factory.mktemp("stack") / "home", environment=schedules)
    started.till("up")
    yield started
    started.till("down")


def wait_for(condition: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < limit, f"not within 90 seconds: {what}"
        time.sleep(0.5)


def test_the_timer_pays_the_month_that_has_just_closed(stack: TillStack, tmp_path: Path) -> None:
    closed = datetime.now(UTC).replace(day=1) - timedelta(days=1)
    file = tmp_path / "closed.csv"
    file.write_text(f"{STANDARD_HEADER}1,61,Tea,{closed:%Y-%m-%d},7,300.00,1,300.00\n", encoding="utf-8")
    stack.drop(file)

    def is_paid() -> bool:
        month = f"{closed:%Y-%m}"
        done = stack.till("incentive", "show", "--month", month, "--json", expect=None)
        return done.returncode == 0 and [row["incentive"] for row in json.loads(done.stdout)] == ["3.00"]

    wait_for(is_paid, "the timer has computed the closed month")


def test_a_message_that_was_given_up_is_in_the_ledger(stack: TillStack) -> None:
    queue = queue_service(running_stack(stack.home).connection).get_queue_client(BLOB_TRIGGER_POISON)
    given_up = {"FunctionId": "land_file", "ContainerName": LANDING, "BlobName": "pos_sales/standard/hopeless.csv"}
    queue.send_message(base64.b64encode(json.dumps(given_up).encode()).decode())

    def listed() -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(stack.till("files", "--state", "poisoned", "--json").stdout)
        return found

    wait_for(lambda: bool(listed()), "the ledger names the file")
    assert [entry["path"] for entry in listed()] == ["pos_sales/standard/hopeless.csv"]
    assert "given up" in stack.till("status").stderr


def test_the_sweep_starts_work_that_no_message_told_of(stack: TillStack) -> None:
    operator = Operator.at(running_stack(stack.home))
    operator.runs.ask("month-2026-01", RunRequest("", "refresh", month="2026-01"), datetime.now(UTC))

    def done() -> bool:
        return any(run.asked_as == "month-2026-01" and run.status == "succeeded" for run in operator.runs.all())

    wait_for(done, "work that was only written down has been done")
