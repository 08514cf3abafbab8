"""What is taken from host.json, and that all its mistakes are named at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from jobs.contracts.errors import ConfigurationInvalid
from till.host.host_json import BlobOptions, QueueOptions, read_host_json
from till.settings import REPOSITORY


def write(folder: Path, document: Any) -> Path:
    (folder / "host.json").write_text(json.dumps(document))
    return folder


def test_what_is_not_said_has_the_real_hosts_defaults(tmp_path: Path) -> None:
    read = read_host_json(write(tmp_path, {"version": "2.0"}))
    assert read.queues == QueueOptions(16, 8, 5, 0.0, 60.0, "base64")
    assert read.blobs == BlobOptions(8, 5)


def test_every_key_that_is_said_is_taken(tmp_path: Path) -> None:
    queues = {
        "batchSize": 4,
        "newBatchThreshold": 1,
        "maxDequeueCount": 2,
        "visibilityTimeout": "00:01:30",
        "maxPollingInterval": "1.00:00:00.5",
        "messageEncoding": "none",
    }
    blobs = {"maxDegreeOfParallelism": 3, "poisonBlobThreshold": 1}
    read = read_host_json(write(tmp_path, {"version": "2.0", "extensions": {"queues": queues, "blobs": blobs}}))
    assert read.queues == QueueOptions(4, 1, 2, 90.0, 86400.5, "none")
    assert read.blobs == BlobOptions(3, 1)


def test_a_new_batch_is_fetched_at_half_a_batch_where_nothing_else_is_said(tmp_path: Path) -> None:
    read = read_host_json(write(tmp_path, {"version": "2.0", "extensions": {"queues": {"batchSize": 10}}}))
    assert read.queues.new_batch_threshold == 5


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    queues = {"batchSize": 64, "visibilityTimeout": "10 s", "messageEncoding": "utf8"}
    write(tmp_path, {"extensions": {"queues": queues, "blobs": {"poisonBlobThreshold": True}}})
    with pytest.raises(ConfigurationInvalid) as caught:
        read_host_json(tmp_path)
    for key in ("version", "queues.batchSize", "queues.visibilityTimeout", "queues.messageEncoding", "poisonBlob"):
        assert key in caught.value.found


@pytest.mark.parametrize("text", ["", "{", "[]", "3"])
def test_a_file_that_is_no_host_json_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "host.json").write_text(text)
    with pytest.raises(ConfigurationInvalid):
        read_host_json(tmp_path)


def test_the_projects_own_host_json_can_be_read() -> None:
    assert read_host_json(REPOSITORY).queues.message_encoding == "base64"
