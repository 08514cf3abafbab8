"""Examines what a stack needs, and a running one's queues: one finding per check, none of them raised."""

import platform
import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from azure.core.exceptions import AzureError

from jobs.contracts.errors import TillstreamError
from jobs.contracts.names import BLOB_TRIGGER_POISON, POISON_SUFFIX
from till.node_parts.node import NODE_AT_LEAST, find_node, node_version
from till.settings import SETTINGS_FILE, StackSettings, load_settings
from till.spark_parts.java import NEWEST, OLDEST, java_of_the_system
from till.stack.azurite import azurite_version
from till.stack.ports import holder, is_free
from till.stack.state import AZURITE, Stack, read_stack
from till.stack.storage import queue_depths

_PYTHON_AT_LEAST = (3, 13)
_AZURITE = "3.37.0"
_DISK_GB = 2


class Verdict(StrEnum):
    """What a check came to; a warning is something to look at that stops nothing."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check."""

    check: str
    verdict: Verdict
    found: str
    expected: str = ""
    next_step: str = ""


def doctor(home: Path | None = None) -> list[Finding]:
    """The findings for the stack in `home`, else in the folder that load_settings() takes."""
    findings = [_python(), _node(), _azurite()]
    try:
        settings = load_settings(home)
        stack = read_stack(settings.home)
    except TillstreamError as error:
        return [*findings, Finding("settings", Verdict.WRONG, error.found, error.expected, error.next_step)]
    file = settings.home / SETTINGS_FILE
    findings.append(Finding("settings", Verdict.OK, str(file) if file.exists() else "the defaults"))
    if settings.engine == "spark":
        findings.append(_java())
    findings += [_disk(settings), *_ports(settings, stack)]
    if stack and stack.is_running(AZURITE):
        findings += _queues(stack)
    else:
        findings.append(Finding("storage", Verdict.WARNING, "not running", "", "till up"))
    return findings


def _python() -> Finding:
    fits = sys.version_info[:2] >= _PYTHON_AT_LEAST
    expected = ".".join(map(str, _PYTHON_AT_LEAST)) + " or newer"
    return Finding("python", _wrong_unless(fits), platform.python_version(), expected, "" if fits else "make setup")


def _node() -> Finding:
    expected = f"{NODE_AT_LEAST} or newer"
    try:
        program = find_node().program
    except TillstreamError as error:
        return Finding("node", Verdict.WRONG, error.found, expected, error.next_step)
    return Finding("node", Verdict.OK, f"{'.'.join(map(str, node_version(program)))} ({program})", expected)


def _azurite() -> Finding:
    # npm on an older Node takes an older Azurite without a word.
    found = azurite_version()
    fits = found == _AZURITE
    return Finding("azurite", _wrong_unless(fits), found or "not installed", _AZURITE, "" if fits else "npm ci")


def _java() -> Finding:
    java = java_of_the_system()
    expected = f"Java {OLDEST} to {NEWEST}"
    if java:
        return Finding("java", Verdict.OK, str(java), expected)
    # Not wrong: the engine brings its own where the system's does not fit.
    return Finding(
        "java", Verdict.WARNING, "none that fits in JAVA_HOME or on the PATH", expected, "till up brings one"
    )


def _disk(settings: StackSettings) -> Finding:
    folder = next(each for each in (settings.home, *settings.home.parents) if each.exists())
    free_gb = shutil.disk_usage(folder).free / 1024**3
    fits = free_gb >= _DISK_GB
    next_step = "" if fits else "make room, or set TILLSTREAM_HOME to another disk"
    return Finding("disk", _wrong_unless(fits), f"{free_gb:.1f} GB free", f"{_DISK_GB} GB or more", next_step)


def _ports(settings: StackSettings, stack: Stack | None) -> list[Finding]:
    findings = []
    own = () if stack is None else (stack.ports.blob, stack.ports.queue, stack.ports.table, stack.warm_port)
    for name in ("blob_port", "queue_port", "table_port", "warm_port"):
        port = getattr(settings, name)
        if port and not is_free(port) and port not in own:
            found = f"{port} is held by {holder(port)}"
            findings.append(Finding(name, Verdict.WRONG, found, "a free port", "set another in settings.toml"))
    return findings or [Finding("ports", Verdict.OK, "none of them is taken by another process")]


def _queues(stack: Stack) -> list[Finding]:
    try:
        depths = queue_depths(stack.connection)
    except AzureError as error:
        return [Finding("storage", Verdict.WRONG, type(error).__name__, "an answer", "till down, then till up")]
    findings = [Finding("storage", Verdict.OK, "answers")]
    for queue, depth in depths.items():
        poison = queue.endswith(POISON_SUFFIX) or queue == BLOB_TRIGGER_POISON
        bad = poison and depth > 0
        findings.append(
            Finding(
                f"queue {queue}",
                Verdict.WARNING if bad else Verdict.OK,
                f"{depth} messages",
                "0 messages" if poison else "",
                "till files shows which files were given up" if bad else "",
            )
        )
    return findings


def _wrong_unless(fits: bool) -> Verdict:
    return Verdict.OK if fits else Verdict.WRONG
