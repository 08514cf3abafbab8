"""Reads the triggers out of what the worker says of its functions, with %NAME% and connections resolved."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jobs.contracts.errors import ConfigurationInvalid
from till.host.blob_pattern import BlobPattern
from till.host.protos import RpcFunctionMetadata
from till.host.schedule import Schedule

HOST_STORAGE = "AzureWebJobsStorage"
_SETTING = re.compile(r"%([^%]+)%")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A function and the parameter that its trigger fills."""

    function: str
    function_id: str
    parameter: str


@dataclass(frozen=True, slots=True)
class BlobTrigger(Trigger):
    """Called for each new version of a blob that matches; `connection_name` is what the worker opens its client by."""

    pattern: BlobPattern
    connection_name: str
    connection: str


@dataclass(frozen=True, slots=True)
class QueueTrigger(Trigger):
    """Called for each message of a queue."""

    queue: str
    connection: str


@dataclass(frozen=True, slots=True)
class TimerTrigger(Trigger):
    """Called on a schedule, UTC."""

    schedule: Schedule
    run_on_startup: bool
    use_monitor: bool


def connection_of(app_settings: Mapping[str, str], name: str, service: str) -> str:
    """What a service (blob or queue) is reached by: the connection string of that name, else the service's address.

    Raises ValueError where neither is set.
    """
    address = f"{name}__{service}ServiceUri"
    connection = app_settings.get(name) or app_settings.get(address)
    if not connection:
        raise ValueError(f"needs the connection string {name}, or the address {address}, and neither is set")
    return connection


def read_triggers(functions: list[RpcFunctionMetadata], app_settings: Mapping[str, str]) -> list[Trigger]:
    """One trigger per function.

    Raises ConfigurationInvalid naming every binding that this host cannot serve and every setting that is missing.
    """
    triggers: list[Trigger] = []
    mistakes: list[str] = []
    for function in functions:
        try:
            triggers.append(_trigger(function, app_settings))
        except ValueError as error:
            mistakes.append(f"{function.name}: {error}")
    if mistakes:
        raise ConfigurationInvalid(
            "The local host cannot serve every function.",
            where="function_app.py and the app settings",
            found="; ".join(mistakes),
            expected="one blob (BlobClient), queue or timer trigger per function, and every setting it names",
            next_step="set what is missing, or run the app under Azure Functions Core Tools",
        )
    return triggers


def _trigger(function: RpcFunctionMetadata, app_settings: Mapping[str, str]) -> Trigger:
    bindings = [json.loads(raw) for raw in function.raw_bindings]
    if len(bindings) != 1:
        raise ValueError(f"has {len(bindings)} bindings; this host serves one trigger and no other binding")
    binding = bindings[0]
    common = {"function": function.name, "function_id": function.function_id, "parameter": binding["name"]}
    match binding["type"]:
        case "blobTrigger":
            return _blob_trigger(binding, common, app_settings)
        case "queueTrigger":
            _, connection = _connection(binding, app_settings, "queue")
            return QueueTrigger(queue=_resolve(binding["queueName"], app_settings), connection=connection, **common)
        case "timerTrigger":
            return TimerTrigger(
                schedule=Schedule.parse(_resolve(binding["schedule"], app_settings)),
                run_on_startup=bool(binding.get("runOnStartup", False)),
                use_monitor=bool(binding.get("useMonitor", True)),
                **common,
            )
        case other:
            raise ValueError(f"has a {other}, which this host does not serve")


def _blob_trigger(binding: dict[str, Any], common: dict[str, str], app_settings: Mapping[str, str]) -> BlobTrigger:
    if not binding.get("properties", {}).get("SupportsDeferredBinding"):
        raise ValueError("takes its blob as something other than azurefunctions' BlobClient")
    name, connection = _connection(binding, app_settings, "blob")
    pattern = BlobPattern.parse(_resolve(binding["path"], app_settings))
    return BlobTrigger(pattern=pattern, connection_name=name, connection=connection, **common)


def _connection(binding: dict[str, Any], app_settings: Mapping[str, str], service: str) -> tuple[str, str]:
    name = str(binding.get("connection") or HOST_STORAGE)
    return name, connection_of(app_settings, name, service)


def _resolve(text: str, app_settings: Mapping[str, str]) -> str:
    missing = [name for name in _SETTING.findall(text) if name not in app_settings]
    if missing:
        raise ValueError(f"needs the setting {', '.join(missing)}, which is not set")
    return _SETTING.sub(lambda match: app_settings[match.group(1)], text)
