"""The process of a run: what it leaves beside the manifest, and how it ends, as whoever started it sees both."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jobs.contracts.errors import ConfigurationInvalid, RunFailed
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.paths import outcome_path
from jobs.entry import main
from tests.jobs.landed import LandedLake, sale


def outcome(landed: LandedLake, request: RunRequest) -> RunFinished | None:
    folder = landed.folder / "bronze" / outcome_path(request.run_id, request.attempt)
    texts = [file.read_text() for file in folder.glob("*") if file.is_file() and not file.name.startswith(("_", "."))]
    return RunFinished.from_json(texts[0]) if texts else None


def job(landed: LandedLake, request: RunRequest, *more: str) -> "subprocess.CompletedProcess[str]":
    asked = ["--engine", "embedded", "--lake", landed.lake.root, "--request", request.to_json(), *more]
    command = [sys.executable, "-m", "jobs.entry", *asked]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


def test_a_run_leaves_that_it_succeeded_and_how_long_each_stage_took(landed: LandedLake) -> None:
    request = landed.request(landed.sales(sale("2026-03-01", "5.00"), sale("2026-03-02", "2.50")), run_id="one")
    done = job(landed, request)
    assert done.returncode == 0, done.stderr
    finished = outcome(landed, request)
    assert finished is not None
    assert (finished.run_id, finished.state, set(finished.seconds)) == (
        "one",
        "succeeded",
        {"manifest", "silver", "gold"},
    )
    assert landed.rows("gold.store_performance", "net_sales")
    assert [json.loads(line)["said"] for line in done.stderr.splitlines() if line.startswith("{")][:3] == [
        "stage manifest",
        "stage silver",
        "stage gold",
    ]


@pytest.mark.parametrize(("full", "expected"), [(True, "0"), (False, "10")])
def test_a_full_run_spares_memory(landed: LandedLake, full: bool, expected: str) -> None:
    request = landed.request(landed.sales(sale("2026-03-01", "5.00")), full=full, run_id="one")
    asked = ["--engine", "embedded", "--lake", landed.lake.root, "--request", request.to_json()]
    program = f"import os; from jobs.entry import main; main({asked!r}); print(os.environ['MIMALLOC_PURGE_DELAY'])"
    fresh = {name: value for name, value in os.environ.items() if not name.startswith("MIMALLOC_")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=fresh, capture_output=True, text=True, check=True, timeout=240
    )
    assert done.stdout.split() == [expected]


def test_a_run_that_fails_leaves_why_and_the_process_fails_too(landed: LandedLake) -> None:
    request = RunRequest("lost", "refresh", manifest="manifests/lost.jsonl", attempt=2)
    done = job(landed, request)
    assert done.returncode == 1
    finished = outcome(landed, request)
    assert finished is not None
    assert (finished.state, finished.code) == ("failed", "run-failed")
    assert "run-failed" in finished.code
    assert outcome(landed, RunRequest("lost", "refresh")) is None


def test_a_process_that_takes_too_long_ends_itself(landed: LandedLake) -> None:
    request = landed.request(landed.sales(sale("2026-03-01", "5.00")))
    done = job(landed, request, "--minutes-at-most", "0.0001")
    assert done.returncode == 124
    assert "taken more than 0.0001 minutes" in done.stderr
    assert outcome(landed, request) is None


def test_what_nobody_expected_is_told_without_what_it_said(landed: LandedLake, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> RunFinished:
        raise KeyError("Anna Muster, 12 Apples")

    monkeypatch.setattr("jobs.entry.run", fails)
    request = RunRequest("surprise", "upkeep")
    with pytest.raises(RunFailed) as caught:
        main(["--engine", "embedded", "--lake", landed.lake.root, "--request", request.to_json()])
    assert caught.value.__cause__ is None
    assert "KeyError at test_entry.py" in str(caught.value)
    finished = outcome(landed, request)
    assert finished is not None
    assert "Anna" not in finished.to_json() + str(caught.value)


@pytest.mark.parametrize(
    "request_", ["", "[]", "no json", '{"run_id": 1, "kind": "upkeep"}', '{"run_id": "", "kind": "x"}']
)
def test_a_request_that_cannot_be_read_is_refused(tmp_path: Path, request_: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="--request"):
        main(["--engine", "embedded", "--lake", f"file://{tmp_path}/{{file_system}}", "--request", request_])
