"""Timer: files that are due and not there are named in the log."""

import azure.functions as func

from functions.clock import utc_now
from functions.completeness.check import check_and_tell
from functions.wiring import completeness_desk

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="%TILLSTREAM_COMPLETENESS_SCHEDULE%")
def check_completeness(timer: func.TimerRequest) -> None:
    """Lay the calendars of the sources against what came."""
    check_and_tell(completeness_desk(), utc_now())
