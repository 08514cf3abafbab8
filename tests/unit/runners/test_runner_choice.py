"""The runner that the settings name, and what is said of settings that name none."""

import pytest

from functions.adapters.container_runner import ContainerRunner
from functions.adapters.databricks_runner import DatabricksRunner
from functions.adapters.livy_runner import LivyRunner
from functions.adapters.local_runner import LocalRunner
from functions.adapters.runner_choice import chosen_runner, livy_scope, tells_of_its_ends
from functions.adapters.service import Service
from functions.adapters.spark_submit_runner import SparkSubmitRunner
from functions.settings import Settings, settings
from jobs.contracts.errors import ConfigurationInvalid
from tests.unit.runners.conftest import LAKE, MAIN_FILE
from tests.unit.runners.container_apps import JOB

STORAGE = {"LAKE": "UseDevelopmentStorage=true", "AzureWebJobsStorage": "UseDevelopmentStorage=true"}
CHOICES = {
    "local": (LocalRunner, {}),
    "container": (ContainerRunner, {"URL": "https://management.azure.com", "JOB": JOB}),
    "databricks": (DatabricksRunner, {"URL": "https://adb-1.2.azuredatabricks.net", "JOB": "11"}),
    "livy": (LivyRunner, {"URL": "https://w.dev.azuresynapse.net/livyApi/v/p", "JOB": MAIN_FILE, "LAKE": LAKE}),
    "spark-submit": (SparkSubmitRunner, {"URL": "spark://h:7077", "JOB": "j.py", "LAKE": LAKE, "FOLDER": "runs"}),
}


@pytest.fixture(autouse=True)
def _storage_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in STORAGE.items():
        monkeypatch.setenv(name, value)


def told(monkeypatch: pytest.MonkeyPatch, runner: str, values: dict[str, str]) -> Settings:
    for name, value in {"": runner, **{f"_{name}": value for name, value in values.items()}}.items():
        monkeypatch.setenv(f"TILLSTREAM_RUNNER{name}", value)
    return Settings()


@pytest.mark.parametrize("runner", CHOICES)
def test_each_runner_is_chosen_by_its_name(monkeypatch: pytest.MonkeyPatch, runner: str) -> None:
    kind, values = CHOICES[runner]
    chosen = told(monkeypatch, runner, values)
    assert isinstance(chosen_runner(chosen), kind)
    assert tells_of_its_ends(chosen) == (runner == "local")


@pytest.mark.parametrize("runner", ["container", "databricks", "livy", "spark-submit"])
def test_all_that_a_runner_lacks_is_named_at_once(monkeypatch: pytest.MonkeyPatch, runner: str) -> None:
    _, values = CHOICES[runner]
    monkeypatch.setenv("TILLSTREAM_RUNNER", runner)
    settings.cache_clear()
    with pytest.raises(ConfigurationInvalid) as caught:
        settings()
    assert {f"TILLSTREAM_RUNNER_{name}" in caught.value.found for name in values if name != "URL"} == {True}


def test_a_livy_endpoint_gets_tokens_for_who_offers_it() -> None:
    assert livy_scope("https://api.fabric.microsoft.com/v1/workspaces/w") == "https://api.fabric.microsoft.com/.default"
    assert livy_scope("https://w.dev.azuresynapse.net/livyApi") == "https://dev.azuresynapse.net/.default"


def test_settings_of_spark_are_a_json_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLSTREAM_RUNNER_CONF", '{"spark.executor.instances": "4"}')
    assert told(monkeypatch, "local", {}).runner_conf == {"spark.executor.instances": "4"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "management.azure.com",
        "http://management.azure.com",
        "http://127.0.0.1.evil.example",
        "ftp://127.0.0.1",
        "https://user:secret@host",
        "https://host/?x=1",
        "https://host/#x",
        "https://",
    ],
)
def test_an_address_that_a_token_should_not_go_to_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationInvalid) as caught:
        Service(url, lambda: "token")
    assert "secret" not in str(caught.value)
