"""The environments that the tests put up: each parameters file, with the choices that a team can make in it."""

from pathlib import Path
from typing import Any

from tests.infra.bicep_deployment import Deployment, deployment
from till.settings import REPOSITORY

INFRA = REPOSITORY / "infra"
PARAMETERS = sorted((INFRA / "params").glob("*.bicepparam"))
IMAGE = {"jobImage": "tillacr.azurecr.io/tillstream-jobs@sha256:" + "0" * 64}
CHOICES: dict[str, dict[str, Any]] = {
    "the first time, before there is an image": {},
    "container": {**IMAGE, "operatorsGroupId": "00000000-0000-4000-8000-00000000000b"},
    "a large container": {**IMAGE, "jobMemoryGi": 32},
    "databricks": {"runner": "databricks", "databricksJobId": "7"},
    "databricks in a network": {"runner": "databricks", "databricksJobId": "7", "privateNetwork": True},
    "all that costs": {
        **IMAGE,
        "privateNetwork": True,
        "customerManagedKeys": True,
        "locked": True,
        "alwaysReadyInstances": 2,
        "allowedIpRanges": ["203.0.113.0/24"],
        "operatorsGroupId": "00000000-0000-4000-8000-00000000000b",
    },
    "nothing that costs": {
        "privateNetwork": False,
        "customerManagedKeys": False,
        "locked": False,
        "alwaysReadyInstances": 0,
    },
}


def put_up(name: str, choice: str = "container") -> Deployment:
    """An environment by the name of its parameters file."""
    return deployment(INFRA / "params" / f"{name}.bicepparam", **CHOICES[choice])


def bicep_files() -> list[Path]:
    """Every template."""
    return [INFRA / "main.bicep", *sorted((INFRA / "modules").glob("*.bicep"))]
