"""Puts the app's parts together, once per process: settings in, what the triggers work with out."""

from datetime import timedelta
from functools import cache
from typing import Any

from functions.adapters.blobs import BlobStore
from functions.adapters.clients import lake_blobs, ops_queues, ops_tables
from functions.adapters.queues import Queues
from functions.adapters.rows import RowStore
from functions.adapters.runner_choice import chosen_runner, tells_of_its_ends
from functions.completeness.check import CompletenessDesk
from functions.landing.desk import LandingDesk
from functions.ledger.pending import Pending
from functions.ledger.runs import Runs
from functions.settings import settings
from functions.transform.desk import Desk, Looks
from jobs.contracts.dataset import dataset_names

# Services list what they have just started after a moment; this is longer than any is known to take.
_APPEARS_WITHIN = timedelta(seconds=60)


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
        runner=chosen_runner(settings()),
        run_attempts=settings().run_attempts,
        **_looks(),
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


def _looks() -> dict[str, Any]:
    if tells_of_its_ends(settings()):
        return {}
    looks = Looks(landing_desk().queues, timedelta(seconds=settings().look_seconds))
    return {"looks": looks, "appears_within": _APPEARS_WITHIN}
