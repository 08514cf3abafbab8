"""A whole stack in a folder: started, found up, mended, stopped. In order: each test goes on from the one before."""

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.adapters.clients import blob_service
from tests.stack import TillStack
from till.settings import StackSettings, load_settings
from till.stack.doctor import Verdict, doctor
from till.stack.down import down
from till.stack.errors import StackNotStarted
from till.stack.processes import running
from till.stack.state import running_stack
from till.stack.status import DOWN, UP, status
from till.stack.up import Up, up

LANDING = "landing"


def quiet(_: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackSettings]:
    made = load_settings(tmp_path_factory.mktemp("stack") / "home").model_copy(update={"start_seconds": 120.0})
    yield made
    down(made, quiet)


@pytest.fixture(scope="module")
def first(settings: StackSettings) -> Up:
    return up(settings, quiet)


def test_a_first_start_starts_all_and_makes_what_the_app_takes_for_granted(first: Up, settings: StackSettings) -> None:
    assert first.started == ("azurite", "warm", "host")
    assert [(process.name, process.state) for process in status(settings)] == [
        ("azurite", UP),
        ("warm", UP),
        ("host", UP),
    ]
    assert stat.S_IMODE(first.stack.token_file.stat().st_mode) == 0o600
    assert (settings.home / "settings.toml").is_file()
    assert blob_service(first.stack.connection).get_container_client(LANDING).exists()


def test_the_doctor_finds_nothing_wrong(first: Up, settings: StackSettings) -> None:
    findings = doctor(settings.home)
    assert [finding for finding in findings if finding.verdict == Verdict.WRONG] == []
    assert {"python", "node", "azurite", "settings", "disk", "storage", "queue transform-requests-poison"} <= {
        finding.check for finding in findings
    }


def test_a_full_refresh_of_no_file_says_that_there_is_nothing_to_build(first: Up, settings: StackSettings) -> None:
    assert "nothing to build" in TillStack(settings.home).till("refresh", "--full", "--patience", "60").stderr


def test_a_second_start_finds_it_up(first: Up, settings: StackSettings) -> None:
    again = up(settings, quiet)
    assert again.already_up
    assert again.stack == first.stack


def test_two_starts_at_once_mend_it_once_and_on_the_same_ports(first: Up, settings: StackSettings) -> None:
    blob_service(first.stack.connection).get_container_client(LANDING).upload_blob("kept.txt", b"kept")
    host = running(running_stack(settings.home).processes["host"])
    assert host
    host.kill()
    host.wait(10)
    outcomes: list[Up] = []
    starts = [threading.Thread(target=lambda: outcomes.append(up(settings, quiet))) for _ in range(2)]
    for start in starts:
        start.start()
    for start in starts:
        start.join(120)
    assert sorted(outcome.started for outcome in outcomes) == [(), ("host",)]
    assert {outcome.stack.ports for outcome in outcomes} == {first.stack.ports}
    assert running_stack(settings.home).processes["azurite"] == first.stack.processes["azurite"]


def test_a_stop_goes_host_warm_azurite_and_keeps_the_data(first: Up, settings: StackSettings) -> None:
    ended = down(settings, quiet)
    assert [(process.name, str(process.outcome)) for process in ended] == [
        ("host", "stopped"),
        ("warm", "stopped"),
        ("azurite", "stopped"),
    ]
    assert {process.state for process in status(settings)} == {DOWN}
    again = up(settings, quiet)
    assert again.stack.ports == first.stack.ports
    kept = blob_service(again.stack.connection).get_container_client(LANDING).download_blob("kept.txt")
    assert kept.readall() == b"kept"


def test_a_process_that_does_not_come_up_is_named_with_the_end_of_its_log(
    settings: StackSettings, tmp_path: Path
) -> None:
    down(settings, quiet)
    with pytest.raises(StackNotStarted) as caught:
        up(settings, quiet, app=tmp_path)  # a folder without an app
    assert "host process did not come up" in caught.value.what
    assert "host.json" in caught.value.found
    assert Path(caught.value.where).name == "host.log"
