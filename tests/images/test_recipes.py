"""What the containers may do, and that their recipes are sound by the rules that others have written down."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.images.recipes import COMPOSE, DOCKERFILES, TOOLS, Recipe, compose
from till.settings import REPOSITORY

SERVICES = compose()["services"]
# It ends once it has done its work: nobody asks for its health.
ONE_SHOT = ("prepare",)
A_TAG = re.compile(r"[a-z0-9./-]+:(?!latest)[a-z0-9][a-z0-9.-]*")


def valid(file: Path) -> "subprocess.CompletedProcess[str]":
    command = [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_compose_file_is_as_the_specification_has_it(tmp_path: Path) -> None:
    assert valid(COMPOSE).returncode == 0, valid(COMPOSE).stdout
    slip = tmp_path / "docker-compose.yml"
    slip.write_text(COMPOSE.read_text(encoding="utf-8").replace("read_only: true", "readonly: true"), encoding="utf-8")
    assert valid(slip).returncode == 1


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_nobody_special(name: str) -> None:
    service = SERVICES[name]
    user, group = service["user"].split(":")
    assert min(int(user), int(group)) >= 1000
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "network_mode", "pid", "ipc"} & service.keys()
    assert A_TAG.fullmatch(service["image"])
    assert service["mem_limit"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert name in ONE_SHOT or service["healthcheck"]["test"][0] == "CMD"


def test_nothing_of_the_machine_is_mounted_and_everything_named_is_there() -> None:
    document = compose()
    volumes = {each.partition(":")[0] for service in SERVICES.values() for each in service.get("volumes", [])}
    assert volumes == set(document["volumes"])
    networks = {each for service in SERVICES.values() for each in service["networks"]}
    assert networks == set(document["networks"])
    waited_for = {each for service in SERVICES.values() for each in service.get("depends_on", {})}
    assert waited_for <= set(SERVICES)
    built = {REPOSITORY / service["build"]["dockerfile"] for service in SERVICES.values()}
    assert built == set(DOCKERFILES)


def test_only_those_with_a_port_reach_out_of_the_stack() -> None:
    assert compose()["networks"]["inside"] == {"internal": True}
    out = {name for name, service in SERVICES.items() if service["networks"] != ["inside"]}
    assert out == {name for name, service in SERVICES.items() if service.get("ports")}


def test_the_functions_are_told_what_local_settings_tell_them() -> None:
    example: dict[str, Any] = json.loads((REPOSITORY / "local.settings.example.json").read_text(encoding="utf-8"))
    told: dict[str, str] = SERVICES["functions"]["environment"]
    assert told.keys() == example["Values"].keys()
    differing = {name for name, value in example["Values"].items() if told[name] != value}
    assert differing == {"AzureWebJobsStorage", "LAKE", "TILLSTREAM_RUNNER_URL", "TILLSTREAM_RUNNER_TOKEN_FILE"}
    schedules = re.findall(r"%(\w+)%", "".join(file.read_text() for file in (REPOSITORY / "functions").glob("*.py")))
    assert set(schedules) <= told.keys()


def test_the_jobs_listen_where_the_functions_ask() -> None:
    asked = SERVICES["functions"]["environment"]["TILLSTREAM_RUNNER_URL"]
    (port,) = [each for each in SERVICES["jobs"]["command"] if each.startswith("--port=")]
    assert asked == f"http://jobs:{port.removeprefix('--port=')}"
    assert port in SERVICES["jobs"]["healthcheck"]["test"]


def test_the_dockerfiles_pass_the_linter_and_the_linter_finds_a_slip(tmp_path: Path) -> None:
    for file in DOCKERFILES:
        done = subprocess.run([TOOLS / "hadolint", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    slip = tmp_path / "Dockerfile"
    slip.write_text("FROM python:latest\nRUN apt-get install curl\n", encoding="utf-8")
    done = subprocess.run([TOOLS / "hadolint", slip], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DL3007" in done.stdout


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: str(file.relative_to(REPOSITORY)))
def test_an_image_is_filled_by_one_script_and_runs_as_nobody(file: Path) -> None:
    recipe = Recipe.read(file)
    assert recipe.install_script.is_file()
    assert all(A_TAG.fullmatch(each.split()[0]) for each in recipe.of("FROM"))
    (user,) = recipe.of("USER")
    assert {service["user"] for service in SERVICES.values()} == {user}
    assert not recipe.of("ADD")
    assert not any(re.search(r"(?i)key|token|password|secret", each) for each in (*recipe.of("ENV"), *recipe.of("ARG")))


def test_what_docker_is_given_holds_no_history_no_keys_and_no_data() -> None:
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert patterns[0] == "*"
    taken = [each.removeprefix("!") for each in patterns if each.startswith("!")]
    assert all((REPOSITORY / each).exists() for each in taken)
    assert not {".git", ".till", "local.settings.json", "docs", "tests", ".venv", ".tools"} & set(taken)


def test_the_shell_is_sound() -> None:
    scripts = [Recipe.read(file).install_script for file in DOCKERFILES]
    scripts.append(REPOSITORY / "pipelines" / "tools" / "uv.sh")
    done = subprocess.run([TOOLS / "shellcheck", *scripts], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
