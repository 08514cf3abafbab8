"""The script that makes Unity Catalog's objects, run against a recording stand-in for the databricks command line."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from jobs.contracts.names import BRONZE, GOLD, REPORTS, SILVER
from tests.infra.environments import put_up
from till.settings import REPOSITORY

STAND_IN = """#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$RECORD"
if [ "$2" = get ]; then grep -qx "$3" "$THERE"; fi
"""


class Workspace:
    """A folder with a databricks command that records what it is asked, and knows what there is already."""

    def __init__(self, folder: Path, choice: str) -> None:
        self.folder = folder
        command = folder / "databricks"
        command.write_text(STAND_IN, encoding="utf-8")
        command.chmod(0o755)
        outputs = {name: {"value": value} for name, value in put_up("test", choice).outputs().items()}
        (folder / "outputs.json").write_text(json.dumps(outputs), encoding="utf-8")
        (folder / "there").write_text("", encoding="utf-8")

    def run(self) -> tuple[int, list[str]]:
        record = self.folder / "record"
        record.unlink(missing_ok=True)
        environment = {
            **os.environ,
            "PATH": f"{self.folder}:{os.environ['PATH']}",
            "RECORD": str(record),
            "THERE": str(self.folder / "there"),
            "OUTPUTS": str(self.folder / "outputs.json"),
        }
        script = REPOSITORY / "infra" / "unity-catalog.sh"
        done = subprocess.run([str(script)], env=environment, capture_output=True, timeout=60, check=False)
        return done.returncode, record.read_text(encoding="utf-8").splitlines() if record.exists() else []


def test_it_asks_for_one_credential_and_a_location_for_each_layer_of_the_jobs(tmp_path: Path) -> None:
    code, asked = Workspace(tmp_path, "databricks").run()
    assert code == 0
    (credential,) = [each for each in asked if each.startswith("storage-credentials create")]
    body = json.loads(credential.partition("--json ")[2])
    lake = put_up("test", "databricks").outputs()["lakeName"]
    assert body["name"] == f"tillstream-{lake}"
    assert "/accessConnectors/" in body["azure_managed_identity"]["access_connector_id"]
    assert "/userAssignedIdentities/id-jobs-" in body["azure_managed_identity"]["managed_identity_id"]
    locations = [each.split()[3] for each in asked if each.startswith("external-locations create")]
    assert locations == [f"abfss://{layer}@{lake}.dfs.core.windows.net/" for layer in (BRONZE, SILVER, GOLD, REPORTS)]


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, "databricks")
    lake = put_up("test", "databricks").outputs()["lakeName"]
    layers = ["", *(f"-{layer}" for layer in (BRONZE, SILVER, GOLD, REPORTS))]
    (tmp_path / "there").write_text("".join(f"tillstream-{lake}{layer}\n" for layer in layers), encoding="utf-8")
    code, asked = workspace.run()
    assert code == 0
    assert [each for each in asked if " create " in each] == []


@pytest.mark.parametrize("choice", ["container"])
def test_an_environment_without_databricks_is_told_so(tmp_path: Path, choice: str) -> None:
    code, asked = Workspace(tmp_path, choice).run()
    assert (code, asked) == (2, [])
