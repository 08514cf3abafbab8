"""Starts a stack: what is missing of it, and nothing else."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from till.settings import REPOSITORY, SETTINGS_FILE, StackSettings, app_settings, default_settings_text
from till.stack.azurite import azurite_command
from till.stack.environment import (
    engine_parts,
    host_command,
    host_environment,
    warm_command,
    warm_environment,
)
from till.stack.errors import StackNotStarted
from till.stack.health import is_healthy
from till.stack.lock import stack_lock
from till.stack.plan import plan_stack
from till.stack.processes import ProcessId, spawn, tail
from till.stack.state import AZURITE, HOST_PROCESS, WARM, Stack
from till.stack.storage import prepare_storage
from till.stack.token import ensure_token

type Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Up:
    """A running stack, and the names of what had to be started; none means that it was already up."""

    stack: Stack
    started: tuple[str, ...]

    @property
    def already_up(self) -> bool:
        """Whether there was nothing to do."""
        return not self.started


def up(settings: StackSettings, progress: Progress, *, app: Path = REPOSITORY) -> Up:
    """Start what is missing of the stack in settings.home and wait until all of it is healthy.

    Raises ConfigurationInvalid where a port is taken or a part is not installed, StackNotStarted with the end of the
    log where a process does not come up, StackBusy where another command holds the stack.
    """
    with stack_lock(settings.home, settings.start_seconds):
        return _Start(settings, progress, app).run()


class _Start:
    def __init__(self, settings: StackSettings, progress: Progress, app: Path) -> None:
        self._settings, self._progress, self._app = settings, progress, app
        self._stack = plan_stack(settings)
        self._started: list[str] = []

    def run(self) -> Up:
        self._furnish()
        self._start(AZURITE, self._azurite)
        self._await(AZURITE)
        prepare_storage(self._stack.connection)
        # Both take seconds to import what they need: side by side.
        self._start(WARM, self._warm)
        self._start(HOST_PROCESS, self._host)
        self._await(WARM, HOST_PROCESS)
        return Up(self._stack, tuple(self._started))

    def _furnish(self) -> None:
        home = self._settings.home
        for folder in (home / "data", home / "logs"):
            folder.mkdir(parents=True, exist_ok=True)
        if not (home / SETTINGS_FILE).exists():
            (home / SETTINGS_FILE).write_text(default_settings_text(), encoding="utf-8")
        ensure_token(self._stack.token_file)

    def _start(self, name: str, spawned: Callable[[], ProcessId]) -> None:
        if self._stack.is_running(name):
            return
        self._progress(f"starting {name}")
        self._stack = self._stack.with_process(name, spawned())
        self._stack.save()  # at once: a process that is not written down would never be stopped
        self._started.append(name)

    def _await(self, *names: str) -> None:
        """Wait until all of them are healthy; the first that ends, or the limit, is the end of it."""
        limit = time.monotonic() + self._settings.start_seconds
        waiting = list(names)
        while waiting:
            for name in [name for name in waiting if is_healthy(name, self._stack)]:
                waiting.remove(name)
                if name in self._started:
                    self._progress(f"{name} is up")
            for name in waiting:
                if not self._stack.is_running(name):
                    raise self._not_started(name, "it ended")
                if time.monotonic() > limit:
                    raise self._not_started(name, f"no answer after {self._settings.start_seconds:.0f} s")
            time.sleep(0.05 if waiting else 0)

    def _azurite(self) -> ProcessId:
        command = azurite_command(self._settings.home / "data", self._stack.ports)
        return spawn(command, log=self._stack.log(AZURITE), environment=app_settings(), folder=self._settings.home)

    def _warm(self) -> ProcessId:
        parts = engine_parts(self._stack.engine, self._stack)
        conf_file = self._settings.home / "engine.json"
        conf_file.write_text(json.dumps(dict(parts.conf), indent=2) + "\n", encoding="utf-8")
        return spawn(
            warm_command(self._settings, self._stack, conf_file),
            log=self._stack.log(WARM),
            environment=warm_environment(self._stack, parts),
            folder=self._settings.home,
        )

    def _host(self) -> ProcessId:
        self._stack.ready_file.unlink(missing_ok=True)
        return spawn(
            host_command(self._stack, self._app),
            log=self._stack.log(HOST_PROCESS),
            environment=host_environment(self._settings, self._stack),
            folder=self._app,
        )

    def _not_started(self, name: str, found: str) -> StackNotStarted:
        log = self._stack.log(name)
        return StackNotStarted(
            f"The stack's {name} process did not come up.",
            where=str(log),
            found=f"{found}; the log ends with\n{tail(log)}",
            expected="a healthy process",
            next_step="till doctor; what did start runs on and is stopped by till down",
        )
