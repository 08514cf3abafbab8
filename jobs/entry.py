"""`tillstream-job`: one run in a process of its own, as a container, Databricks, Livy or spark-submit starts it.

The process leaves how it ended beside the run's manifest, where the function app finds it, and fails where the run
has failed, so that whoever started it sees that too.
"""

import argparse
import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from pyspark.errors import PySparkException

from jobs.contracts.errors import ConfigurationInvalid, RunFailed, TillstreamError
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.paths import outcome_path
from jobs.engine import ENGINES, PLATFORM, leave_nothing_behind, open_session, spare_memory
from jobs.refresh import run
from jobs.tables import Lake

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_TOOK_TOO_LONG = 124


def main(arguments: Sequence[str] | None = None) -> None:
    """Do the run that the command line asks for.

    Raises TillstreamError where it fails; what it says holds no row's values.
    """
    asked = _asked(arguments)
    request = _request(asked.request)
    lake = Lake(asked.lake)
    if request.full:
        spare_memory()
    spark = open_session(asked.engine)
    if asked.minutes_at_most:
        _end_after(asked.minutes_at_most)
    try:
        finished = run(spark, lake, request, on_stage=lambda name: _say(request, f"stage {name}"))
    except TillstreamError as error:
        _leave(spark, lake, request, request.failed(str(error), error.code))
        raise error from None  # what caused it may hold a row's values
    except Exception as error:  # noqa: BLE001  # the last place that can tell of it
        unexpected = RunFailed("The run failed in a way that nobody expected.", found=_place_of(error))
        _leave(spark, lake, request, request.failed(str(unexpected), unexpected.code))
        raise unexpected from None
    _leave(spark, lake, request, finished)
    _say(request, f"succeeded, seconds {json.dumps(finished.seconds)}")


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tillstream-job", description="One run of Tillstream's jobs.")
    parser.add_argument("--request", required=True, help="the run, a RunRequest as JSON")
    parser.add_argument("--lake", required=True, help="where the file systems lie, with {file_system} in it")
    parser.add_argument("--engine", choices=sorted(ENGINES), default=PLATFORM, help="what answers the session")
    parser.add_argument("--minutes-at-most", type=float, default=0, help="end the process after so long; 0 for never")
    return parser.parse_args(arguments)


def _request(text: str) -> RunRequest:
    try:
        request = RunRequest.from_json(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise _unusable(type(error).__name__) from error
    texts = (request.run_id, request.kind, request.manifest, request.month, request.as_of)
    if not all(isinstance(each, str) for each in texts) or not (request.run_id and isinstance(request.attempt, int)):
        raise _unusable("a field of another type")
    return request


def _unusable(found: str) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "The run cannot be read.",
        where="--request",
        found=found,
        expected='a RunRequest as JSON, such as {"run_id": "by-hand", "kind": "upkeep"}',
        next_step="see the fields of jobs.contracts.messages.RunRequest",
    )


def _leave(spark: "SparkSession", lake: Lake, request: RunRequest, finished: RunFinished) -> None:
    """Write how the run ended; where the engine cannot any more, whoever started the process says it."""
    try:
        lake.write_texts(spark, outcome_path(request.run_id, request.attempt), [finished.to_json()])
    except PySparkException as error:
        _say(request, f"the outcome cannot be written: {type(error).__name__}")


def _end_after(minutes: float) -> None:
    """End the process when it has taken too long: services without a limit of their own wait for ever."""

    def end() -> None:
        print(f"the run has taken more than {minutes:g} minutes", file=sys.stderr, flush=True)  # noqa: T201
        leave_nothing_behind()
        os._exit(_TOOK_TOO_LONG)

    watch = threading.Timer(minutes * 60, end)
    watch.daemon = True
    watch.start()


def _say(request: RunRequest, text: str) -> None:
    said = {"run_id": request.run_id, "attempt": request.attempt, "kind": request.kind, "said": text}
    print(json.dumps(said), file=sys.stderr, flush=True)  # noqa: T201


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
    return f"{type(error).__name__} at {place}"


if __name__ == "__main__":
    main()
