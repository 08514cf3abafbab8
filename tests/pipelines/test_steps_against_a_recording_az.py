"""The steps that call az, docker and databricks, against stand-ins that only write down how they are called.

None of these is at hand: these tests show that the calls have the shape that is meant, and that a failure stops a step.
What the real programs make of them, they do not show.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.pipelines.conftest import run_step
from tests.pipelines.recorder import Recorder, option
from till.settings import REPOSITORY

OUTPUTS = {
    "functionAppName": {"value": "func-till-dev"},
    "lakeBlobUri": {"value": "https://lake.blob.core.windows.net/"},
    "opsQueueUri": {"value": "https://ops.queue.core.windows.net/"},
    "opsTableUri": {"value": "https://ops.table.core.windows.net/"},
    "lakeName": {"value": "tilllakedev"},
    "databricksUrl": {"value": "adb-1.azuredatabricks.net"},
    "jobsClientId": {"value": "jobs-client"},
    "appClientId": {"value": "app-client"},
}
FUNCTIONS = ("land_file", "start_transform", "sweep_landing")
DIGEST = "sha256:" + "ab" * 32
IMAGE = f"tillacr.azurecr.io/tillstream-jobs@{DIGEST}"


@pytest.fixture
def artifact(tmp_path: Path) -> Path:
    """An artifact of empty parts with the steps of the source, as it lies where it is deployed from."""
    folder = tmp_path / "artifact"
    shutil.copytree(REPOSITORY / "pipelines", folder / "pipelines")
    for file in folder.rglob("*.sh"):
        file.chmod(0o644)
    wheels = ("wheels/tillstream-0.1.0-py3-none-any.whl", "wheels/tillstream_jobs-0.1.0-py3-none-any.whl")
    parts = ("infra/main.json", "infra/dev.parameters.json", "images/jobs.tar", "functions.zip", "databricks.yml")
    for name in (*parts, *wheels):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("{}", encoding="utf-8")
    (folder / "images" / "jobs.id").write_text("sha256:0123", encoding="utf-8")
    (folder / "functions.txt").write_text("\n".join(FUNCTIONS) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Recorder:
    recorder = Recorder(tmp_path / "programs")
    recorder.stand_in_for("az", "docker", "databricks")
    return recorder


@pytest.fixture
def run(artifact, programs, tmp_path):
    def run(name, *arguments, **settings):
        told = {
            "ENVIRONMENT": "dev",
            "RESOURCE_GROUP": "rg-dev",
            "OPERATORS_GROUP": "0f-group",
            "OPERATORS_NAME": "till operators",
            "BUDGET_START": "2026-11-01",
            "BUILD": "4711",
            "OUTPUTS": tmp_path / "outputs.json",
            "SUMMARY": tmp_path / "summary" / "what-if.md",
        }
        return run_step(name, *arguments, root=artifact, PATH_BEFORE=programs.folder, **told | settings)

    return run


def with_a_registry(programs: Recorder) -> None:
    programs.answer("az acr list", "tillacr\n")
    programs.answer("az acr show", "tillacr.azurecr.io\n")
    programs.answer("az acr repository show", f"{DIGEST}\n")


def test_what_if_asks_about_the_artifacts_template_and_changes_nothing(run, programs, tmp_path):
    programs.answer("az deployment group what-if", "~ Microsoft.Storage/storageAccounts\n```\n")
    done = run("what-if.sh")
    assert done.returncode == 0, done.stderr
    (call,) = programs.calls()
    assert call[:4] == ["az", "deployment", "group", "what-if"]
    assert option(call, "--template-file") == "infra/main.json"
    assert option(call, "--resource-group") == "rg-dev"
    assert {"@infra/dev.parameters.json", "operatorsGroupId=0f-group", "budgetStart=2026-11-01"} <= set(call)
    assert "jobImage=sha256:0123" in call
    summary = tmp_path / "summary" / "what-if.md"
    assert f"##vso[task.uploadsummary]{summary}" in done.stdout
    assert summary.read_text() == "# What would change in dev\n    \n    ~ Microsoft.Storage/storageAccounts\n    ```\n"


def test_the_image_is_pushed_before_the_resources_are_told_of_it(run, programs):
    with_a_registry(programs)
    programs.answer("az deployment group create", json.dumps(OUTPUTS))
    done = run("deploy-infra.sh")
    assert done.returncode == 0, done.stderr
    order = [" ".join(call[:3]) for call in programs.calls()]
    assert order.index("docker push tillacr.azurecr.io/tillstream-jobs:4711") < order.index("az deployment group")
    (create,) = programs.calls("az deployment group create")
    assert option(create, "--name") == "tillstream-4711"
    assert option(create, "--template-file") == "infra/main.json"
    assert {f"jobImage={IMAGE}", "@infra/dev.parameters.json", "budgetStart=2026-11-01"} <= set(create)


def test_nothing_is_built_where_it_is_deployed(run, programs):
    with_a_registry(programs)
    assert run("deploy-infra.sh").returncode == 0
    assert {call[1] for call in programs.calls("docker")} == {"load", "tag", "push"}


def test_an_empty_resource_group_gets_its_registry_first(run, programs):
    programs.answer("az acr list", "", times=1)
    with_a_registry(programs)
    done = run("deploy-infra.sh")
    assert done.returncode == 0, done.stderr
    first, second = programs.calls("az deployment group create")
    assert not [part for part in first if part.startswith("jobImage")]
    assert f"jobImage={IMAGE}" in second


def on_databricks(programs: Recorder, job_before: str = "") -> None:
    programs.answer("az deployment group create", json.dumps(OUTPUTS))
    programs.answer("databricks bundle summary", json.dumps({"resources": {"jobs": {"run": {"id": "77"}}}}))
    if job_before:
        programs.answer("az functionapp list", "func-till-dev\n")
        programs.answer("az functionapp config appsettings list", f"{job_before}\n")


def test_where_databricks_runs_the_jobs_the_app_is_told_of_the_bundles_job(run, programs, tmp_path):
    on_databricks(programs)
    done = run("deploy-infra.sh")
    assert done.returncode == 0, done.stderr
    first, second = programs.calls("az deployment group create")
    assert not [part for part in first if part.startswith(("databricksJobId", "jobImage"))]
    assert "databricksJobId=77" in second
    assert programs.calls("docker") == []
    deploy, summary = programs.calls("databricks bundle")
    assert (deploy[2], summary[2]) == ("deploy", "summary")
    assert option(deploy, "--target") == "dev"
    assert {
        "--var=lake=abfss://{file_system}@tilllakedev.dfs.core.windows.net",
        "--var=jobs_principal=jobs-client",
        "--var=app_principal=app-client",
        "--var=operators=till operators",
        "--var=wheel=./wheels/*.whl",
    } <= set(deploy)
    assert json.loads((tmp_path / "outputs.json").read_text()) == OUTPUTS


def test_the_app_keeps_its_job_while_the_resources_are_deployed(run, programs):
    on_databricks(programs, job_before="77")
    assert run("deploy-infra.sh").returncode == 0
    (only,) = programs.calls("az deployment group create")
    assert "databricksJobId=77" in only


def test_a_bundle_that_does_not_come_fails_the_step(run, programs):
    programs.answer("databricks bundle deploy", code=1)
    on_databricks(programs)
    assert run("deploy-infra.sh").returncode != 0
    assert len(programs.calls("az deployment group create")) == 1


def test_the_bundle_knows_every_variable_that_it_is_told():
    known = yaml.safe_load((REPOSITORY / "databricks.yml").read_text(encoding="utf-8"))["variables"]
    step = (REPOSITORY / "pipelines" / "steps" / "deploy-bundle.sh").read_text(encoding="utf-8")
    told = set(re.findall(r'^  "(\w+)=', step, re.MULTILINE))
    assert told == {name for name, one in known.items() if "default" not in one and "lookup" not in one} | {"wheel"}


@pytest.mark.parametrize("failing", ["az acr login", "docker load", "docker push", "az acr repository show"])
def test_resources_are_not_told_of_an_image_that_did_not_come(run, programs, failing):
    programs.answer(failing, code=1)
    with_a_registry(programs)
    assert run("deploy-infra.sh").returncode != 0
    assert programs.calls("az deployment group create") == []


def test_a_deployment_that_fails_fails_the_step(run, programs):
    with_a_registry(programs)
    programs.answer("az deployment group create", code=1)
    assert run("deploy-infra.sh").returncode != 0


@pytest.mark.parametrize("lacking", ["RESOURCE_GROUP", "ENVIRONMENT", "BUDGET_START", "BUILD"])
def test_a_step_that_is_not_told_where_does_nothing(run, programs, lacking):
    with_a_registry(programs)
    assert run("deploy-infra.sh", **{lacking: ""}).returncode != 0
    assert programs.calls("az deployment group create") == []


def deployed(tmp_path: Path) -> Path:
    (tmp_path / "outputs.json").write_text(json.dumps(OUTPUTS), encoding="utf-8")
    return tmp_path / "outputs.json"


def test_the_package_is_deployed_as_it_is_and_its_functions_waited_for(run, programs, tmp_path):
    deployed(tmp_path)
    programs.answer("az functionapp function list", "func-till-dev/land_file\n", times=1)
    programs.answer("az functionapp function list", "".join(f"func-till-dev/{name}\n" for name in reversed(FUNCTIONS)))
    done = run("deploy-functions.sh", PAUSE_SECONDS=0, SETTLE_SECONDS=0)
    assert done.returncode == 0, done.stderr
    (call,) = programs.calls("az functionapp deployment source config-zip")
    assert (option(call, "--name"), option(call, "--src")) == ("func-till-dev", "functions.zip")
    assert option(call, "--build-remote") == "false"
    assert len(programs.calls("az functionapp function list")) == 2


def test_functions_that_do_not_come_are_named(run, programs, tmp_path):
    deployed(tmp_path)
    programs.answer("az functionapp function list", "func-till-dev/land_file\nfunc-till-dev/of_old\n")
    done = run("deploy-functions.sh", PAUSE_SECONDS=0, PATIENCE_SECONDS=0)
    assert done.returncode == 1
    assert all(name in done.stderr for name in ("< start_transform", "< sweep_landing", "> of_old"))


def test_a_package_that_is_refused_fails_the_step(run, programs, tmp_path):
    deployed(tmp_path)
    programs.answer("az functionapp deployment", code=1)
    assert run("deploy-functions.sh").returncode != 0
    assert programs.calls("az functionapp function list") == []


def test_the_outputs_are_those_of_this_runs_deployment(run, programs, tmp_path):
    programs.answer("az deployment group show", json.dumps(OUTPUTS))
    assert run("read-outputs.sh").returncode == 0
    (call,) = programs.calls()
    assert option(call, "--name") == "tillstream-4711"
    assert json.loads((tmp_path / "outputs.json").read_text()) == OUTPUTS


def test_the_canary_flies_where_the_outputs_say(run, programs, tmp_path):
    program = tmp_path / "till"
    program.write_text('#!/bin/sh\nenv > "$SEEN"\necho "$@" >> "$SEEN"\n', encoding="utf-8")
    program.chmod(0o755)
    seen = tmp_path / "seen"
    done = run("smoke.sh", OUTPUTS=deployed(tmp_path), TILL=program, MARK="4711", SEEN=seen)
    assert done.returncode == 0, done.stderr
    lines = seen.read_text().splitlines()
    assert "LAKE__blobServiceUri=https://lake.blob.core.windows.net/" in lines
    assert "AzureWebJobsStorage__queueServiceUri=https://ops.queue.core.windows.net/" in lines
    assert "AzureWebJobsStorage__tableServiceUri=https://ops.table.core.windows.net/" in lines
    assert lines[-1] == "--deployed canary --mark 4711 --patience 1800"


def test_a_run_is_marked_as_good_for_its_environment(run):
    assert run("mark-good.sh").stdout == "##vso[build.addbuildtag]good-dev\n"


def test_templates_are_compiled_once_for_every_environment(programs, tmp_path):
    folder = tmp_path / "built"
    done = run_step("compile-infra.sh", folder, PATH_BEFORE=programs.folder)
    assert done.returncode == 0, done.stderr
    assert [call[2] for call in programs.calls("az bicep")][:2] == ["lint", "build"]
    made = {option(call, "--outfile") for call in programs.calls("az bicep build")}
    names = {file.stem for file in (REPOSITORY / "infra" / "params").glob("*.bicepparam")}
    assert {"dev", "test", "prod"} <= names
    assert made == {f"{folder}/infra/main.json", *(f"{folder}/infra/{name}.parameters.json" for name in names)}
    programs.answer("az bicep lint", code=1)
    assert run_step("compile-infra.sh", folder, PATH_BEFORE=programs.folder).returncode != 0


def test_the_image_is_built_from_the_jobs_own_file_and_kept_as_a_file(programs, tmp_path):
    assert run_step("build-image.sh", tmp_path / "built", PATH_BEFORE=programs.folder).returncode == 0
    build, save = programs.calls("docker")
    assert (REPOSITORY / option(build, "--file")).is_file()
    assert option(save, "--output") == f"{tmp_path}/built/images/jobs.tar"
    assert option(build, "--iidfile") == f"{tmp_path}/built/images/jobs.id"


def test_the_templates_outputs_are_those_that_the_steps_read():
    template = (REPOSITORY / "infra" / "main.bicep").read_text(encoding="utf-8")
    parameters = ("jobImage", "operatorsGroupId", "budgetStart")
    assert [name for name in OUTPUTS if f"\noutput {name} string" not in template] == []
    assert [name for name in parameters if f"\nparam {name} string" not in template] == []


def test_environments_in_a_network_of_their_own_have_agents_of_their_own():
    jobs = (REPOSITORY / "pipelines" / "jobs" / "deploy.yml").read_text(encoding="utf-8")
    for file in (REPOSITORY / "infra" / "params").glob("*.bicepparam"):
        is_private = "param privateNetwork = true" in file.read_text(encoding="utf-8")
        assert is_private == (f"'{file.stem}'" in jobs), file.name
