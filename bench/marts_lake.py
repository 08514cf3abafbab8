"""Lakes for the marts' benchmarks: built once, copied by hard links for each measurement."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.marts_world import CACHE, FULL, World, world
from till.spark_parts import delta_jars, java_home

REPOSITORY = Path(__file__).resolve().parents[1]
PROGRAM = ("-m", "bench.marts_peers.tillstream")
DAYS_OF_SIX_MONTHS = 180
_NOTHING: Mapping[str, str] = {}


def with_silver(months: int, lines: int) -> World:
    """The world of so many months whose silver is there; `lines` are those of six months."""
    made = world(months, round(lines / DAYS_OF_SIX_MONTHS))
    if not (made.folder / ".silver").exists():
        shutil.rmtree(made.folder / "silver", ignore_errors=True)
        work(made.folder, [step("silver")])
        (made.folder / ".silver").touch()
    return made


def with_gold(months: int, lines: int) -> Path:
    """The lake of so many months, with all that is derived: made anew by each process of a benchmark."""
    made = with_silver(months, lines)
    lake = CACHE / f"gold-{made.folder.name}"
    if lake not in _BUILT:
        shutil.rmtree(lake, ignore_errors=True)
        link(made.folder, lake)
        work(lake, [step("gold")])
        _BUILT.add(lake)
    return lake


_BUILT: set[Path] = set()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Nobody else measures meanwhile: two would spoil each other's figures, and the lakes that both build.

    A measurement that is told to end takes its processes and copies down with it.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SystemExit("another measurement of the marts is going on") from error
        yield


def link(lake: Path, copy: Path) -> None:
    """A copy of a lake that shares its files: tables only ever add files."""
    subprocess.run(["/bin/cp", "-al", str(lake), str(copy)], check=True)


@contextmanager
def scratch(lake: Path) -> Iterator[Path]:
    """A copy of a lake that may be written to, and is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        link(lake, Path(folder) / "lake")
        yield Path(folder) / "lake"


def step(do: str, manifest: str = FULL, **more: str) -> dict[str, str]:
    """A step for the process that works on a lake."""
    return {"do": do, "manifest": manifest, **more}


def root(lake: Path) -> str:
    """The lake's root, as jobs.tables.Lake takes it."""
    return f"file://{lake}/{{file_system}}"


def work(
    lake: Path | str,
    steps: Sequence[Mapping[str, str]],
    *,
    engine: str = "embedded",
    conf: Mapping[str, str] = _NOTHING,
    environment: Mapping[str, str] = _NOTHING,
    program: Sequence[str] = PROGRAM,
) -> list[dict[str, Any]]:
    """What each step took in a process of its own; conf are settings of the session."""
    uri = root(lake) if isinstance(lake, Path) else lake
    lines = "".join(json.dumps({**each, "lake": uri}) + "\n" for each in steps)
    if engine == "spark":
        conf = {"spark.jars": ",".join(map(str, delta_jars())), "spark.driver.memory": "8g", **conf}
        environment = {"JAVA_HOME": str(java_home()), **environment}
    printed = run([sys.executable, *program, engine, json.dumps(dict(conf))], lines, environment)
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


def run(command: Sequence[str], text: str = "", environment: Mapping[str, str] = _NOTHING) -> str:
    """What a program of the repository prints; its last words where it fails."""
    done = subprocess.run(
        command,
        input=text,
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-30_000:]}")
    return done.stdout
