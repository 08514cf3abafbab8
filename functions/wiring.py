"""Puts the app's parts together, once per process: settings in, what the triggers work with out."""

from datetime import timedelta
from functools import cache

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import lake_blobs, ops_queues, ops_tables
from functions.adapters.local_runner import LocalRunner
from functions.adapters.queues import Queues
from functions.adapters.rows import RowStore
from functions.completeness.check import CompletenessDesk
from functions.landing.desk import LandingDesk
from functions.ledger.pending import Pending
from functions.ledger.runs import Runs
from functions.settings import settings
from functions.transform.advance import Desk
from functions.transform.runner import Runner
from jobs.contracts.dataset import dataset_names


@cache
def row_store() -> RowStore:
    """The ledger's rows."""
    return RowStore(ops_tables(settings()))


@cache
def landing_desk() -> LandingDesk:
    """What land_file and the sweep work with."""
    return LandingDesk(
        blobs=BlobStore(lake_blobs(settings())),
        rows=row_store(),
        pending=Pending(row_store(), dataset_names()),
        queues=Queues(ops_queues(settings())),
        sources=settings().sources_folder,
        max_file_bytes=settings().max_file_bytes,
    )


@cache
def transform_desk() -> Desk:
    """What the functions around job runs work with."""
    return Desk(
        blobs=landing_desk().blobs,
        pending=landing_desk().pending,
        runs=Runs(row_store()),
        runner=_runner(),
        run_attempts=settings().run_attempts,
    )


def completeness_desk() -> CompletenessDesk:
    """What the check for missing files works with."""
    return CompletenessDesk(
        rows=row_store(),
        sources=settings().sources_folder,
        window=timedelta(days=settings().look_back_days),
    )


def resume_after() -> timedelta:
    """How long a file may be on its way before the sweep takes it up."""
    return timedelta(seconds=settings().resume_after_seconds)


def _runner() -> Runner:
    return LocalRunner(settings().runner_url, settings().runner_token())
