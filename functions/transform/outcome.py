"""Reads what a run in a process of its own left beside its manifest: how it ended, in its own words."""

from functions.adapters.blobs import BlobStore
from jobs.contracts.messages import RunFinished
from jobs.contracts.names import BRONZE
from jobs.contracts.paths import outcome_path

_AT_MOST = 1024**2


def outcome_of(blobs: BlobStore, run_id: str, attempt: int) -> RunFinished | None:
    """How that try ended; None where it has not ended, or ended without a word."""
    for blob in blobs.listing(BRONZE, f"{outcome_path(run_id, attempt)}/"):
        if not blob.path.rpartition("/")[2].startswith(("_", ".")):  # marks that an engine leaves beside its files
            for text in blobs.read(BRONZE, blob.path, at_most=_AT_MOST).splitlines():
                return RunFinished.from_json(text)
    return None
