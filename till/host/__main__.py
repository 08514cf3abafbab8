"""`python -m till.host`: serve the function app of a folder until told to stop."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

import structlog

from jobs.contracts.errors import TillstreamError
from till.host.serve import Host
from till.log import log_to_stderr
from till.settings import HostSettings, app_settings


def main() -> int:
    """Exit code 0 after a stop that was asked for, else that of the error."""
    parser = argparse.ArgumentParser(prog="python -m till.host", description="A local host for Azure Functions.")
    parser.add_argument("--app", type=Path, required=True, help="the folder of function_app.py and host.json")
    parser.add_argument("--ready-file", type=Path, help="written once every listener runs, removed at the end")
    arguments = parser.parse_args()
    log_to_stderr()
    try:
        host = Host(arguments.app.resolve(), HostSettings.load(), app_settings())
        all_ended = asyncio.run(host.serve(arguments.ready_file))
    except TillstreamError as error:
        structlog.get_logger().error("host_not_started", error=error.code, message=str(error))
        return error.exit_code
    if not all_ended:
        # A function that will not end holds a thread, and with it the interpreter. The next start takes its work up.
        sys.stderr.flush()
        os._exit(0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
