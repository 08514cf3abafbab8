"""Runs a function app under the local host, as a process of its own, against a real Azurite."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.clients import blob_service, queue_service

Poll = Callable[[Callable[[], Any]], Any]

# Each function writes a line of JSON for each call, and does what the file `behaviour` tells it to.
APP = """
import json, os, threading, time
from pathlib import Path
import azure.functions as func
from azurefunctions.extensions.bindings.blob import BlobClient

app = func.FunctionApp()
folder = Path(os.environ["TEST_FOLDER"])
lock = threading.Lock()

def note(function, **what):
    with lock, (folder / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps({"function": function, "at": time.time(), **what}) + "\\n")

def called(function, **what):
    note(function, **what)
    told = folder / "behaviour"
    if told.exists():
        exec(told.read_text(), {"what": what, "function": function, "note": note})

@app.blob_trigger(arg_name="file", path="%CONTAINER%/{dataset}/{name}", connection="LAKE")
def on_blob(file: BlobClient) -> None:
    called("on_blob", blob=file.blob_name, bytes=file.download_blob().readall().decode())

@app.queue_trigger(arg_name="message", queue_name="%QUEUE%", connection="AzureWebJobsStorage")
def on_message(message: func.QueueMessage) -> None:
    called("on_message", text=message.get_body().decode(), tries=message.dequeue_count, id=message.id,
           inserted=message.insertion_time.isoformat())

@app.timer_trigger(arg_name="timer", schedule="%SCHEDULE%")
def on_timer(timer: func.TimerRequest) -> None:
    called("on_timer", past_due=timer.past_due, last=timer.schedule_status.get("Last"))
"""
HOST_JSON = {
    "version": "2.0",
    "extensions": {
        "queues": {"batchSize": 4, "newBatchThreshold": 2, "maxPollingInterval": "00:00:01"},
        "blobs": {"maxDegreeOfParallelism": 4},
    },
}


@dataclass
class App:
    """A small function app with a container, a queue and a host id of its own."""

    folder: Path
    connection: str
    name: str = field(default_factory=lambda: "t" + uuid.uuid4().hex[:12])
    settings: dict[str, str] = field(default_factory=dict)
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "function_app.py").write_text(APP)
        (self.folder / "host.json").write_text(json.dumps(HOST_JSON))
        self.container = blob_service(self.connection).get_container_client(self.name)
        self.container.create_container()
        self.queue = queue_service(self.connection).get_queue_client(self.name)
        self.queue.create_queue()

    def start(self, *, wait: bool = True, **settings: str) -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ,
            "AzureWebJobsStorage": self.connection,
            "LAKE": self.connection,
            "CONTAINER": self.name,
            "QUEUE": self.name,
            "SCHEDULE": "0 0 0 1 1 *",
            "TEST_FOLDER": str(self.folder),
            "TILLSTREAM_HOST_ID": self.name,
            "TILLSTREAM_BLOB_POLL_SECONDS": "0.1",
            "TILLSTREAM_QUEUE_POLL_SECONDS": "0.05",
            **self.settings,
            **settings,
        }
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        with self.log_file.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "till.host", "--app", str(self.folder), "--ready-file", str(ready)],
                env=environment,
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        self.processes.append(process)
        if wait:
            until(lambda: ready.exists() or process.poll() is not None)
            assert process.poll() is None, self.log_file.read_text()
        return process

    def stop(self, process: "subprocess.Popen[bytes]", limit: float = 20) -> int:
        process.send_signal(signal.SIGTERM)
        return process.wait(limit)

    @property
    def log_file(self) -> Path:
        return self.folder / "host.log"

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = self.log_file.read_text().splitlines()
        return [event for line in lines if line.startswith("{") and (event := json.loads(line))["event"] == name]

    def behave(self, code: str) -> None:
        """What every function does from now on after it has noted its call."""
        (self.folder / "behaviour").write_text(code)

    def calls(self, function: str = "") -> list[dict[str, Any]]:
        file = self.folder / "calls.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        return [call for line in lines if (call := json.loads(line)) and function in ("", call["function"])]

    def receipts(self) -> list[str]:
        hosts = blob_service(self.connection).get_container_client("azure-webjobs-hosts")
        return list(hosts.list_blob_names(name_starts_with=f"blobreceipts/{self.name}/"))


def until[T](condition: Callable[[], T], limit: float = 20) -> T:
    """The first true value of the condition; fails after the limit."""
    end = time.monotonic() + limit
    while not (value := condition()):
        assert time.monotonic() < end, "the condition did not come true in time"
        time.sleep(0.02)
    return value


@pytest.fixture(name="until")
def until_fixture() -> Callable[..., Any]:
    return until


@pytest.fixture
def app(azurite: Any, tmp_path: Path) -> Iterator[App]:
    made = App(tmp_path, azurite.connection)
    yield made
    _end(made)


@pytest.fixture
def app_on_own_azurite(own_azurite: Any, tmp_path: Path) -> Iterator[App]:
    (tmp_path / "app").mkdir()
    made = App(tmp_path / "app", own_azurite.connection)
    yield made
    _end(made)


def _end(app: App) -> None:
    for process in app.processes:
        if process.poll() is None:
            process.kill()
            process.wait(10)
