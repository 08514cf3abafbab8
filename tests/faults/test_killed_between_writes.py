"""A landing process is killed (SIGKILL) just before or just after each of its writes: the next try, or the sweep, ends
its work as if nothing had happened."""

import signal
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import count
from multiprocessing.context import ForkServerProcess

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.landing.sweep import sweep
from tests.conftest import Azurite
from tests.faults.books import assert_balanced, assert_taken_out, drop
from tests.faults.lander import lander
from tests.faults.proxy import Fault, Proxy, Rule

PATIENCE_SECONDS = 60
WRITES = r"^/[^/]+/(raw/|bronze/|quarantine/|.batch|transform-requests/)"
WRITES_OF_A_LANDING = 6


def killed_at(proxy: Proxy, azurite: Azurite, path: str, nth: int, moment: str) -> bool:
    """Land in a process that is killed before or after its nth write; False where it ended without that many."""
    started = threading.Event()
    running: list[ForkServerProcess] = []

    def kill() -> None:
        assert started.wait(PATIENCE_SECONDS)
        running[0].kill()

    at_the_write = Rule(Fault.BUSY, before=kill) if moment == "before" else Rule(after=kill)
    with proxy.rule(replace(at_the_write, path=WRITES, nth=nth)) as rule:
        running.append(lander(Azurite(azurite.folder, proxy.ports), path))
        started.set()
        running[0].join(PATIENCE_SECONDS)
    assert running[0].exitcode == (-signal.SIGKILL if rule.met else 0)
    return bool(rule.met)


@pytest.mark.parametrize(("moment", "taken_up_by"), [("before", "the next try"), ("after", "the sweep")])
def test_a_landing_is_killed_at_each_write(
    azurite: Azurite, desk: LandingDesk, proxy: Proxy, moment: str, taken_up_by: str
) -> None:
    for nth in count(1):
        first = drop(desk)
        before = land(desk, first.path)
        correction = drop(desk, first.path)
        was_killed = killed_at(proxy, azurite, first.path, nth, moment)
        if taken_up_by == "the sweep":
            sweep(desk, timedelta(seconds=-5))
        else:
            land(desk, first.path)
        assert before is not None
        assert_taken_out(desk, before, assert_balanced(desk, correction))
        if not was_killed:
            break
    assert nth > WRITES_OF_A_LANDING, "the test must have met every write"
