"""What the code uses is deployed, and nothing that it does not use; app settings, host.json and code agree."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from functions.landing.announced import announced_path
from functions.settings import Settings, TriggerSettings
from jobs.contracts import names
from tests.infra.bicep_deployment import Deployment
from tests.infra.bicep_values import Resource
from tests.infra.environments import PARAMETERS, put_up
from till.settings import REPOSITORY

ENVIRONMENTS = pytest.mark.parametrize("name", [path.stem for path in PARAMETERS])
# The Functions host's own, and what Event Grid and the deployment need beside the code.
OF_THE_PLATFORM = {"azure-webjobs-hosts", "azure-webjobs-secrets", "app-packages", "event-dead-letters"}
# What the platform, the host or a library of Microsoft's reads, and the code does not.
READ_BY_OTHERS = {
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    "AZURE_CLIENT_ID",
    "PYTHON_THREADPOOL_THREAD_COUNT",
    "AzureWebJobsStorage__blobServiceUri",
}
# What the code reads and an environment in Azure leaves as it is, with the reason.
LEFT_OUT = {
    "LAKE": "a connection string is a key",
    "AzureWebJobsStorage": "a connection string is a key",
    "TILLSTREAM_SOURCES_FOLDER": "the mappings are part of the package",
    "TILLSTREAM_RUNNER_TOKEN_FILE": "of the local runner",
    "TILLSTREAM_RUNNER_LAKE": "of Livy and spark-submit, which this template does not deploy",
    "TILLSTREAM_RUNNER_CONF": "of Livy and spark-submit",
    "TILLSTREAM_RUNNER_FOLDER": "of spark-submit",
    "TILLSTREAM_LOOK_SECONDS": "the default fits every environment",
    "TILLSTREAM_RUN_ATTEMPTS": "the default fits every environment",
    "TILLSTREAM_MAX_FILE_BYTES": "the default fits every environment",
    "TILLSTREAM_RESUME_AFTER_SECONDS": "the default fits every environment",
    "TILLSTREAM_LOOK_BACK_DAYS": "the default fits every environment",
}
# Measured by bench.landing: what the check of one file takes at most, whatever the file's size.
MEGABYTES_A_FILE = 450
OF_THE_WORKER_ITSELF = 300


@cache
def bindings() -> dict[str, list[dict[str, Any]]]:
    """The triggers of the app as it is indexed in Azure, by function."""
    code = (
        "import json, function_app\n"
        "print(json.dumps({f.get_function_name(): [b.get_dict_repr() for b in f.get_bindings()]"
        " for f in function_app.app.get_functions()}, default=str))"
    )
    environment = {**os.environ, "TILLSTREAM_BLOB_EVENTS": "EventGrid"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def app_of(environment: Deployment) -> Resource:
    (app,) = environment.of("Microsoft.Web/sites")
    return app


def app_settings(environment: Deployment) -> dict[str, str]:
    return {each["name"]: each["value"] for each in app_of(environment).properties["siteConfig"]["appSettings"]}


def test_the_names_in_code_are_those_of_the_shared_file() -> None:
    shared = json.loads((REPOSITORY / "jobs/contracts/names.json").read_text(encoding="utf-8"))
    assert list(names.FILE_SYSTEMS) == list(shared["fileSystems"].values())
    assert set(names.QUEUES) == {
        *(name + end for name in shared["queues"].values() for end in ("", shared["poisonSuffix"])),
        shared["blobTriggerPoison"],
    }


@ENVIRONMENTS
def test_each_container_queue_and_table_that_the_code_names_is_deployed_and_no_other(name: str) -> None:
    environment = put_up(name)
    containers = environment.of("Microsoft.Storage/storageAccounts/blobServices/containers")
    of_the_lake = {each.name for each in containers if "/tilllake" in each.id}
    assert of_the_lake == set(names.FILE_SYSTEMS)
    assert {each.name for each in containers if "/tillops" in each.id} == OF_THE_PLATFORM
    queues = environment.of("Microsoft.Storage/storageAccounts/queueServices/queues")
    assert sorted(each.name for each in queues) == sorted(names.QUEUES)
    tables = environment.of("Microsoft.Storage/storageAccounts/tableServices/tables")
    assert [each.name for each in tables] == [names.LEDGER_TABLE]
    assert all("/tillops" in each.id for each in [*queues, *tables])


@ENVIRONMENTS
def test_each_queue_that_a_trigger_listens_to_is_deployed_and_its_poison_queue_too(name: str) -> None:
    deployed = {each.name for each in put_up(name).of("Microsoft.Storage/storageAccounts/queueServices/queues")}
    heard = {each["queueName"] for found in bindings().values() for each in found if "queueName" in each}
    assert heard == deployed
    work = {each for each in heard if not each.endswith(names.POISON_SUFFIX)}
    assert {each + names.POISON_SUFFIX for each in work} <= heard


@ENVIRONMENTS
@pytest.mark.parametrize("choice", ["container", "databricks"])
def test_app_settings_are_what_code_and_triggers_read(name: str, choice: str) -> None:
    told = set(app_settings(put_up(name, choice)))
    fields = {
        str(field.validation_alias or f"TILLSTREAM_{key.upper()}")
        for settings in (Settings, TriggerSettings)
        for key, field in settings.model_fields.items()
    }
    in_bindings = set(re.findall(r"%(\w+)%", json.dumps(bindings())))
    connections = {each["connection"] for found in bindings().values() for each in found if "connection" in each}
    of_connections = {f"{each}__{end}" for each in {*connections, "LAKE"} for end in ("credential", "clientId")}
    read = fields | in_bindings | of_connections | READ_BY_OTHERS
    assert told - read == set(), "deployed, and read by nobody"
    assert read - told - set(LEFT_OUT) == set(), "read, and not deployed"
    assert set(LEFT_OUT) & told == set()
    assert set(LEFT_OUT) <= fields


@ENVIRONMENTS
@pytest.mark.parametrize("choice", ["container", "databricks"])
def test_the_app_starts_with_its_settings(name: str, choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = app_settings(put_up(name, choice))
    for key in [key for key in os.environ if key.startswith(("TILLSTREAM_", "LAKE", "AzureWebJobs"))]:
        monkeypatch.delenv(key)
    for key, value in told.items():
        monkeypatch.setenv(key, value)
    settings = Settings()
    assert (settings.lake_connection, settings.ops_connection) == (None, None)
    assert (settings.runner, TriggerSettings().blob_events) == (choice, "EventGrid")


@ENVIRONMENTS
def test_events_that_are_let_through_are_those_that_land_file_takes(name: str) -> None:
    (subscription,) = put_up(name).of("Microsoft.EventGrid/systemTopics/eventSubscriptions")
    told = subscription.properties["filter"]
    assert set(told["includedEventTypes"]) == names.ANNOUNCED_TYPES
    (calls,) = told["advancedFilters"]
    assert (calls["operatorType"], calls["key"]) == ("StringIn", "data.api")
    assert set(calls["values"]) == names.ANNOUNCED_CALLS
    assert len(calls["values"]) <= 25, "Event Grid's limit for one subscription"
    for call in calls["values"]:
        url = f"https://lake.blob.core.windows.net/{names.LANDING}/pos_sales/standard/a.csv"
        event = {"eventType": told["includedEventTypes"][0], "data": {"api": call, "url": url}}
        assert announced_path(json.dumps(event)) == "pos_sales/standard/a.csv"
    assert told["subjectBeginsWith"] == f"/blobServices/default/containers/{names.LANDING}/"


@ENVIRONMENTS
def test_events_go_to_the_queue_that_land_file_listens_to(name: str) -> None:
    environment = put_up(name)
    (subscription,) = environment.of("Microsoft.EventGrid/systemTopics/eventSubscriptions")
    target = subscription.properties["deliveryWithResourceIdentity"]["destination"]["properties"]
    (trigger,) = bindings()["land_file"]
    assert (target["queueName"], trigger["connection"]) == (trigger["queueName"], "AzureWebJobsStorage")
    (ops,) = [each for each in environment.of("Microsoft.Storage/storageAccounts") if "tillops" in each.id]
    assert target["resourceId"] == ops.id
    host = json.loads((REPOSITORY / "host.json").read_text(encoding="utf-8"))
    assert host["extensions"]["queues"]["messageEncoding"] == "base64", "as Event Grid writes its messages"


@ENVIRONMENTS
def test_what_is_always_ready_is_a_function(name: str) -> None:
    ready = app_of(put_up(name)).properties["functionAppConfig"]["scaleAndConcurrency"]["alwaysReady"]
    assert [each["name"] for each in ready] == (["function:land_file"] if name == "prod" else [])
    assert "land_file" in bindings()
    assert all(each["instanceCount"] == 1 for each in ready)


@ENVIRONMENTS
def test_the_files_that_an_instance_checks_at_once_fit_into_its_memory(name: str) -> None:
    environment = put_up(name)
    memory = app_of(environment).properties["functionAppConfig"]["scaleAndConcurrency"]["instanceMemoryMB"]
    at_once = int(app_settings(environment)["PYTHON_THREADPOOL_THREAD_COUNT"])
    assert at_once * MEGABYTES_A_FILE + OF_THE_WORKER_ITSELF <= memory


def test_the_python_of_the_app_is_the_projects() -> None:
    runtime = app_of(put_up("prod")).properties["functionAppConfig"]["runtime"]
    assert runtime == {"name": "python", "version": (REPOSITORY / ".python-version").read_text().strip()}


def test_the_lines_that_alerts_are_about_are_not_sampled_away() -> None:
    host = json.loads((REPOSITORY / "host.json").read_text(encoding="utf-8"))
    sampling = host["logging"]["applicationInsights"]["samplingSettings"]
    assert "Trace" in sampling["excludedTypes"].split(";")


@ENVIRONMENTS
def test_the_jobs_command_line_is_one_that_the_job_takes(name: str) -> None:
    (job,) = put_up(name).of("Microsoft.App/jobs")
    (container,) = job.properties["template"]["containers"]
    from jobs.entry import _asked
    from jobs.tables import Lake

    asked = _asked([*container["args"], "--request", "{}"])
    assert asked.engine == "embedded"
    root = Lake(asked.lake).uri(names.GOLD, "x")
    assert re.fullmatch(r"abfss://gold@tilllake\w+\.dfs\.core\.windows\.net/x", root)
    assert asked.minutes_at_most * 60 < job.properties["configuration"]["replicaTimeout"]
