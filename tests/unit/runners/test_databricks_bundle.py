"""The asset bundle: it starts what the wheel holds, with what the entry point takes, under the policy that is ours.

Its keys were held against the JSON schema that the Databricks CLI prints (databricks bundle schema).
"""

import json
import re
import tomllib
from typing import Any

import pytest
import yaml

from functions.adapters.databricks_runner import PARAMETER
from jobs.contracts.errors import ConfigurationInvalid
from jobs.entry import _asked, _request
from jobs.refresh import UPKEEP
from till.host.schedule import Schedule
from till.settings import REPOSITORY

BUNDLE: dict[str, Any] = yaml.safe_load((REPOSITORY / "databricks.yml").read_text(encoding="utf-8"))
POLICY: dict[str, Any] = json.loads((REPOSITORY / "databricks" / "cluster-policy.json").read_text(encoding="utf-8"))
JOB = BUNDLE["resources"]["jobs"]["run"]
(TASK,) = JOB["tasks"]
(CLUSTER,) = JOB["job_clusters"]


def values(target: str) -> dict[str, Any]:
    """What the variables are in a target, where they have a value."""
    defaults = {name: each["default"] for name, each in BUNDLE["variables"].items() if "default" in each}
    return defaults | BUNDLE["targets"][target].get("variables", {})


def in_target(text: Any, target: str) -> Any:
    found = re.fullmatch(r"\$\{var\.(\w+)\}", str(text))
    return values(target)[found[1]] if found else text


def test_the_task_is_the_entry_point_of_the_jobs_own_distribution() -> None:
    project = tomllib.loads((REPOSITORY / "jobs" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    task = TASK["python_wheel_task"]
    assert task["package_name"] == project["name"]
    assert task["entry_point"] in project["scripts"]
    assert TASK["libraries"] == [{"whl": "${var.wheel}"}]


def test_the_parameters_are_what_the_entry_point_takes() -> None:
    (default,) = [each["default"] for each in JOB["parameters"] if each["name"] == PARAMETER]
    told = {"{{job.parameters.request}}": default, "${var.lake}": "abfss://{file_system}@a.dfs.core.windows.net"}
    asked = _asked([told.get(each, each) for each in TASK["python_wheel_task"]["parameters"]])
    assert asked.engine == "platform"
    assert _request(asked.request).kind == UPKEEP
    with pytest.raises(ConfigurationInvalid):
        _request("{{job.parameters.request}}")


def test_there_is_one_writer_and_the_next_run_waits() -> None:
    assert JOB["max_concurrent_runs"] == 1
    assert JOB["queue"] == {"enabled": True}
    assert TASK["max_retries"] == 0


def test_the_schedule_asks_for_the_upkeep_alone_and_only_in_production() -> None:
    schedule = JOB["schedule"]
    assert schedule["timezone_id"] == "UTC"
    Schedule.parse(schedule["quartz_cron_expression"].replace("?", "*"))
    paused = {target: in_target(schedule["pause_status"], target) for target in BUNDLE["targets"]}
    assert paused == {"dev": "PAUSED", "test": "PAUSED", "prod": "UNPAUSED"}


def test_the_three_environments_are_there_and_only_dev_is_for_trying() -> None:
    assert {name: each["mode"] for name, each in BUNDLE["targets"].items()} == {
        "dev": "development",
        "test": "production",
        "prod": "production",
    }


@pytest.mark.parametrize("target", BUNDLE["targets"])
def test_the_cluster_is_one_that_the_policy_allows(target: str) -> None:
    cluster = CLUSTER["new_cluster"]
    assert cluster["policy_id"] == "${var.policy}"
    assert re.fullmatch(POLICY["spark_version"]["pattern"], in_target(cluster["spark_version"], target))
    assert in_target(cluster["node_type_id"], target) in POLICY["node_type_id"]["values"]
    assert in_target(cluster["autoscale"]["max_workers"], target) <= POLICY["autoscale.max_workers"]["maxValue"]
    assert cluster["autoscale"]["min_workers"] == POLICY["autoscale.min_workers"]["value"]
    assert cluster["data_security_mode"] == POLICY["data_security_mode"]["value"]


def test_every_variable_that_is_used_is_declared_and_the_other_way_round() -> None:
    text = (REPOSITORY / "databricks.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{var\.(\w+)\}", text)) == set(BUNDLE["variables"])
    assert all(each["description"] for each in BUNDLE["variables"].values())


def test_the_app_may_start_runs_and_nobody_is_named_by_hand() -> None:
    assert JOB["run_as"] == {"service_principal_name": "${var.jobs_principal}"}
    assert {each["level"] for each in JOB["permissions"]} == {"CAN_MANAGE_RUN"}
    assert not re.search(r"(?i)token|secret|password|@[a-z]+\.com", json.dumps(BUNDLE["resources"]))
