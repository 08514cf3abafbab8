"""A storage account that opens for identities alone, said outright and not by a switch."""

from typing import Any

from checkov.bicep.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult


class StorageSays(BaseResourceCheck):
    """A property of a storage account that has to be written out as one value."""

    def __init__(self, number: int, what: str, name: str, value: Any) -> None:
        self._property, self._value = name, value
        super().__init__(
            name=what,
            id=f"CKV_TILL_{number}",
            categories=[CheckCategories.IAM],
            supported_resources=["Microsoft.Storage/storageAccounts"],
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Passed where the property has the value and nothing else, no expression either."""
        found = (conf.get("properties") or {}).get(self._property)
        return CheckResult.PASSED if found is self._value or found == self._value else CheckResult.FAILED


shared_key_off = StorageSays(1, "No storage account opens with its key", "allowSharedKeyAccess", False)
blob_public_access_off = StorageSays(2, "No container can be made public", "allowBlobPublicAccess", False)
oauth_by_default = StorageSays(3, "Identities are the default", "defaultToOAuthAuthentication", True)
copies_stay = StorageSays(4, "Copies stay with the tenant", "allowCrossTenantReplication", False)
