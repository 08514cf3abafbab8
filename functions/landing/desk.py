"""What landing works with: storage, the ledger, the queues, and where the sources lie."""

from dataclasses import dataclass
from pathlib import Path

from functions.adapters.blobs import BlobStore
from functions.adapters.queues import Queues
from functions.adapters.rows import RowStore
from functions.ledger.pending import Pending


@dataclass(frozen=True, slots=True)
class LandingDesk:
    """What landing works with."""

    blobs: BlobStore
    rows: RowStore
    pending: Pending
    queues: Queues
    sources: Path
    max_file_bytes: int
