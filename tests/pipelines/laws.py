"""What has to hold of an expanded pipeline, whoever starts it: each law gives what breaks it, as sentences."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.pipelines.expander import Expander

_ARTIFACT = "$(Pipeline.Workspace)/tillstream/"
_MACRO = re.compile(r"\$\(([\w.]+)\)")
_RESULT = re.compile(r"dependencies\.(\w+)\.")
_NEEDED = re.compile(r"\$\{([A-Z_]+):\?")
_STEP = re.compile(r'^(?:bash "\$\(Pipeline\.Workspace\)/tillstream/)?pipelines/steps/([\w-]+\.sh)"?(?: (.*))?$')
_FUNCTIONS = {"and", "or", "not", "eq", "ne", "canceled", "succeeded", "failed", "succeededOrFailed", "always"}
_BY_THE_AGENT = ("Build.", "System.", "Agent.", "Pipeline.")
# What a variable group of an environment holds, and the one of the rollback's own pipeline.
FROM_GROUPS = {"resourceGroup", "operatorsGroup", "operatorsName", "budgetStart", "pipelineId"}


def broken(root: Path, file: str, variables: Mapping[str, str], **given: str) -> list[str]:
    """Every law that the expanded pipeline breaks, and where."""
    pipeline = Expander(root, variables).pipeline(file, given)
    stages = pipeline["stages"]
    told = set(pipeline["variables"]) if isinstance(pipeline.get("variables"), dict) else set()
    reason = variables.get("Build.Reason", "Manual")
    return [
        *_order([(stage["stage"], stage) for stage in stages], "stage", follows=True),
        *(wrong for stage in stages for wrong in _order(_named(stage), f"{stage['stage']}, job", follows=False)),
        *(wrong for stage in stages for wrong in _conditions(stage)),
        *(wrong for stage in stages for wrong in _macros(stage, told | set(stage_variables(stage)))),
        *(wrong for stage in stages for job in stage["jobs"] for wrong in _steps(root, stage, job)),
        *(_without_secrets(pipeline) if reason == "PullRequest" else ()),
        *(wrong for stage in stages for wrong in _promoted(stage)),
    ]


def steps_of(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A job's steps, a deployment's among them."""
    found: list[dict[str, Any]] = job["strategy"]["runOnce"]["deploy"]["steps"] if "deployment" in job else job["steps"]
    return found


def script_of(step: Mapping[str, Any]) -> tuple[str, str] | None:
    """Which file of pipelines/steps a step runs, with its arguments; None for a task of Azure DevOps' own."""
    if "bash" in step:
        match = _STEP.match(step["bash"])
        return (match[1], match[2] or "") if match else (step["bash"], "")
    if step.get("task", "").startswith("AzureCLI@"):
        inputs = step["inputs"]
        return Path(inputs["scriptPath"]).name, inputs.get("arguments", "")
    return None


def scripts_of(pipeline: Mapping[str, Any]) -> set[str]:
    """The files of pipelines/steps that a pipeline runs."""
    steps = (step for stage in pipeline["stages"] for job in stage["jobs"] for step in steps_of(job))
    return {script[0] for step in steps if (script := script_of(step))}


def stage_variables(stage: Mapping[str, Any]) -> list[str]:
    """The variables that a stage or its jobs define, and those of its groups."""
    own = [name for job in stage["jobs"] for name in job.get("variables", {})]
    return own + (list(FROM_GROUPS) if any("group" in one for one in stage.get("variables", [])) else [])


def _named(stage: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(job.get("job") or job["deployment"], job) for job in stage["jobs"]]


def _order(parts: list[tuple[str, dict[str, Any]]], kind: str, *, follows: bool) -> Iterator[str]:
    """Names once, what a part waits for is there, and no part waits for itself."""
    names = [name for name, _ in parts]
    yield from (f"{kind} {name} is there twice" for name in sorted({one for one in names if names.count(one) > 1}))
    waits: dict[str, list[str]] = {}
    for at, (name, part) in enumerate(parts):
        before = part.get("dependsOn", names[at - 1] if follows and at else [])
        waits[name] = [before] if isinstance(before, str) else list(before)
        yield from (f"{kind} {name} waits for {one}, which is not there" for one in waits[name] if one not in names)
    yield from (f"{kind} {name} waits for itself" for name in names if name in _before(name, waits))


def _before(name: str, waits: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    todo = list(waits.get(name, []))
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += waits.get(one, [])
    return found


def _conditions(stage: Mapping[str, Any]) -> Iterator[str]:
    """A condition sees the stages that its stage waits for, and no others."""
    condition, waits = stage.get("condition", ""), stage.get("dependsOn", [])
    seen = [waits] if isinstance(waits, str) else waits
    yield from (
        f"{stage['stage']} asks how {one} went, and does not wait for it"
        for one in _RESULT.findall(condition)
        if one not in seen
    )
    yield from (
        f"{stage['stage']}: there is no function {one}"
        for one in re.findall(r"(\w+)\(", condition)
        if one not in _FUNCTIONS
    )


def _macros(stage: Mapping[str, Any], told: set[str]) -> Iterator[str]:
    for name in sorted(set(_MACRO.findall(str(stage)))):
        if name not in told and not name.startswith(_BY_THE_AGENT):
            yield f"{stage['stage']}: nobody sets $({name})"


def _steps(root: Path, stage: Mapping[str, Any], job: Mapping[str, Any]) -> Iterator[str]:
    """Every script is a file of ours that can be run, and is given what it asks for."""
    for step in steps_of(job):
        if any(kind in step for kind in ("script", "powershell", "pwsh")):
            yield f"{stage['stage']}: a script that is no file of pipelines/steps"
        found = script_of(step)
        if not found:
            continue
        name, arguments = found
        file = root / "pipelines" / "steps" / name
        if not file.is_file() or not os.access(file, os.X_OK):
            yield f"{stage['stage']} runs {name}, which is no program in pipelines/steps"
            continue
        text = file.read_text(encoding="utf-8")
        lacking = sorted(set(_NEEDED.findall(text)) - step.get("env", {}).keys())
        if lacking:
            yield f"{stage['stage']}: {name} is not given {', '.join(lacking)}"
        if ("${1:?" in text or "${@:?" in text) and not arguments:
            yield f"{stage['stage']}: {name} is given no argument"


def _without_secrets(pipeline: Mapping[str, Any]) -> Iterator[str]:
    """What a pull request runs reaches no service connection, no group of variables, no environment and no token."""
    for stage in pipeline["stages"]:
        whole = str(stage)
        if any("group" in one for one in stage.get("variables", []) if isinstance(one, dict)):
            yield f"{stage['stage']}: a pull request would see a group of variables"
        for sign in ("azureSubscription", "System.AccessToken", "isSecret", "ConnectedService", "endpoint"):
            if sign in whole:
                yield f"{stage['stage']}: a pull request would see {sign}"
        if any("deployment" in job for job in stage["jobs"]):
            yield f"{stage['stage']}: a pull request would deploy"
    if isinstance(pipeline.get("variables"), list) and any("group" in one for one in pipeline["variables"]):
        yield "a pull request would see a group of variables"


def _promoted(stage: Mapping[str, Any]) -> Iterator[str]:
    """Where an environment is reached, all that runs comes from the artifact, which has been verified before."""
    for job in stage["jobs"]:
        steps = steps_of(job)
        if not any("azureSubscription" in step.get("inputs", {}) for step in steps):
            continue
        kinds = [next(iter(step)) for step in steps]
        if kinds[0] != "checkout" or steps[0]["checkout"] != "none":
            yield f"{stage['stage']} checks the source out"
        verified = False
        for step in steps:
            found = script_of(step)
            place = str(step.get("bash") or step.get("inputs", {}).get("scriptPath", ""))
            if found and _ARTIFACT not in place:
                yield f"{stage['stage']} runs {found[0]}, which is not the artifact's"
            if found and found[0] != "verify-artifact.sh" and not verified:
                yield f"{stage['stage']} runs {found[0]} before the artifact is verified"
            if found and (found[0].startswith(("build-", "compile-")) or "make" in place):
                yield f"{stage['stage']} makes something anew: {found[0]}"
            verified = verified or (found is not None and found[0] == "verify-artifact.sh")
