"""`python -m pipelines.artifact.provenance`: who built the artifact from what, and whether it is still that one.

The statement is an in-toto Statement v1 that carries a SLSA Provenance v1 predicate. It lies in the artifact and is not
signed: it shows that nothing was lost or exchanged since the build, to whoever trusts the store that it lies in.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.artifact.digests import digests_below, sha256_of

STATEMENT = "provenance.intoto.json"
_REPOSITORY = Path(__file__).resolve().parents[2]
_LOCKS = ("requirements.lock", "requirements-uv.lock", "package-lock.json", "pipelines/tools/requirements.lock")
_BUILD_TYPE = "https://learn.microsoft.com/azure/devops/pipelines/yaml-schema"


def main() -> int:
    """0 where the statement was written, or where the artifact is what the statement says; 1 where it is not."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.artifact.provenance")
    parser.add_argument("what", choices=("write", "verify"))
    parser.add_argument("artifact", type=Path)
    arguments = parser.parse_args()
    if arguments.what == "write":
        written = json.dumps(statement(arguments.artifact, os.environ), indent=2, sort_keys=True) + "\n"
        (arguments.artifact / STATEMENT).write_text(written, encoding="utf-8")
        return 0
    wrong = differences(arguments.artifact)
    sys.stderr.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


def statement(artifact: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """The statement about every other file of the artifact; the environment is the agent's."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in _subjects(artifact).items()],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": _BUILD_TYPE,
                "externalParameters": {
                    "definition": environment.get("BUILD_DEFINITIONNAME", "by hand"),
                    "branch": environment.get("BUILD_SOURCEBRANCH", ""),
                    "reason": environment.get("BUILD_REASON", "Manual"),
                },
                "resolvedDependencies": [_commit(environment), *map(_lock, _LOCKS)],
            },
            "runDetails": {
                "builder": {"id": _builder(environment)},
                "metadata": {"invocationId": environment.get("BUILD_BUILDID", "")},
            },
        },
    }


def differences(artifact: Path) -> list[str]:
    """What of the artifact is not as its statement says; none where all of it is."""
    file = artifact / STATEMENT
    if not file.is_file():
        return [f"{STATEMENT}: not there, so nothing says what was built"]
    said = {one["name"]: one["digest"]["sha256"] for one in json.loads(file.read_text(encoding="utf-8"))["subject"]}
    found = _subjects(artifact)
    return [
        *(f"{name}: was built, and is not there" for name in sorted(said.keys() - found.keys())),
        *(f"{name}: is there, and was not built" for name in sorted(found.keys() - said.keys())),
        *(
            f"{name}: is another one than was built"
            for name in sorted(said)
            if found.get(name, said[name]) != said[name]
        ),
    ]


def _subjects(artifact: Path) -> dict[str, str]:
    return {name: digest for name, digest in digests_below(artifact).items() if name != STATEMENT}


def _commit(environment: Mapping[str, str]) -> dict[str, Any]:
    commit = environment.get("BUILD_SOURCEVERSION") or _head()
    return {"uri": environment.get("BUILD_REPOSITORY_URI") or "git", "digest": {"gitCommit": commit}}


def _lock(name: str) -> dict[str, Any]:
    return {"uri": name, "digest": {"sha256": sha256_of(_REPOSITORY / name)}}


def _builder(environment: Mapping[str, str]) -> str:
    collection, project = environment.get("SYSTEM_COLLECTIONURI", ""), environment.get("SYSTEM_TEAMPROJECTID", "")
    return (
        f"{collection}{project}/_build?definitionId={environment.get('SYSTEM_DEFINITIONID', '')}"
        if collection
        else "local"
    )


def _head() -> str:
    command = ["git", "rev-parse", "HEAD"]
    done = subprocess.run(command, cwd=_REPOSITORY, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
