"""An Azurite of its own: an erasure looks at every file of a dataset, other tests' files too."""

from collections.abc import Iterator

import pytest

from tests.conftest import Azurite
from till.stack.azurite import StoragePorts
from till.stack.ports import free_ports


@pytest.fixture(scope="module")
def lone_azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    folder = tmp_path_factory.mktemp("lone-azurite")
    (folder / "data").mkdir()
    server = Azurite(folder, StoragePorts(*free_ports(3)))
    server.start()
    yield server
    server.stop()
