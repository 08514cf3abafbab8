"""Queue trigger: a file has landed, so what waits may be gathered into a run."""

import azure.functions as func

from functions.transform.advance import advance
from functions.wiring import transform_desk
from jobs.contracts.names import TRANSFORM_REQUESTS

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=TRANSFORM_REQUESTS, connection="AzureWebJobsStorage")
def start_transform(message: func.QueueMessage) -> None:
    """Start one run for all that waits. What the message names is looked up, so one that comes late does nothing."""
    advance(transform_desk())
