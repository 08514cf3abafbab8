"""`python -m till.stack.prepare`: what functions and jobs take for granted, made once in storage that is not a stack's.

For containers: the file systems, queues and the ledger's table behind the app's own settings, and the token by which
the functions know the job process.
"""

import argparse
import sys
from pathlib import Path

import structlog

from jobs.contracts.errors import TillstreamError
from till.host.triggers import HOST_STORAGE, connection_of
from till.log import log_to_stderr
from till.settings import app_settings
from till.stack.storage import prepare_storage_of
from till.stack.token import ensure_token

_log = structlog.get_logger()


def main() -> int:
    """Make what is missing; exit code 0 when all of it is there."""
    parser = argparse.ArgumentParser(prog="python -m till.stack.prepare")
    parser.add_argument("--token-file", type=Path, required=True, help="where the token is kept; made where it is not")
    arguments = parser.parse_args()
    log_to_stderr()
    settings = app_settings()
    try:
        lake = connection_of(settings, "LAKE", "blob")
        queues, tables = (connection_of(settings, HOST_STORAGE, service) for service in ("queue", "table"))
        prepare_storage_of(lake, queues, tables)
        ensure_token(arguments.token_file)
    except TillstreamError as error:
        _log.error("storage_not_prepared", error=error.code, message=str(error))
        return error.exit_code
    _log.info("storage_prepared")
    return 0


if __name__ == "__main__":
    sys.exit(main())
