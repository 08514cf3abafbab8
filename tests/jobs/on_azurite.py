"""A lake on Azurite: bronze files are written to disk first and then uploaded, as landing would have."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from azure.storage.blob import BlobServiceClient
from pyspark.sql import SparkSession

from jobs.contracts.manifest import ManifestLine
from jobs.contracts.messages import RunRequest
from jobs.contracts.names import BRONZE, GOLD, SILVER
from jobs.engine import open_session
from jobs.tables import Lake
from tests.conftest import Azurite
from tests.jobs.landed import LandedLake, Row
from till.stack.azurite import ACCOUNT, HOST


@contextmanager
def embedded_on_azurite(azurite: Azurite) -> Iterator[SparkSession]:
    """A session of the embedded engine that finds this Azurite behind abfs://."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AZURE_STORAGE_USE_EMULATOR", "true")
        environment.setenv("AZURE_STORAGE_ALLOW_HTTP", "true")
        environment.setenv("AZURITE_BLOB_STORAGE_URL", f"http://{HOST}:{azurite.ports.blob}")
        yield open_session("embedded")


@dataclass
class AzuriteLake(LandedLake):
    """File systems of their own, named by `prefix`."""

    azurite: Azurite
    prefix: str

    def __post_init__(self) -> None:
        self.service = BlobServiceClient.from_connection_string(self.azurite.connection)
        for name in (BRONZE, SILVER, GOLD):
            self.service.create_container(f"{self.prefix}-{name}")

    @property
    def lake(self) -> Lake:
        return Lake(f"abfs://{self.prefix}-{{file_system}}@{ACCOUNT}.dfs.core.windows.net")

    def land(self, dataset: str, rows: Sequence[Row], **known: str) -> ManifestLine:
        line = super().land(dataset, rows, **known)
        for path in line.bronze:
            self._upload(path)
        return line

    def request(self, *lines: ManifestLine, full: bool = False, run_id: str = "") -> RunRequest:
        request = super().request(*lines, full=full, run_id=run_id)
        self._upload(request.manifest)
        return request

    def _upload(self, path: str) -> None:
        content = Path(self.folder / BRONZE / path).read_bytes()
        self.service.get_blob_client(f"{self.prefix}-{BRONZE}", path).upload_blob(content, overwrite=True)
