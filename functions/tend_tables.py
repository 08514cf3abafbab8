"""Timer: the tables' many small files are made few."""

import azure.functions as func

from functions.transform.advance import advance
from functions.transform.upkeep import ask_for_upkeep
from functions.wiring import transform_desk

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="%TILLSTREAM_UPKEEP_SCHEDULE%")
def tend_tables(timer: func.TimerRequest) -> None:
    """Ask for the upkeep; it runs when everything that has landed is in gold."""
    desk = transform_desk()
    ask_for_upkeep(desk.runs)
    advance(desk)
