"""Timer: the month that has just closed is computed."""

import azure.functions as func

from functions.clock import utc_now
from functions.transform.advance import advance
from functions.transform.incentive import ask_for_month, closed_month
from functions.wiring import transform_desk

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="%TILLSTREAM_INCENTIVE_SCHEDULE%")
def run_monthly_incentive(timer: func.TimerRequest) -> None:
    """Ask for the closed month's incentive; it runs when everything that has landed is in gold."""
    desk = transform_desk()
    ask_for_month(desk.runs, closed_month(utc_now()))
    advance(desk)
