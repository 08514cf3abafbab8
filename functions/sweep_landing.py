"""Timer: files that no event told of, checks that stopped half-way and runs that died are picked up."""

import azure.functions as func

from functions.landing.sweep import sweep
from functions.transform.advance import advance
from functions.wiring import landing_desk, resume_after, transform_desk

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="%TILLSTREAM_SWEEP_SCHEDULE%")
def sweep_landing(timer: func.TimerRequest) -> None:
    """Land what was missed, then move runs on."""
    sweep(landing_desk(), resume_after())
    advance(transform_desk())
