"""The pipeline as it is expanded for each reason that it may be started for; and each law, broken once."""

import re
import shutil
from pathlib import Path

import pytest

from tests.pipelines.expander import Expander
from tests.pipelines.laws import broken, scripts_of
from till.settings import REPOSITORY

PIPELINE, ROLLBACK = "azure-pipelines.yml", "pipelines/rollback.yml"
MAIN = "refs/heads/main"
REASONS = {
    "a pull request": {"Build.Reason": "PullRequest", "Build.SourceBranch": "refs/pull/7/merge"},
    "a push to main": {"Build.Reason": "IndividualCI", "Build.SourceBranch": MAIN},
    "several pushes to main": {"Build.Reason": "BatchedCI", "Build.SourceBranch": MAIN},
    "by hand on main": {"Build.Reason": "Manual", "Build.SourceBranch": MAIN},
    "by hand on a branch": {"Build.Reason": "Manual", "Build.SourceBranch": "refs/heads/try"},
    "the night": {"Build.Reason": "Schedule", "Build.SourceBranch": MAIN},
}
PUSH = REASONS["a push to main"]


def stages(reason: str) -> list[str]:
    return [stage["stage"] for stage in Expander(REPOSITORY, REASONS[reason]).pipeline(PIPELINE)["stages"]]


@pytest.mark.parametrize("reason", REASONS)
def test_the_pipeline_keeps_every_law(reason):
    assert broken(REPOSITORY, PIPELINE, REASONS[reason]) == []


@pytest.mark.parametrize("environment", ["dev", "test", "prod"])
@pytest.mark.parametrize("run", ["last-good", "4711"])
def test_the_rollback_keeps_every_law(environment, run):
    assert broken(REPOSITORY, ROLLBACK, {}, environment=environment, run=run) == []


def test_only_main_is_deployed_and_the_night_tests_only():
    deploying = [name for name in REASONS if any(stage.startswith("deploy_") for stage in stages(name))]
    assert deploying == ["a push to main", "several pushes to main", "by hand on main"]
    assert stages("a pull request") == stages("by hand on a branch") == ["check", "test", "build"]
    assert stages("the night") == ["check", "test", "nightly"]


def test_prod_comes_after_all_that_the_artifact_has_to_pass():
    pipeline = Expander(REPOSITORY, PUSH).pipeline(PIPELINE)
    waits = {stage["stage"]: stage.get("dependsOn", []) for stage in pipeline["stages"]}
    way, at = [], "deploy_prod"
    while at:
        way.append(at)
        at = waits[at] if isinstance(waits[at], str) else ""
    assert way[::-1] == [
        *("check", "test", "build"),
        *("what_if_dev", "deploy_dev", "smoke_dev"),
        *("what_if_test", "deploy_test", "smoke_test"),
        *("what_if_prod", "deploy_prod"),
    ]


def test_each_environment_is_deployed_under_its_own_name_and_rolled_back_under_one_that_asks_nobody():
    pipeline = Expander(REPOSITORY, PUSH).pipeline(PIPELINE)
    records = {
        stage["stage"]: job["environment"]
        for stage in pipeline["stages"]
        for job in stage["jobs"]
        if "deployment" in job
    }
    for environment in ("dev", "test", "prod"):
        assert records[f"deploy_{environment}"] == f"tillstream-{environment}"
        assert records[f"roll_back_{environment}"] == f"tillstream-{environment}-rollback"


def test_the_artifact_is_made_in_one_stage_and_taken_from_there():
    pipeline = Expander(REPOSITORY, PUSH).pipeline(PIPELINE)
    tasks = [
        (stage["stage"], step) for stage in pipeline["stages"] for job in stage["jobs"] for step in job.get("steps", [])
    ]
    published = [stage for stage, step in tasks if step.get("inputs", {}).get("artifact") == "tillstream"]
    assert published == ["build"]


def test_every_step_template_and_parameter_is_used():
    used: dict[str, set[str]] = {}
    scripts: set[str] = set()
    for reason in REASONS.values():
        expander = Expander(REPOSITORY, reason, used)
        scripts |= scripts_of(expander.pipeline(PIPELINE))
    for run in ("last-good", "4711"):
        expander = Expander(REPOSITORY, {}, used)
        scripts |= scripts_of(expander.pipeline(ROLLBACK, {"environment": "prod", "run": run}))
    folder = REPOSITORY / "pipelines"
    templates = {file.relative_to(REPOSITORY).as_posix() for file in folder.rglob("*.yml")}
    assert templates == used.keys() - {PIPELINE}
    declared = {name: set(re.findall(r"^  - name: (\w+)", (REPOSITORY / name).read_text(), re.M)) for name in templates}
    assert {name: declared[name] - used[name] for name in templates if declared[name] - used[name]} == {}
    # deploy-infra.sh calls the other two.
    assert {file.name for file in (folder / "steps").glob("*.sh")} == scripts | {"push-image.sh", "deploy-bundle.sh"}


BREAKS = {
    "test.yml: dependsOn: check|dependsOn: chek": "stage test waits for chek, which is not there",
    "test.yml: dependsOn: check|dependsOn: build": "stage test waits for itself",
    "test.yml: job: azurite_image|job: both_engines": "test, job both_engines is there twice",
    "environment.yml: dependencies.smoke_|dependencies.what_if_": "asks how what_if_dev went, and does not wait for it",
    "environment.yml: not(canceled())|not(cancelled())": "there is no function cancelled",
    "environment.yml: $(Agent.TempDirectory)/what-if.md|$(temp)/what-if.md": "nobody sets $(temp)",
    "build.yml: bash: pipelines/steps/audit.sh|bash: pipelines/steps/audits.sh": "audits.sh, which is no program",
    "build.yml: bash: pipelines/steps/audit.sh|script: pip-audit": "a script that is no file of pipelines/steps",
    "azure.yml: RESOURCE_GROUP: $(resourceGroup)|GROUP: $(resourceGroup)": "what-if.sh is not given RESOURCE_GROUP",
    'build.yml: build-wheels.sh "$(artifact)"|build-wheels.sh': "build-wheels.sh is given no argument",
    "artifact.yml: checkout: none|checkout: self": "checks the source out",
    "artifact.yml: verify-artifact.sh|mark-good.sh": "before the artifact is verified",
    "azure.yml: $(Pipeline.Workspace)/tillstream/pipelines|pipelines": "which is not the artifact's",
    "environment.yml: script: what-if.sh|script: build-image.sh": "makes something anew: build-image.sh",
}


@pytest.mark.parametrize("change", BREAKS)
def test_a_pipeline_that_breaks_a_law_is_found(change, tmp_path):
    changed(tmp_path, change)
    found = broken(tmp_path, PIPELINE, PUSH)
    assert any(BREAKS[change] in one for one in found), found


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("azure-pipelines.yml: in(variables['Build.Reason'], |in('PullRequest', variables['Build.Reason'], ", "deploy"),
        ("build.yml: variables:|variables:\n          token: $(System.AccessToken)", "System.AccessToken"),
    ],
)
def test_what_a_pull_request_must_not_see_is_found(change, seen, tmp_path):
    changed(tmp_path, change)
    root = tmp_path / PIPELINE
    root.write_text(root.read_text().replace("eq(variables['Build.SourceBranch'], 'refs/heads/main')", "true"))
    found = broken(tmp_path, PIPELINE, REASONS["a pull request"])
    assert any("a pull request would" in one and seen in one for one in found), found


def changed(folder: Path, change: str) -> None:
    """A copy of the pipeline with one text in one file replaced by another."""
    shutil.copytree(REPOSITORY / "pipelines", folder / "pipelines")
    shutil.copy(REPOSITORY / PIPELINE, folder)
    name, _, texts = change.partition(": ")
    before, after = texts.split("|", 1)
    (file,) = [one for one in [folder / PIPELINE, *folder.rglob("pipelines/**/*.yml")] if one.name == name]
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))
