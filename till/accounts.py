"""The storage accounts as a person's command works with them: files, ledger, queues and runs."""

from dataclasses import dataclass
from typing import Self

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import lake_blobs, ops_queues, ops_tables
from functions.adapters.queues import Queues
from functions.adapters.rows import RowStore
from functions.ledger.partitions import PARTITIONS
from functions.ledger.pending import Pending
from functions.ledger.runs import Runs
from functions.settings import Settings
from jobs.contracts.dataset import dataset_names
from jobs.contracts.messages import FileLanded


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Both accounts, wherever they are; partitions are the ledger's that hold files."""

    blobs: BlobStore
    rows: RowStore
    pending: Pending
    runs: Runs
    queues: Queues
    partitions: tuple[str, ...] = PARTITIONS

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The accounts that the app's settings name, by connection string or by the caller's own identity."""
        rows = RowStore(ops_tables(settings))
        return cls(
            blobs=BlobStore(lake_blobs(settings)),
            rows=rows,
            pending=Pending(rows, dataset_names()),
            runs=Runs(rows),
            queues=Queues(ops_queues(settings)),
        )

    def wake(self) -> None:
        """Have the host look whether anything waits."""
        self.queues.request_transform(FileLanded())
