"""Landing on a real Azurite, driven as the trigger drives it."""

import io
from uuid import uuid4

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import blob_service, queue_service, table_service
from functions.adapters.queues import Queues
from functions.adapters.rows import RowStore
from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.ledger.entries import FileEntry
from functions.ledger.pending import Pending
from jobs.contracts.dataset import dataset_names
from jobs.contracts.names import FILE_SYSTEMS, LANDING, LEDGER_TABLE, QUEUES
from tests.conftest import Azurite
from till.settings import REPOSITORY

HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"


def landing_desk(azurite: Azurite) -> LandingDesk:
    """A desk at an Azurite that has all containers, queues and the ledger's table."""
    blobs = blob_service(azurite.connection)
    for name in FILE_SYSTEMS:
        if not blobs.get_container_client(name).exists():
            blobs.create_container(name)
    queues = queue_service(azurite.connection)
    there = {queue.name for queue in queues.list_queues()}
    for name in QUEUES:
        if name not in there:
            queues.create_queue(name)
    tables = table_service(azurite.connection)
    tables.create_table_if_not_exists(LEDGER_TABLE)
    rows = RowStore(tables)
    return LandingDesk(
        blobs=BlobStore(blobs),
        rows=rows,
        pending=Pending(rows, dataset_names()),
        queues=Queues(queues),
        sources=REPOSITORY / "sources",
        max_file_bytes=64 * 1024**2,
    )


def unique(name: str) -> str:
    """A file name that no other test uses."""
    return f"{uuid4().hex}-{name}"


def dropped(desk: LandingDesk, content: bytes, path: str) -> FileEntry:
    """Put a file into landing and land it, as its event would."""
    desk.blobs.put(LANDING, path, io.BytesIO(content))
    entry = land(desk, path)
    assert entry is not None
    return entry


def sale(total: str = "3.00", *, date: str = "2026-03-01", customer: str = "") -> str:
    """One good line of the standard layout: one unit, unless something is wrong with it."""
    return f"{customer},1,Apples,{date},7,{total},1,{total}\n"
