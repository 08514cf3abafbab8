"""What is built is what runs: the steps of the build as the pipeline runs them, into a folder of the test's own."""

import ast
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipelines.artifact.function_package import PACKAGES
from pipelines.artifact.index_package import command, unpacked
from tests.pipelines.conftest import run_step
from tests.stack import STANDARD_HEADER
from till.node_parts.node import bring_node
from till.settings import REPOSITORY

pytestmark = pytest.mark.slow
COMMIT = "3f786850e387550fdab836ed7e6dc881de23001b"


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An artifact as the build stage publishes it, but for the image and the templates, which need other programs."""
    folder = tmp_path_factory.mktemp("artifact")
    programs = tmp_path_factory.mktemp("programs")
    npm = programs / "npm"
    # The system's, or the one that was brought with Node.
    npm.write_text(f'#!/bin/sh\nexec {shlex.join(bring_node().npm)} "$@"\n', encoding="utf-8")
    npm.chmod(0o755)
    for name in ("build-function-package.sh", "build-wheels.sh", "write-sbom.sh", "write-provenance.sh"):
        done = run_step(name, folder, BUILD_SOURCEVERSION=COMMIT, BUILD_BUILDID="4711", PATH_BEFORE=programs)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def app(artifact: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The function package as it lies where it runs."""
    return unpacked(artifact / "functions.zip", tmp_path_factory.mktemp("unpacked") / "app")


def test_every_function_of_the_code_is_found_in_the_package(artifact):
    named = set()
    for file in (REPOSITORY / "functions").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            calls = [one for one in node.decorator_list if isinstance(one, ast.Call)]
            decorators = [one for one in calls if "blueprint." in ast.unparse(one)]
            given = [ast.literal_eval(one.args[0]) for one in decorators if "function_name" in ast.unparse(one.func)]
            named |= set(given or ([node.name] if decorators else []))
    assert {"land_file", "start_transform", "sweep_landing"} <= named
    assert set((artifact / "functions.txt").read_text(encoding="utf-8").split()) == named


def test_the_package_has_what_runs_and_nothing_else(app):
    top = {path.name for path in app.iterdir()}
    assert top == {
        ".python_packages",
        "function_app.py",
        "functions",
        "host.json",
        "jobs",
        "requirements.txt",
        "sources",
    }
    assert {path.name for path in (app / "jobs").iterdir()} == {"__init__.py", "contracts"}
    installed = {path.name.partition("-")[0] for path in (app / PACKAGES).glob("*.dist-info")}
    assert {"pyarrow", "azure_functions", "azure_identity"} <= installed
    assert not installed & {"pyspark", "pysail", "pandas", "deltalake", "typer", "rich", "xlsxwriter", "pytest", "ruff"}
    assert not [path for path in app.rglob("*") if path.suffix == ".pyc" or path.name == "local.settings.json"]


def test_native_parts_fit_the_platform_and_no_other(app):
    libraries = list((app / PACKAGES).rglob("*.so"))
    tags = {part for path in libraries if "cpython-" in path.name for part in path.name.split(".") if "cpython" in part}
    assert tags == {"cpython-313-x86_64-linux-gnu"}
    assert {path.read_bytes()[:5] + path.read_bytes()[18:20] for path in libraries[:20]} == {b"\x7fELF\x02\x3e\x00"}


def test_a_package_that_lacks_one_cannot_be_indexed(artifact, tmp_path):
    lacking = tmp_path / "lacking.zip"
    with zipfile.ZipFile(artifact / "functions.zip") as whole, zipfile.ZipFile(lacking, "w") as part:
        for name in whole.namelist():
            if not name.startswith(f"{PACKAGES.as_posix()}/structlog/"):
                part.writestr(name, whole.read(name))
    index = [sys.executable, "-m", "pipelines.artifact.index_package", str(lacking)]
    done = subprocess.run(index, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "structlog" in done.stderr


def test_a_file_lands_with_the_packages_own_code_and_no_other(app, own_azurite, tmp_path):
    from azure.storage.blob import BlobServiceClient

    from functions.adapters.clients import table_service
    from functions.adapters.rows import RowStore
    from functions.ledger.story import file_entries
    from till.stack.storage import prepare_storage

    prepare_storage(own_azurite.connection)
    sale = STANDARD_HEADER + "1,2,Tea,2026-03-01,7,1.25,2,2.50\n"
    landing = BlobServiceClient.from_connection_string(own_azurite.connection).get_container_client("landing")
    landing.upload_blob("pos_sales/standard/one.csv", sale.encode())
    never = "0 0 0 1 1 *"
    schedules = {f"TILLSTREAM_{name}_SCHEDULE": never for name in ("INCENTIVE", "SWEEP", "COMPLETENESS", "UPKEEP")}
    settings = {"LAKE": own_azurite.connection, "AzureWebJobsStorage": own_azurite.connection, **schedules}
    host = "import sys, till.host.__main__\nsys.exit(till.host.__main__.main())"
    with (tmp_path / "host.log").open("wb") as log:
        arguments = ("--app", str(app), "--ready-file", str(tmp_path / "ready"))
        process = subprocess.Popen(
            command(app, host, *arguments), env={**os.environ, **settings}, stdout=log, stderr=log
        )
        rows = RowStore(table_service(own_azurite.connection))
        try:
            entry = awaited(lambda: [one for one in file_entries(rows, ("pos_sales",)) if one.landed_at], process)
        finally:
            process.terminate()
            process.wait(30)
    assert (entry.loaded, entry.total_cost) == (1, "2.50"), (tmp_path / "host.log").read_text()


def awaited(look, process, seconds=60):
    import time

    limit = time.monotonic() + seconds
    while not (found := look()):
        assert process.poll() is None, "the host has ended"
        assert time.monotonic() < limit, "not landed in time"
        time.sleep(0.2)
    return found[0]


def test_the_bills_of_materials_name_what_is_there(artifact, app):
    def components(name):
        return json.loads((artifact / "sbom" / f"{name}.cdx.json").read_text(encoding="utf-8"))["components"]

    installed = {path.name.removesuffix(".dist-info").lower() for path in (app / PACKAGES).glob("*.dist-info")}
    listed = components("functions")
    assert {f"{one['name'].replace('-', '_')}-{one['version']}".lower() for one in listed} - installed <= {
        f"{one['name'].replace('-', '_')}-{one['version']}".lower()
        for one in listed
        if "sys_platform" in one["description"]
    }
    assert installed <= {f"{one['name'].replace('-', '_')}-{one['version']}".lower() for one in listed}
    assert all(one["externalReferences"][0]["hashes"] for one in listed)
    assert {"pyspark", "pysail"} <= {one["name"] for one in components("python")}
    assert ("azurite", "3.37.0") in {(one["name"], one["version"]) for one in components("node")}


def test_the_provenance_names_commit_locks_and_every_file(artifact):
    statement = json.loads((artifact / "provenance.intoto.json").read_text(encoding="utf-8"))
    assert (statement["_type"], statement["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "https://slsa.dev/provenance/v1",
    )
    materials = statement["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert materials[0]["digest"] == {"gitCommit": COMMIT}
    assert statement["predicate"]["runDetails"]["metadata"] == {"invocationId": "4711"}
    lock = hashlib.sha256((REPOSITORY / "requirements.lock").read_bytes()).hexdigest()
    assert {"uri": "requirements.lock", "digest": {"sha256": lock}} in materials
    subjects = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
    files = {path.relative_to(artifact).as_posix(): path for path in artifact.rglob("*") if path.is_file()}
    assert subjects.keys() == files.keys() - {"provenance.intoto.json"}
    package = (artifact / "functions.zip").read_bytes()
    assert subjects["functions.zip"] == hashlib.sha256(package).hexdigest()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("", ""),
        ("printf x >> functions.txt", "functions.txt: is another one than was built"),
        ("rm functions.zip", "functions.zip: was built, and is not there"),
        ("touch wheels/more.whl", "wheels/more.whl: is there, and was not built"),
        ("rm provenance.intoto.json", "nothing says what was built"),
    ],
)
def test_an_artifact_that_is_not_the_one_that_was_built_is_not_deployed(artifact, tmp_path, change, told):
    copy = tmp_path / "downloaded"
    shutil.copytree(artifact, copy)
    # As it comes back from Azure Pipelines: without the mark that a file is a program.
    for file in copy.rglob("*.sh"):
        file.chmod(0o644)
    subprocess.run(change or "true", shell=True, cwd=copy, check=True)  # noqa: S602 - written above
    done = run_step("verify-artifact.sh", root=copy)
    assert (done.returncode, told in done.stderr) == (1 if told else 0, True), done.stderr
    assert not list(copy.rglob("__pycache__"))
