"""Reads host.json: the settings of queues and blobs that this host honours, with the real host's defaults."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobs.contracts.errors import ConfigurationInvalid

_TIME_SPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(\.\d{1,7})?")


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """extensions.queues; times in seconds. visibility_timeout is the delay before a failed message is tried again."""

    batch_size: int = 16
    new_batch_threshold: int = 8
    max_dequeue_count: int = 5
    visibility_timeout: float = 0
    max_polling_interval: float = 60
    message_encoding: str = "base64"


@dataclass(frozen=True, slots=True)
class BlobOptions:
    """extensions.blobs."""

    max_degree_of_parallelism: int = 8
    poison_blob_threshold: int = 5


@dataclass(frozen=True, slots=True)
class HostJson:
    """What this host takes from host.json."""

    queues: QueueOptions
    blobs: BlobOptions


def read_host_json(app: Path) -> HostJson:
    """The settings in host.json of the folder.

    Raises ConfigurationInvalid naming every mistake. Keys that only the real host knows are left alone.
    """
    file = app / "host.json"
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _invalid(file, [f"{type(error).__name__}: {error}"]) from error
    mistakes: list[str] = []
    if not isinstance(document, dict) or document.get("version") != "2.0":
        mistakes.append('version: expected "2.0"')
    queues = _Section(document, "queues", mistakes)
    blobs = _Section(document, "blobs", mistakes)
    batch = queues.take("batchSize", 16, _whole(1, 32))
    result = HostJson(
        QueueOptions(
            batch_size=batch,
            new_batch_threshold=queues.take("newBatchThreshold", batch // 2, _whole(0, 1000)),
            max_dequeue_count=queues.take("maxDequeueCount", 5, _whole(1, 1000)),
            visibility_timeout=queues.take("visibilityTimeout", 0.0, _seconds),
            max_polling_interval=queues.take("maxPollingInterval", 60.0, _seconds),
            message_encoding=queues.take("messageEncoding", "base64", _encoding),
        ),
        BlobOptions(
            max_degree_of_parallelism=blobs.take("maxDegreeOfParallelism", 8, _whole(1, 1000)),
            poison_blob_threshold=blobs.take("poisonBlobThreshold", 5, _whole(1, 1000)),
        ),
    )
    if mistakes:
        raise _invalid(file, mistakes)
    return result


class _Section:
    """One object under extensions; collects what is wrong instead of stopping at the first."""

    def __init__(self, document: Any, name: str, mistakes: list[str]) -> None:
        extensions = document.get("extensions", {}) if isinstance(document, dict) else {}
        section = extensions.get(name, {}) if isinstance(extensions, dict) else {}
        self._values: dict[str, Any] = section if isinstance(section, dict) else {}
        self._name, self._mistakes = f"extensions.{name}", mistakes

    def take[T](self, key: str, default: T, read: Callable[[Any], T]) -> T:
        if key not in self._values:
            return default
        try:
            return read(self._values[key])
        except ValueError as error:
            self._mistakes.append(f"{self._name}.{key}: found {self._values[key]!r}, expected {error}")
            return default


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return value

    return read


def _seconds(value: Any) -> float:
    match = _TIME_SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a time span, hh:mm:ss")
    days, hours, minutes, seconds, fraction = match.groups()
    whole = ((int(days or 0) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    return whole + float(fraction or 0)


def _encoding(value: Any) -> str:
    if value not in ("base64", "none"):
        raise ValueError("base64 or none")
    return str(value)


def _invalid(file: Path, mistakes: list[str]) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "host.json cannot be used.",
        where=str(file),
        found="; ".join(mistakes),
        expected="the settings of host.json version 2.0",
        next_step="correct the keys named above",
    )
