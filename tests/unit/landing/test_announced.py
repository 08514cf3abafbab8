"""Event Grid's messages about the lake, shaped as Microsoft's page on Blob Storage as an event source shows them."""

import json
from typing import Any

import pytest

from functions.landing.announced import announced_path

BLOB = "https://lake.blob.core.windows.net/landing/pos_sales/standard/2026-03-01.csv"


def event(url: str = BLOB, *, api: str = "PutBlob", kind: str = "BlobCreated", **data: Any) -> str:
    return json.dumps(
        {
            "topic": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/lake",
            "subject": "/blobServices/default/containers/landing/blobs/pos_sales/standard/2026-03-01.csv",
            "eventType": f"Microsoft.Storage.{kind}",
            "id": "831e1650-001e-001b-66ab-eeb76e069631",
            "data": {"api": api, "contentLength": 524288, "blobType": "BlockBlob", "url": url, **data},
            "dataVersion": "",
            "metadataVersion": "1",
            "eventTime": "2026-03-02T00:10:00Z",
        }
    )


@pytest.mark.parametrize("api", ["PutBlob", "PutBlockList", "CopyBlob", "FlushWithClose", "SftpCommit"])
def test_a_file_that_was_written_as_a_whole_is_named(api: str) -> None:
    assert announced_path(event(api=api)) == "pos_sales/standard/2026-03-01.csv"


def test_the_address_of_the_dfs_endpoint_means_the_same_file() -> None:
    assert announced_path(event(BLOB.replace(".blob.", ".dfs."))) == "pos_sales/standard/2026-03-01.csv"


def test_a_name_comes_back_as_the_till_wrote_it() -> None:
    url = "https://lake.blob.core.windows.net/landing/pos_sales/standard/M%C3%BCnchen%20100%25%3F.csv"
    assert announced_path(event(url)) == "pos_sales/standard/München 100%?.csv"


def test_of_a_renamed_file_the_new_name_counts() -> None:
    renamed = event(kind="BlobRenamed", api="RenameFile", url=f"{BLOB}.part", destinationUrl=BLOB)
    assert announced_path(renamed) == "pos_sales/standard/2026-03-01.csv"


@pytest.mark.parametrize(
    "told",
    [
        event(api="CreateFile"),
        event(api="AppendFile"),
        event(kind="BlobDeleted", api="DeleteBlob"),
        event(contentLength=0),
        event(BLOB.replace("/landing/", "/raw/")),
        event("https://lake.blob.core.windows.net/landing"),
    ],
)
def test_what_tells_of_no_file_in_landing_is_passed_over(told: str) -> None:
    assert announced_path(told) is None


@pytest.mark.parametrize("told", ["", "{}", "[]", "landing/pos_sales/standard/a.csv", event(url="").replace('""', "7")])
def test_what_is_no_event_goes_to_the_poison_queue(told: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        announced_path(told)
