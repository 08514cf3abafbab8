"""Lands one file in a process of its own, quickly started: what races, is killed or is measured."""

import logging
import multiprocessing
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from functions.landing.land import land
from functions.logs import configure_logs
from tests.conftest import Azurite
from tests.integration.desk import landing_desk

_context = multiprocessing.get_context("forkserver")
# pandas is imported by the first kernel that arrow runs, if it is there, and takes longer than all the rest.
_context.set_forkserver_preload(["tests.faults.lander", "pandas"])


def lander(azurite: Azurite, path: str) -> ForkServerProcess:
    """A started process that lands what lies on the path; exit code 0 once it has."""
    process = _context.Process(target=_land, args=(azurite, path))
    process.start()
    return process


def logging_lander(azurite: Azurite, paths: list[str], log: Path) -> ForkServerProcess:
    """A started process that lands what lies on the paths, and logs as the function app does, into a file."""
    process = _context.Process(target=_land_and_log, args=(azurite, paths, log))
    process.start()
    return process


def _land(azurite: Azurite, path: str) -> None:
    if land(landing_desk(azurite), path) is None:
        sys.exit("there was nothing to land")


def _land_and_log(azurite: Azurite, paths: list[str], log: Path) -> None:
    logging.basicConfig(filename=log, encoding="utf-8", format="%(message)s", level=logging.INFO, force=True)
    configure_logs()
    desk = landing_desk(azurite)
    for path in paths:
        land(desk, path)
