"""The app's own identity: tokens of a managed identity, as App Service hands them out, and services that get them.

learn.microsoft.com/azure/app-service/overview-managed-identity: IDENTITY_ENDPOINT, the X-IDENTITY-HEADER header, and
access_token, expires_on and resource in the answer.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from functions.adapters import tokens
from functions.adapters.container_runner import ContainerRunner
from functions.adapters.service import Service
from functions.adapters.tokens import DATABRICKS, FABRIC, MANAGEMENT, SYNAPSE, tokens_for
from functions.transform.runner import RunState
from jobs.contracts.errors import RunnerUnavailable
from tests.unit.runners.container_apps import JOB, ContainerApps
from tests.unit.runners.http_api import Answered, Asked, serving


@dataclass
class Issuer:
    """The endpoint of a managed identity."""

    resources: list[str] = field(default_factory=list)
    refuses: bool = False

    def answer(self, asked: Asked) -> Answered:
        self.resources.append(asked.query["resource"])
        if self.refuses:
            return 400, {"message": "no identity is assigned"}
        until = str(int(time.time()) + 3600)
        token = f"token-for-{asked.query['resource']}"
        return 200, {
            "access_token": token,
            "expires_on": until,
            "resource": asked.query["resource"],
            "token_type": "Bearer",
        }


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    spoken = Issuer()
    with serving(spoken.answer) as api:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{api.url}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "secret-of-the-endpoint")
        monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
        tokens._identity.cache_clear()
        yield spoken
    tokens._identity.cache_clear()


def test_a_runner_is_asked_with_a_token_for_its_own_service(issuer: Issuer) -> None:
    apps = ContainerApps()
    with serving(apps.answer) as api:
        runner = ContainerRunner(Service(api.url, tokens_for(MANAGEMENT)), JOB)
        assert runner.state("one", 1) == RunState.UNKNOWN
        assert [asked.authorization for asked in api.asked] == ["Bearer token-for-https://management.azure.com"]


@pytest.mark.parametrize(
    ("scope", "resource"),
    [
        (MANAGEMENT, "https://management.azure.com"),
        (DATABRICKS, "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"),
        (SYNAPSE, "https://dev.azuresynapse.net"),
        (FABRIC, "https://api.fabric.microsoft.com"),
    ],
)
def test_each_service_has_a_resource_of_its_own_and_a_token_is_kept(issuer: Issuer, scope: str, resource: str) -> None:
    token = tokens_for(scope)
    assert {token() for _ in range(3)} == {f"token-for-{resource}"}
    assert issuer.resources == [resource]


def test_an_identity_that_gets_no_token_is_a_runner_that_is_away(issuer: Issuer) -> None:
    issuer.refuses = True
    with pytest.raises(RunnerUnavailable, match="gets no token") as caught:
        tokens_for(MANAGEMENT)()
    assert "secret-of-the-endpoint" not in str(caught.value)
