"""Every property is one that Azure knows, where the types of Bicep's compiler are at hand.

They are a repository of their own (github.com/Azure/bicep-types-az, MIT), too large to keep here:
TILLSTREAM_AZURE_TYPES names a checkout of it. In the pipeline the compiler itself says the same.
"""

import os
from pathlib import Path

import pytest

from tests.infra.azure_types import AzureTypes
from tests.infra.bicep_values import Resource
from tests.infra.environments import CHOICES, PARAMETERS, put_up

# What Azure takes and its types do not name yet, each with the page that does.
NEWER = {
    "functionAppConfig.siteUpdateStrategy": "learn.microsoft.com/azure/azure-functions/flex-consumption-site-updates"
}
_CHECKOUT = os.environ.get("TILLSTREAM_AZURE_TYPES")


@pytest.fixture(scope="module")
def types() -> AzureTypes:
    if not _CHECKOUT:
        pytest.skip("TILLSTREAM_AZURE_TYPES names no checkout of Azure/bicep-types-az")
    return AzureTypes(Path(_CHECKOUT))


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("name", [path.stem for path in PARAMETERS])
def test_azure_knows_every_property(types: AzureTypes, name: str, choice: str) -> None:
    mistakes = [mistake for each in put_up(name, choice).deployed for mistake in types.mistakes(each)]
    assert [mistake for mistake in mistakes if not any(known in mistake for known in NEWER)] == []


def test_what_azure_does_not_know_is_found(types: AzureTypes) -> None:
    def told(**properties: object) -> list[str]:
        body = {"location": "here", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": properties}
        account = Resource("Microsoft.Storage/storageAccounts", "2025-06-01", "/a", body, False, "main", "account")
        return types.mistakes(account)

    assert told(minimumTlsVersion="TLS1_2") == []
    assert "is none of" in told(minimumTlsVersion="TLS9")[0]
    assert "is no property" in told(allowSharedKeys=False)[0]
    assert "Azure's to fill in" in told(provisioningState="Succeeded")[0]
    assert "is no BooleanType" in told(isHnsEnabled="yes")[0]
    assert "defaultAction is missing" in told(networkAcls={})[0]
