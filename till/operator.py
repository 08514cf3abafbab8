"""What an operator's command works with: files, ledger, queues, runs, and an engine that answers queries."""

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
from till.accounts import Accounts
from till.engine_client import Answer, ask
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

    def ask(self, query: str) -> Answer:
        """The answer to a reading SQL statement: of the stack's engine, or of one in this process where there is none.

        Raises QueryRefused with the engine's own words, RunnerUnavailable where the stack's does not answer,
        ConfigurationInvalid where there is no engine.
        """
        if self.local:
            return ask(self.local, query)
        from till.own_engine import own_engine

        return own_engine().ask(query)

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
