"""Files that Event Grid announces on its queue, as in Azure: a whole stack whose land_file is not told by a scan."""

import base64
import io
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import blob_service, queue_service
from functions.ledger.partitions import UNKNOWN
from functions.ledger.poison import record
from functions.ledger.story import poison_entries
from jobs.contracts.names import LANDING, LANDING_EVENTS, POISON_SUFFIX
from tests.stack import STANDARD_HEADER, TillStack
from till.operator import Operator
from till.stack.state import running_stack

NEVER = "0 0 3 1 1 *"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillStack]:
    environment = {"TILLSTREAM_BLOB_EVENTS": "EventGrid", "TILLSTREAM_SWEEP_SCHEDULE": NEVER}
    started = TillStack(tmp_path_factory.mktemp("stack") / "home", environment=environment)
    started.till("up")
    yield started
    started.till("down")


def send(stack: TillStack, body: str) -> None:
    queue = queue_service(running_stack(stack.home).connection).get_queue_client(LANDING_EVENTS)
    queue.send_message(base64.b64encode(body.encode()).decode())


def listed(stack: TillStack, state: str) -> list[dict[str, Any]]:
    limit = time.monotonic() + 90
    while time.monotonic() < limit:
        if found := json.loads(stack.till("files", "--state", state, "--json").stdout):
            return list(found)
        time.sleep(0.5)
    raise AssertionError(f"no file is {state} after 90 seconds")


def test_an_announced_file_is_landed_and_comes_to_gold(stack: TillStack) -> None:
    path = "pos_sales/standard/announced.csv"
    rows = f"{STANDARD_HEADER}1,61,Tea,2026-03-02,7,3.00,1,3.00\n".encode()
    BlobStore(blob_service(running_stack(stack.home).connection)).put(LANDING, path, io.BytesIO(rows))
    data = {"api": "PutBlob", "contentLength": len(rows), "url": f"https://lake.blob.core.windows.net/landing/{path}"}
    send(stack, json.dumps({"eventType": "Microsoft.Storage.BlobCreated", "data": data}))
    (file,) = listed(stack, "transformed")
    assert (file["path"], file["loaded"]) == (path, 1)


@pytest.mark.slow
def test_an_announcement_that_cannot_be_read_is_in_the_ledger(stack: TillStack) -> None:
    send(stack, "no event")
    operator = Operator.at(running_stack(stack.home))

    def given_up() -> list[tuple[str, str]]:
        return [(entry.queue, entry.text) for entry in poison_entries(operator.rows, [UNKNOWN])]

    limit = time.monotonic() + 120
    while not given_up() and time.monotonic() < limit:
        time.sleep(0.5)
    assert given_up() == [(LANDING_EVENTS + POISON_SUFFIX, "no event")]


def test_an_announcement_that_was_given_up_is_listed_beside_its_file(stack: TillStack) -> None:
    operator = Operator.at(running_stack(stack.home))
    data = {"api": "PutBlob", "url": "https://lake.blob.core.windows.net/landing/pos_sales/standard/hopeless.csv"}
    body = json.dumps({"eventType": "Microsoft.Storage.BlobCreated", "data": data}).encode()
    record(operator.rows, LANDING_EVENTS + POISON_SUFFIX, body)
    assert [file["path"] for file in listed(stack, "poisoned")] == ["pos_sales/standard/hopeless.csv"]
