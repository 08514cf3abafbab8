"""The function app: registers the blueprints, nothing else."""

import azure.functions as func

from functions import (
    check_completeness,
    finish_transform,
    land_announced_file,
    land_file,
    record_poison,
    run_monthly_incentive,
    start_transform,
    sweep_landing,
    tend_tables,
)
from functions.logs import configure_logs
from functions.settings import TriggerSettings

configure_logs()

app = func.FunctionApp()
for module in (
    land_announced_file if TriggerSettings().blob_events == "EventGrid" else land_file,
    start_transform,
    finish_transform,
    run_monthly_incentive,
    sweep_landing,
    check_completeness,
    tend_tables,
    record_poison,
):
    app.register_functions(module.blueprint)
