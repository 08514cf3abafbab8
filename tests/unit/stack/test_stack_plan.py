"""What a stack is to be before anything is started: engine, ports, and who holds a port that is taken."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from jobs.contracts.errors import ConfigurationInvalid
from till.settings import StackSettings, load_settings
from till.stack import plan
from till.stack.azurite import StoragePorts
from till.stack.errors import StackBusy, StackNotUp
from till.stack.lock import stack_lock
from till.stack.plan import plan_stack
from till.stack.ports import free_ports
from till.stack.processes import ProcessId
from till.stack.state import AZURITE, Stack, read_stack, running_stack


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield int(holder.getsockname()[1])


def settings(home: Path, **values: object) -> StackSettings:
    return load_settings(home).model_copy(update=values)


def ourselves() -> ProcessId:
    return ProcessId(os.getpid(), psutil.Process().create_time())


def save(home: Path, **values: object) -> Stack:
    ports = free_ports(4)
    known = {"engine": "embedded", "ports": StoragePorts(*ports[:3]), "warm_port": ports[3], "processes": {}}
    stack = Stack(home=home, **(known | values))  # type: ignore[arg-type]
    stack.save()
    return stack


def test_a_new_stack_has_four_different_ports(tmp_path: Path) -> None:
    stack = plan_stack(settings(tmp_path))
    assert len({stack.ports.blob, stack.ports.queue, stack.ports.table, stack.warm_port}) == 4


def test_a_stack_that_was_stopped_comes_back_on_its_ports(tmp_path: Path) -> None:
    before = save(tmp_path)
    assert plan_stack(settings(tmp_path)) == before


def test_a_port_it_had_that_somebody_took_meanwhile_is_replaced(tmp_path: Path, taken_port: int) -> None:
    save(tmp_path, warm_port=taken_port)
    assert plan_stack(settings(tmp_path)).warm_port != taken_port


def test_a_port_that_another_part_is_to_have_again_replaces_none(
    tmp_path: Path, taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = save(tmp_path, warm_port=taken_port).ports.queue
    monkeypatch.setattr(plan, "free_ports", lambda count: [queue, *free_ports(count - 2), queue])
    planned = plan_stack(settings(tmp_path))
    assert planned.ports.queue == queue
    assert planned.warm_port not in (queue, taken_port)


def test_a_partly_dead_stack_keeps_its_ports_and_what_is_alive(tmp_path: Path) -> None:
    before = save(tmp_path, processes={AZURITE: ourselves(), "warm": ProcessId(os.getpid(), 1.0)})
    planned = plan_stack(settings(tmp_path))
    assert (planned.ports, planned.warm_port) == (before.ports, before.warm_port)
    assert list(planned.processes) == [AZURITE]


def test_a_port_of_the_settings_that_is_taken_is_named_with_its_holder(tmp_path: Path, taken_port: int) -> None:
    with pytest.raises(ConfigurationInvalid) as caught:
        plan_stack(settings(tmp_path, queue_port=taken_port))
    assert f"port {taken_port} (queue) is held by" in caught.value.found
    assert f"(pid {os.getpid()})" in caught.value.found


def test_settings_that_changed_under_a_running_stack_are_refused(tmp_path: Path) -> None:
    before = save(tmp_path, processes={AZURITE: ourselves()})
    with pytest.raises(ConfigurationInvalid) as caught:
        plan_stack(settings(tmp_path, engine="spark", blob_port=before.ports.blob + 1))
    assert "engine is embedded, the settings say spark" in caught.value.found
    assert f"blob_port is {before.ports.blob}" in caught.value.found


def test_two_parts_on_one_port_are_refused(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    with pytest.raises(ConfigurationInvalid, match="share a port"):
        plan_stack(settings(tmp_path, blob_port=port, warm_port=port))


def test_a_stack_file_is_read_back_as_it_was_and_a_broken_one_refused(tmp_path: Path) -> None:
    assert read_stack(tmp_path) is None
    before = save(tmp_path, processes={AZURITE: ourselves()})
    assert read_stack(tmp_path) == before
    (tmp_path / "stack.json").write_text('{"engine": 1}')
    with pytest.raises(ConfigurationInvalid):
        read_stack(tmp_path)


def test_a_command_that_needs_the_stack_is_told_what_is_not_running(tmp_path: Path) -> None:
    with pytest.raises(StackNotUp, match="azurite, warm, host"):
        running_stack(tmp_path)
    save(tmp_path, processes={AZURITE: ourselves()})
    with pytest.raises(StackNotUp, match="not running: warm, host"):
        running_stack(tmp_path)


def test_a_second_command_waits_for_the_lock_and_gives_up_after_its_limit(tmp_path: Path) -> None:
    with stack_lock(tmp_path, 1), pytest.raises(StackBusy), stack_lock(tmp_path, 0.2):
        pass
    with stack_lock(tmp_path, 0.2):
        pass
