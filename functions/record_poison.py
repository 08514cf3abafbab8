"""Queue triggers: a message was given up after its tries, and the ledger says so."""

import azure.functions as func

from functions.ledger.poison import record
from functions.wiring import row_store
from jobs.contracts.names import (
    BLOB_TRIGGER_POISON,
    LANDING_EVENTS,
    POISON_SUFFIX,
    TRANSFORM_REQUESTS,
    TRANSFORM_RESULTS,
)

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=BLOB_TRIGGER_POISON, connection="AzureWebJobsStorage")
def record_poisoned_file(message: func.QueueMessage) -> None:
    """A dropped file that land_file failed on every time."""
    record(row_store(), BLOB_TRIGGER_POISON, message.get_body())


@blueprint.queue_trigger(
    arg_name="message", queue_name=LANDING_EVENTS + POISON_SUFFIX, connection="AzureWebJobsStorage"
)
def record_poisoned_announcement(message: func.QueueMessage) -> None:
    """An announced file that land_file failed on every time; the sweep tries it again."""
    record(row_store(), LANDING_EVENTS + POISON_SUFFIX, message.get_body())


@blueprint.queue_trigger(
    arg_name="message", queue_name=TRANSFORM_REQUESTS + POISON_SUFFIX, connection="AzureWebJobsStorage"
)
def record_poisoned_request(message: func.QueueMessage) -> None:
    """A request that no run could be started for; its file stays pending, and the sweep starts it."""
    record(row_store(), TRANSFORM_REQUESTS + POISON_SUFFIX, message.get_body())


@blueprint.queue_trigger(
    arg_name="message", queue_name=TRANSFORM_RESULTS + POISON_SUFFIX, connection="AzureWebJobsStorage"
)
def record_poisoned_result(message: func.QueueMessage) -> None:
    """A run's end that could not be entered; the sweep asks the runner itself."""
    record(row_store(), TRANSFORM_RESULTS + POISON_SUFFIX, message.get_body())
