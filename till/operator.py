"""What an operator's command works with: the running stack's files, ledger, queues, runs and engine."""

from dataclasses import dataclass
from typing import Self

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import blob_service, queue_service, table_service
from functions.adapters.queues import Queues
from functions.adapters.rows import RowStore
from functions.ledger.pending import Pending
from functions.ledger.runs import Runs
from jobs.contracts.dataset import dataset_names
from till.accounts import Accounts
from till.settings import load_settings
from till.stack.state import Stack, running_stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator(Accounts):
    """A person's hand on one running stack."""

    stack: Stack

    @classmethod
    def at_the_stack(cls) -> Self:
        """The operator of the stack that the environment chooses.

        Raises StackNotUp where it does not run, ConfigurationInvalid where its settings cannot be used.
        """
        return cls.at(running_stack(load_settings().home))

    @classmethod
    def at(cls, stack: Stack) -> Self:
        """The operator of this stack."""
        rows = RowStore(table_service(stack.connection))
        return cls(
            stack=stack,
            blobs=BlobStore(blob_service(stack.connection)),
            rows=rows,
            pending=Pending(rows, dataset_names()),
            runs=Runs(rows),
            queues=Queues(queue_service(stack.connection)),
        )
