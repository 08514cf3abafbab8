"""Runs jobs by spark-submit from this machine: a standalone cluster, or whatever else spark-submit knows.

A try has a folder, which one caller alone can make: that is what starts it once. A small shell of its own waits for
the process and leaves in the folder how it ended; both outlive the app. All instances of the app have to be on one
machine.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from functions.clock import utc_now
from functions.transform.runner import RunState
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from jobs.contracts.messages import RunRequest

_MASTER = re.compile(r"spark://\S+|k8s://\S+|yarn|local(\[\S+\])?")
_BEGINS_WITHIN = timedelta(seconds=60)
# By the exit code; every other one is a failure, also 137, which a machine out of memory gives.
_ENDS: Mapping[str, RunState] = MappingProxyType(
    {"0": RunState.SUCCEEDED, "130": RunState.CANCELLED, "143": RunState.CANCELLED}
)
# Whoever starts it waits for the outer shell only. What is read is written under another name first, so that nobody
# reads half of it. A number of a process is used again: the moment of its start tells two apart.
_KEEPER = """
{ echo "$$ $(cut -d' ' -f22 /proc/$$/stat 2>/dev/null)" > pid.new && mv pid.new pid
"$@" > log 2>&1; echo $? > ended.new && mv ended.new ended; }
"""
_OUTER = '/bin/sh -c "$0" tillstream-keeper "$@" &'


class SparkSubmitRunner:
    """The runner of a Spark cluster.

    master      as spark-submit takes it: spark://host:port, yarn, local[2]
    main_file   the script that calls jobs.entry
    lake        the lake's root, with {file_system} in it
    folder      where each try has a folder, with its log and how it ended
    Raises ConfigurationInvalid where the master or the folder is none.
    """

    def __init__(
        self,
        master: str,
        main_file: str,
        lake: str,
        folder: Path | None,
        conf: Mapping[str, str],
        *,
        program: str = "spark-submit",
    ) -> None:
        if not _MASTER.fullmatch(master) or folder is None:
            raise ConfigurationInvalid(
                "The Spark cluster cannot be told.",
                where="TILLSTREAM_RUNNER_URL, TILLSTREAM_RUNNER_FOLDER",
                found=f"{master}, {folder or 'no folder'}",
                expected="a master as spark-submit takes it, such as spark://host:7077, and a folder",
                next_step="correct the settings",
            )
        self._arguments = ["--master", master, *(part for pair in conf.items() for part in ("--conf", "=".join(pair)))]
        self._main = [main_file, "--engine", "platform", "--lake", lake]
        self._folder, self._program = folder, program

    def start(self, request: RunRequest) -> None:
        """Start the process, unless somebody has. Raises RunnerUnavailable where there is no spark-submit."""
        program = shutil.which(self._program)
        if program is None:
            raise self._unavailable("no spark-submit on the path")
        folder = self._of(request.run_id, request.attempt)
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            return
        except OSError as error:
            raise self._unavailable(type(error).__name__) from error
        command = [program, *self._arguments, "--name", folder.name, *self._main, "--request", request.to_json()]
        subprocess.run(
            ["/bin/sh", "-c", _OUTER, _KEEPER, *command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=True,
        )

    def state(self, run_id: str, attempt: int) -> RunState:
        """What became of that try: from its process while there is one, then from what it has left."""
        folder = self._of(run_id, attempt)
        if not folder.is_dir():
            return RunState.UNKNOWN
        process = _text(folder / "pid")
        if (_is_alive(process) if process else _is_new(folder)) and not _text(folder / "ended"):
            return RunState.RUNNING
        return _ENDS.get(_text(folder / "ended"), RunState.FAILED)

    def _of(self, run_id: str, attempt: int) -> Path:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,100}", run_id):
            raise self._unavailable(f"a run of the id {run_id!r}, which is no name of a folder")
        return self._folder / f"tillstream-{run_id}-{attempt}"

    def _unavailable(self, found: str) -> RunnerUnavailable:
        return RunnerUnavailable(
            "The run cannot be handed to spark-submit.",
            where=str(self._folder),
            found=found,
            expected="spark-submit on the path, and a folder that can be written to",
            next_step="install Spark's client, or correct TILLSTREAM_RUNNER_FOLDER",
        )


def _text(file: Path) -> str:
    with suppress(FileNotFoundError):
        return file.read_text(encoding="ascii").strip()
    return ""


def _is_new(folder: Path) -> bool:
    made = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    return utc_now() < made + _BEGINS_WITHIN


def _is_alive(process: str) -> bool:
    number, _, begun = process.partition(" ")
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    stat = _text(Path("/proc") / number / "stat")
    return not (stat and begun) or stat.rpartition(")")[2].split()[19] == begun
