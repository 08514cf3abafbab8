"""No key is asked for: not in an output, not in a setting, nowhere."""

import re
from pathlib import Path
from typing import Any

from checkov.bicep.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult

_ASKS = re.compile(r"\blist[A-Z]?\w*\s*\(|\bgetSecret\s*\(|AccountKey=|SharedAccessSignature", re.IGNORECASE)


class NoKeysHandedOut(BaseResourceCheck):
    """Outputs are no resources, which is all that checks are shown: so the file of each resource is read whole."""

    def __init__(self) -> None:
        super().__init__(
            name="No file asks for a key",
            id="CKV_TILL_6",
            categories=[CheckCategories.SECRETS],
            supported_resources=["Microsoft.*"],
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Failed where the file calls listKeys or one of its kind. checkov is started in the folder of the files."""
        text = Path(self.entity_path.partition(":")[0].lstrip("/")).read_text(encoding="utf-8")
        return CheckResult.FAILED if _ASKS.search(text) else CheckResult.PASSED


no_keys_handed_out = NoKeysHandedOut()
