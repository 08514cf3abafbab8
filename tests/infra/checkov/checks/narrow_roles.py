"""A role on one resource, under a name that follows from where, who and what."""

from typing import Any

from checkov.bicep.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult

_WIDE = ("resource_group", "subscription", "management_group", "tenant")


class NarrowRoles(BaseResourceCheck):
    """A role assignment without a scope is one on everything that the template deploys into."""

    def __init__(self) -> None:
        super().__init__(
            name="Every role has a resource for its scope, and guid(scope, principal, role) for its name",
            id="CKV_TILL_5",
            categories=[CheckCategories.IAM],
            supported_resources=["Microsoft.Authorization/roleAssignments"],
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Failed without a scope, with a group or more for it, and where the name could meet another's."""
        scope, name = _unconditional(conf).get("scope"), _unconditional(conf).get("name")
        is_wide = isinstance(scope, dict) and scope.get("function", {}).get("type") in _WIDE
        called = name.get("function", {}) if isinstance(name, dict) else {}
        parts = [part for part in called.get("parameters", {}).values() if part is not None]
        is_named = called.get("type") == "guid" and len(parts) == 3
        return CheckResult.PASSED if scope and not is_wide and is_named else CheckResult.FAILED


def _unconditional(conf: dict[str, Any]) -> dict[str, Any]:
    """What a loop or a condition makes."""
    while isinstance(conf.get("config"), dict):
        conf = conf["config"]
    return conf


narrow_roles = NarrowRoles()
