"""Bindings as the worker tells of them, resolved against app settings."""

import json
from typing import Any

import pytest

from jobs.contracts.errors import ConfigurationInvalid
from till.host.protos import RpcFunctionMetadata
from till.host.triggers import BlobTrigger, QueueTrigger, TimerTrigger, read_triggers

SETTINGS = {"AzureWebJobsStorage": "ops", "LAKE": "lake", "WHEN": "0 0 2 * * *", "QUEUE": "orders"}
BLOB = {"type": "blobTrigger", "name": "file", "path": "landing/{name}", "connection": "LAKE"}
CLIENT = {"properties": {"SupportsDeferredBinding": True}}


def function(name: str, *bindings: dict[str, Any]) -> RpcFunctionMetadata:
    raw = [json.dumps(binding) for binding in bindings]
    return RpcFunctionMetadata(name, f"id-{name}", False, "", "", name, False, "python", {}, raw, None, {})


def test_a_blob_trigger_keeps_the_name_of_its_connection_for_the_worker() -> None:
    (trigger,) = read_triggers([function("land", BLOB | CLIENT)], SETTINGS)
    assert isinstance(trigger, BlobTrigger)
    assert (trigger.connection_name, trigger.connection, trigger.pattern.container) == ("LAKE", "lake", "landing")
    assert (trigger.function, trigger.function_id, trigger.parameter) == ("land", "id-land", "file")


def test_names_between_percent_signs_are_app_settings_and_the_default_connection_is_the_ops_account() -> None:
    queue, timer = read_triggers(
        [
            function("serve", {"type": "queueTrigger", "name": "m", "queueName": "%QUEUE%"}),
            function("tick", {"type": "timerTrigger", "name": "t", "schedule": "%WHEN%", "useMonitor": False}),
        ],
        SETTINGS,
    )
    assert isinstance(queue, QueueTrigger)
    assert (queue.queue, queue.connection) == ("orders", "ops")
    assert isinstance(timer, TimerTrigger)
    assert (timer.schedule.expression, timer.use_monitor, timer.run_on_startup) == ("0 0 2 * * *", False, False)


def test_every_function_that_cannot_be_served_is_named_at_once() -> None:
    functions = [
        function("bytes", BLOB),
        function("web", {"type": "httpTrigger", "name": "request"}),
        function("two", {"type": "queueTrigger", "name": "m", "queueName": "q"}, {"type": "queue", "name": "out"}),
        function("unset", {"type": "timerTrigger", "name": "t", "schedule": "%NEVER_SET%"}),
        function("elsewhere", BLOB | CLIENT | {"connection": "OTHER"}),
        function("fine", {"type": "queueTrigger", "name": "m", "queueName": "q"}),
    ]
    with pytest.raises(ConfigurationInvalid) as caught:
        read_triggers(functions, SETTINGS)
    for words in ("bytes:", "web: has a httpTrigger", "two: has 2 bindings", "NEVER_SET", "OTHER"):
        assert words in caught.value.found
    assert "fine" not in caught.value.found
