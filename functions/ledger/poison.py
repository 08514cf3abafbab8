"""Enters messages that were given up, so that an operator finds them beside the files that they speak of."""

import json

import structlog

from functions.adapters.rows import Put, RowChanged, RowStore
from functions.clock import utc_now
from functions.landing.announced import announced_path
from functions.ledger.entries import PoisonEntry
from functions.ledger.partitions import UNKNOWN
from jobs.contracts.dataset import dataset_names
from jobs.contracts.paths import digest

log = structlog.get_logger()

_TEXT_AT_MOST = 4096


def record(rows: RowStore, queue: str, body: bytes) -> None:
    """Enter a poisoned message in the partition of its dataset; the same message twice is entered once."""
    text = body[:_TEXT_AT_MOST].decode("utf-8", errors="replace")
    dataset, path = _about(text)
    entry = PoisonEntry(queue, path, text, utc_now())
    try:
        rows.commit(dataset, Put(entry.row(digest(queue, text))))
    except RowChanged:
        log.info("message_poisoned_again", queue=queue, path=path)
        return
    log.error("message_poisoned", queue=queue, path=path)


def _about(text: str) -> tuple[str, str]:
    """The dataset and the landing path that a message speaks of; 'unknown' and '' where it speaks of none."""
    try:
        message = json.loads(text)
    except ValueError:
        return UNKNOWN, ""
    if not isinstance(message, dict):
        return UNKNOWN, ""
    path = str(message.get("BlobName", "")) or _announced(text)
    dataset = str(message.get("dataset", "")) or path.partition("/")[0]
    return (dataset if dataset in dataset_names() else UNKNOWN), path


def _announced(text: str) -> str:
    try:
        return announced_path(text) or ""
    except ValueError:
        return ""
