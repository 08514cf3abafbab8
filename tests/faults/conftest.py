"""A landing desk that reaches Azurite through a proxy that fails, and one that reaches it directly."""

from collections.abc import Iterator

import pytest

from functions.adapters import clients
from functions.landing.desk import LandingDesk
from tests.conftest import Azurite
from tests.faults.proxy import Proxy
from tests.integration.desk import landing_desk


@pytest.fixture(scope="module")
def desk(azurite: Azurite) -> LandingDesk:
    """Landing without anything in between."""
    return landing_desk(azurite)


@pytest.fixture(scope="module")
def proxy(azurite: Azurite) -> Iterator[Proxy]:
    with Proxy(azurite.ports) as started:
        yield started


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """Clients that are opened meanwhile try again as they always do, without the waits in between."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clients, "_BACKOFF", {"initial_backoff": 0, "increment_base": 0, "random_jitter_range": 0})
        patch.setattr(clients, "_PATIENCE", {**clients._PATIENCE, "retry_backoff_factor": 0})
        yield


@pytest.fixture(scope="module")
def shaky(azurite: Azurite, proxy: Proxy, quick: None) -> LandingDesk:
    """Landing through the proxy."""
    return landing_desk(Azurite(azurite.folder, proxy.ports))
