"""Files that Event Grid announces on its queue, as in Azure: a whole stack whose land_file is not told by a scan."""

import base64
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import blob_service, queue_service
from jobs.contracts.names import LANDING, LANDING_EVENTS, POISON_SUFFIX
from tests.stack import STANDARD_HEADER, TillStack
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


def test_an_announcement_that_cannot_be_read_is_in_the_ledger(stack: TillStack, tmp_path: Path) -> None:
    send(stack, "no event")
    (poisoned,) = listed(stack, "poisoned")
    assert poisoned["queue"] == LANDING_EVENTS + POISON_SUFFIX
