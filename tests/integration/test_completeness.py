"""What is missing by the ledger of a real Azurite, by the timer, and by the command line of a whole stack."""

import io
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from functions.completeness.check import CompletenessDesk, check_and_tell
from functions.landing.desk import LandingDesk
from functions.landing.land import land
from jobs.contracts.errors import ConfigurationInvalid
from jobs.contracts.names import LANDING
from tests.conftest import Azurite
from tests.integration.desk import HEADER, landing_desk, sale
from tests.stack import TillStack

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def source_text(name: str, stores: str) -> str:
    """A till whose day's file is due at midnight UTC, the end of the day; it began yesterday."""
    return f"""
source: {name}
format: csv
time_zone: UTC
datasets: {{pos_sales: {{}}}}
expects:
  - dataset: pos_sales
    file: "{{store}}/{{date:%Y%m%d}}-*.csv"
    stores: {stores}
    from: {YESTERDAY}
    by: "00:00"
"""


@pytest.fixture
def desk(azurite: Azurite, tmp_path: Path) -> LandingDesk:
    return replace(landing_desk(azurite), sources=tmp_path)


@pytest.fixture
def till(desk: LandingDesk) -> str:
    """A source that no other test knows, of the stores 1, 2 and 3."""
    name = f"till{uuid4().hex}"
    (desk.sources / f"{name}.yaml").write_text(source_text(name, "[1, 2, 3]"), encoding="utf-8")
    return name


def dropped(desk: LandingDesk, path: str, content: str) -> None:
    desk.blobs.put(LANDING, path, io.BytesIO(content.encode()))
    assert land(desk, path) is not None


def a_sale() -> str:
    return HEADER + sale(customer=str(uuid4().int % 10**15))


def completeness_desk(desk: LandingDesk) -> CompletenessDesk:
    return CompletenessDesk(desk.rows, desk.sources, timedelta(days=14))


def test_one_event_per_missing_file_and_one_with_the_counts(desk: LandingDesk, till: str) -> None:
    dropped(desk, f"pos_sales/{till}/1/{YESTERDAY:%Y%m%d}-0603.csv", a_sale())
    dropped(desk, f"pos_sales/{till}/2/{YESTERDAY:%Y%m%d}-0603.csv", "")
    dropped(desk, f"pos_sales/{till}/4/{YESTERDAY:%Y%m%d}-0603.csv", a_sale())
    as_of = datetime.now(UTC)
    with capture_logs() as logs:
        found = check_and_tell(completeness_desk(desk), as_of)
    assert (found.due, len(found.overdue), len(found.unexpected)) == (3, 2, 1)
    events = {(event["event"], event.get("store"), event.get("state"), event.get("detail")) for event in logs}
    assert events == {
        ("file_missing", "2", "rejected", "file-empty"),
        ("file_missing", "3", "missing", ""),
        ("completeness_checked", None, None, None),
    }
    (third,) = [event for event in logs if event.get("store") == "3"]
    assert third["expected"] == f"pos_sales/{till}/3/{YESTERDAY:%Y%m%d}-*.csv"
    assert (third["due_at"], third["business_date"]) == (f"{TODAY}T00:00:00+00:00", f"{YESTERDAY}")
    (counts,) = [event for event in logs if event["event"] == "completeness_checked"]
    assert (counts["due"], counts["missing"], counts["unexpected"], counts["sources"]) == (3, 2, 1, 1)


def test_a_correction_that_is_refused_leaves_the_day_complete(desk: LandingDesk, till: str) -> None:
    for store in (1, 2, 3):
        dropped(desk, f"pos_sales/{till}/{store}/{YESTERDAY:%Y%m%d}-1.csv", a_sale())
    dropped(desk, f"pos_sales/{till}/1/{YESTERDAY:%Y%m%d}-1.csv", "")
    assert check_and_tell(completeness_desk(desk), datetime.now(UTC)).overdue == ()


def test_the_same_bytes_for_two_stores_are_one_stores_file(desk: LandingDesk, till: str) -> None:
    content = a_sale()
    for store in (1, 2):
        dropped(desk, f"pos_sales/{till}/{store}/{YESTERDAY:%Y%m%d}-1.csv", content)
    dropped(desk, f"pos_sales/{till}/3/{YESTERDAY:%Y%m%d}-1.csv", a_sale())
    (repeated,) = check_and_tell(completeness_desk(desk), datetime.now(UTC)).overdue
    assert (repeated.store, repeated.state.value) == ("2", "repeated")
    assert repeated.detail.endswith(f"pos_sales/{till}/1/{YESTERDAY:%Y%m%d}-1.csv")


def test_a_source_that_cannot_be_read_fails_the_check_after_the_others_were_told_of(
    desk: LandingDesk, till: str
) -> None:
    (desk.sources / "a_broken_one.yaml").write_text("source: a_broken_one\nformat: csv\n", encoding="utf-8")
    with capture_logs() as logs, pytest.raises(ConfigurationInvalid, match="a_broken_one"):
        check_and_tell(completeness_desk(desk), NOW)
    assert [event["event"] for event in logs] == [*["file_missing"] * 3, "completeness_checked"]
    assert logs[-1]["unreadable_sources"] == 1


@pytest.fixture(scope="module")
def stack(shared_stack: TillStack, shared_sources: Path) -> TillStack:
    (shared_sources / "chain.yaml").write_text(source_text("chain", "[1, 2]"), encoding="utf-8")
    silent = source_text("silent", "[1]").partition("expects:")[0]
    (shared_sources / "silent.yaml").write_text(silent, encoding="utf-8")
    return shared_stack


def test_missing_names_what_is_due_and_ends_with_3_until_it_is_there(stack: TillStack, tmp_path: Path) -> None:
    done = stack.till("missing", "--json", "--as-of", f"{TODAY}T00:00", expect=3)
    assert [(row["store"], row["state"], row["late_minutes"]) for row in json.loads(done.stdout)] == [
        ("1", "missing", 0),
        ("2", "missing", 0),
    ]
    assert stack.till("missing", "--json", "--as-of", f"{TODAY}T01:00+01:00", expect=3).stdout == done.stdout
    assert json.loads(stack.till("missing", "--json", "--as-of", f"{YESTERDAY}T23:59").stdout) == []

    for store in (1, 2):
        file = tmp_path / f"{YESTERDAY:%Y%m%d}-{store}.csv"
        file.write_text(HEADER + sale(customer=str(store)), encoding="utf-8")
        stack.land(file, source="chain", folder=str(store))
    as_of = ("--as-of", f"{TODAY}T23:59")
    assert json.loads(stack.till("missing", "--json", *as_of).stdout) == []
    assert [
        row["store"]
        for row in json.loads(stack.till("missing", "--json", "--as-of", f"{TOMORROW}T00:00", expect=3).stdout)
    ] == ["1", "2"]

    notes = tmp_path / "notes.csv"
    notes.write_text(HEADER + sale(customer="3"), encoding="utf-8")
    stack.land(notes, source="chain")
    (unexpected,) = json.loads(stack.till("missing", "--json", *as_of).stdout)
    assert (unexpected["state"], unexpected["file"]) == ("unexpected", "pos_sales/chain/notes.csv")


def test_missing_says_what_it_was_not_told(stack: TillStack) -> None:
    assert "expects" in stack.till("missing", "--source", "silent").stderr
    unknown = stack.till("missing", "--source", "moon", expect=2).stderr
    assert all(known in unknown for known in ("chain, ", "complete_journey, ", "silent, ", "standard"))
    assert "ISO 8601" in stack.till("missing", "--as-of", "yesterday", expect=2).stderr


def test_the_timer_tells_the_hosts_log(stack: TillStack) -> None:
    limit = time.monotonic() + 60
    while "completeness_checked" not in "".join(
        log.read_text(encoding="utf-8", errors="replace") for log in (stack.home / "logs").glob("*")
    ):
        assert time.monotonic() < limit, "the timer has not told of a check within a minute"
        time.sleep(0.5)
