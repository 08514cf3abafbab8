"""Blob trigger: a file was dropped into landing/, found by a scan where no Event Grid announces it."""

import azure.functions as func
from azurefunctions.extensions.bindings.blob import BlobClient

from functions.landing.land import land
from functions.wiring import landing_desk

blueprint = func.Blueprint()


# A client and not the bytes: the file is read in a stream, whatever its size.
@blueprint.blob_trigger(
    arg_name="blob",
    path="landing/{dataset}/{source}/{name}",
    connection="LAKE",
    source=func.BlobSource.LOGS_AND_CONTAINER_SCAN,
)
def land_file(blob: BlobClient) -> None:
    """Land the file that was dropped."""
    land(landing_desk(), blob.blob_name)
