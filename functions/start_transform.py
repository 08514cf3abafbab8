"""Queue trigger: a file has landed, so what waits may be gathered into a run."""

import azure.functions as func

from functions.transform.advance import look, start_next
from functions.wiring import transform_desk
from jobs.contracts.messages import FileLanded
from jobs.contracts.names import TRANSFORM_REQUESTS

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=TRANSFORM_REQUESTS, connection="AzureWebJobsStorage")
def start_transform(message: func.QueueMessage) -> None:
    """Start one run for all that waits; a message that comes late or twice finds nothing that waits.

    A message that names no file asks for a thorough look: also at a run that may have been lost.
    """
    if FileLanded.from_json(message.get_body()).version:
        start_next(transform_desk())
    else:
        look(transform_desk())
