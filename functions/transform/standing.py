"""Reads what a run left beside its manifest for the ledger: the rows of each file version that do not count."""

from functions.adapters.blobs import BlobStore
from jobs.contracts.names import BRONZE
from jobs.contracts.paths import standing_path
from jobs.contracts.standing import StandingLine, read_standing

_AT_MOST = 256 * 1024**2


def standing_of(blobs: BlobStore, run_id: str) -> dict[str, StandingLine]:
    """What the run found, by content; nothing where no sale of the batch stands in more than one file."""
    parts = [blob.path for blob in blobs.listing(BRONZE, f"{standing_path(run_id)}/")]
    texts = (blobs.read(BRONZE, path, at_most=_AT_MOST) for path in parts if not _is_of_the_engine(path))
    return {line.version: line for text in texts for line in read_standing(text)}


def _is_of_the_engine(path: str) -> bool:
    """Whether it is a mark that the engine leaves beside its files, such as _SUCCESS."""
    return path.rpartition("/")[2].startswith(("_", "."))
