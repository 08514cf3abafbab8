"""Queue trigger: Event Grid announced that a file was dropped into landing/."""

import azure.functions as func
import structlog

from functions.landing.announced import announced_path
from functions.landing.land import land
from functions.wiring import landing_desk
from jobs.contracts.names import LANDING_EVENTS

blueprint = func.Blueprint()
log = structlog.get_logger()


# One name, whichever way a file is heard of: always-ready instances and alerts are set up by it.
@blueprint.function_name("land_file")
@blueprint.queue_trigger(arg_name="message", queue_name=LANDING_EVENTS, connection="AzureWebJobsStorage")
def land_announced_file(message: func.QueueMessage) -> None:
    """Land the file that the event names."""
    path = announced_path(message.get_body())
    if path is None:
        log.info("event_passed_over", message_id=message.id)
        return
    land(landing_desk(), path)
