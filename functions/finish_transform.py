"""Queue trigger: a run has ended, so its files are entered as transformed and the next run may start."""

import azure.functions as func

from functions.transform.advance import advance
from functions.wiring import transform_desk
from jobs.contracts.messages import RunFinished
from jobs.contracts.names import TRANSFORM_RESULTS

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=TRANSFORM_RESULTS, connection="AzureWebJobsStorage")
def finish_transform(message: func.QueueMessage) -> None:
    """Settle the run that ended, and go on with what has landed meanwhile."""
    advance(transform_desk(), RunFinished.from_json(message.get_body()))
