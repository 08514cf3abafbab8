"""`python -m till.warm`: hold an engine open and serve runs and queries until told to stop."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from functions.adapters.clients import queue_service
from functions.adapters.queues import Queues
from jobs.contracts.errors import StorageUnavailable, TillstreamError
from jobs.contracts.messages import RunFinished
from jobs.engine import leave_nothing_behind
from jobs.tables import Lake
from till.host.triggers import HOST_STORAGE, connection_of
from till.log import log_to_stderr
from till.settings import app_settings
from till.warm.engine_side import EngineSide
from till.warm.runs import Runs
from till.warm.server import HOST, WarmServer

_log = structlog.get_logger()
_REPORT_TRIES = 3


def main() -> int:
    """Exit code 0 after a stop that was asked for, else that of the error."""
    arguments = _arguments()
    log_to_stderr()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        conf = json.loads(arguments.conf_file.read_text(encoding="utf-8")) if arguments.conf_file else {}
        engine = EngineSide(arguments.engine, Lake(arguments.lake), conf)
    except TillstreamError as error:
        _log.error("warm_not_started", error=error.code, message=str(error))
        return error.exit_code
    runs = Runs(engine.execute, _reporter(connection_of(app_settings(), HOST_STORAGE, "queue")))
    token = arguments.token_file.read_text(encoding="ascii").strip()
    server = WarmServer(arguments.port, token, runs, engine.query, arguments.listen)
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    _log.info("warm_started", engine=arguments.engine, port=arguments.port)
    stop.wait()
    _log.info("warm_stopping")
    ended = runs.stop(arguments.drain_seconds)
    server.shutdown()
    _log.info("warm_stopped", cut_short=not ended)
    sys.stderr.flush()
    # The engine's own threads would hold the interpreter. A run that is cut short can be run again, to the same end.
    leave_nothing_behind()
    os._exit(0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m till.warm", description="The warm job process.")
    parser.add_argument("--engine", required=True, help="embedded or spark")
    parser.add_argument("--lake", required=True, help="where the file systems lie, with {file_system} in it")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--listen", default=HOST, help="the address to listen on; another than loopback in containers")
    parser.add_argument("--token-file", type=Path, required=True)
    parser.add_argument("--conf-file", type=Path, help="settings of the session, a JSON object")
    parser.add_argument("--drain-seconds", type=float, default=30.0)
    return parser.parse_args()


def _reporter(connection: str) -> Callable[[RunFinished], None]:
    queues = Queues(queue_service(connection))

    def report(finished: RunFinished) -> None:
        for _ in range(_REPORT_TRIES):
            try:
                queues.report_run(finished)
            except StorageUnavailable as error:
                _log.warning("result_not_reported", run_id=finished.run_id, error=error.found)
            else:
                return

    return report


if __name__ == "__main__":
    sys.exit(main())
