"""What an operator's command works with: files, ledger, queues and runs; of a local stack its engine too."""

from dataclasses import dataclass
from typing import Self

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import blob_service, queue_service, table_service
from functions.adapters.queues import Queues
from functions.adapters.rows import RowStore
from functions.ledger.pending import Pending
from functions.ledger.runs import Runs
from functions.settings import settings
from jobs.contracts.dataset import dataset_names
from jobs.contracts.errors import ConfigurationInvalid
from till.accounts import Accounts
from till.settings import load_settings
from till.stack.state import Stack, running_stack
from till.where import DEPLOYED


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator(Accounts):
    """A person's hand on one running stack, or on a deployed environment, which has no local stack."""

    local: Stack | None = None

    @classmethod
    def at_the_stack(cls) -> Self:
        """The operator of the stack that the environment chooses; with `till --deployed`, of a deployed environment.

        Raises StackNotUp where it does not run, ConfigurationInvalid where its settings cannot be used.
        """
        if DEPLOYED.get():
            return cls.of(settings())
        return cls.at(running_stack(load_settings().home))

    @property
    def stack(self) -> Stack:
        """The local stack, whose engine answers queries. Raises ConfigurationInvalid where there is none."""
        if self.local is None:
            raise ConfigurationInvalid(
                "This command asks the engine of a local stack.",
                found="--deployed",
                expected="a command that works with files, ledger and runs alone",
                next_step="ask a deployed environment's tables through Synapse or Databricks: docs/operate.md",
            )
        return self.local

    @classmethod
    def at(cls, stack: Stack) -> Self:
        """The operator of this stack."""
        rows = RowStore(table_service(stack.connection))
        return cls(
            local=stack,
            blobs=BlobStore(blob_service(stack.connection)),
            rows=rows,
            pending=Pending(rows, dataset_names()),
            runs=Runs(rows),
            queues=Queues(queue_service(stack.connection)),
        )
