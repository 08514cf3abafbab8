"""checkov over the Bicep, with checks of our own for what it does not ask; in a Python of its own, as locked."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from till.packages import TOOLS, bring_package
from till.settings import REPOSITORY

HERE = Path(__file__).parent / "checkov"
INFRA = REPOSITORY / "infra"
BAD = """
param location string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'open'
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowSharedKeyAccess: location == 'here'
    allowBlobPublicAccess: true
  }
}

resource wide 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, location)
  properties: {
    principalId: location
    roleDefinitionId: location
  }
}

output key string = account.listKeys().keys[0].value
"""


# The first time its packages have to come.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def checkov() -> Path:
    """A folder that holds checkov, which has some hundred packages of its own."""
    lock = HERE / "requirements.lock"
    folder = TOOLS / f"checkov-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    if not (folder / ".ready").exists():
        problem = bring_package(lock, folder)
        if problem:
            pytest.skip(f"checkov cannot be had: {problem}")
        (folder / ".ready").touch()
    return folder


def asked(checkov: Path, folder: Path) -> tuple[dict[str, Any], str]:
    """What checkov says of a folder, and what it says beside that."""
    command = [sys.executable, "-m", "checkov.main", "-d", ".", "-o", "json", "--soft-fail"]
    command += ["--config-file", str(HERE / "config.yaml"), "--external-checks-dir", str(HERE / "checks")]
    environment = {**os.environ, "PYTHONPATH": str(checkov), "LOG_LEVEL": "WARNING"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said: dict[str, Any] = json.loads(done.stdout)
    return said, done.stderr


def test_checkov_has_nothing_against_the_bicep_and_could_read_all_of_it(checkov: Path) -> None:
    said, beside = asked(checkov, INFRA)
    failed = said["results"]["failed_checks"]
    assert [(each["check_id"], each["resource"], each["file_path"]) for each in failed] == []
    assert said["summary"]["parsing_errors"] == 0
    assert "Traceback" not in beside
    seen = {each["check_id"] for each in said["results"]["passed_checks"]}
    assert {f"CKV_TILL_{number}" for number in range(1, 7)} <= seen


@pytest.mark.slow
def test_our_own_checks_find_what_they_are_for(checkov: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.bicep").write_text(BAD, encoding="utf-8")
    said, _ = asked(checkov, tmp_path)
    failed = {each["check_id"] for each in said["results"]["failed_checks"]}
    assert {f"CKV_TILL_{number}" for number in range(1, 7)} <= failed


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_told(checkov: Path, tmp_path: Path) -> None:
    (tmp_path / "torn.bicep").write_text("resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {\n")
    (tmp_path / "fine.bicep").write_text("param location string\n")
    said, _ = asked(checkov, tmp_path)
    assert said["summary"]["parsing_errors"] == 1
