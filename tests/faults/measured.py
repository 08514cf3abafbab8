"""Lands one file in a fresh process that may have so much memory, and says how much it took."""

import resource
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from functions.landing.land import land
from till.stack.azurite import StoragePorts

MIB = 1024**2


@dataclass(frozen=True)
class Measured:
    """Resident memory before and at its peak (VmHWM), in MiB."""

    before: int
    peak: int


def land_measured(ports: StoragePorts, path: str, *, at_most_mib: int, seconds: int) -> Measured:
    """Land what lies on the path.

    The kernel refuses the process more writable memory than at_most_mib (RLIMIT_DATA). RLIMIT_AS would count what
    arrow's allocator reserves and never touches; a control group needs rights that a test does not have.
    """
    numbers = [str(port) for port in (ports.blob, ports.queue, ports.table)]
    command = [sys.executable, "-m", "tests.faults.measured", *numbers, path, str(at_most_mib)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return Measured(*map(int, done.stdout.splitlines()[-1].split()))


def resident_mib(name: str) -> int:
    """VmRSS (now) or VmHWM (peak) of this process."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) // 1024
    raise LookupError(name)


def _main(blob: str, queue: str, table: str, path: str, at_most_mib: str) -> None:
    from tests.conftest import Azurite
    from tests.integration.desk import landing_desk

    limit = int(at_most_mib) * MIB
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    azurite = Azurite(Path(), StoragePorts(int(blob), int(queue), int(table)))
    desk = replace(landing_desk(azurite), max_file_bytes=4 * 1024 * MIB)
    before = resident_mib("VmRSS")
    land(desk, path)
    sys.stdout.write(f"{before} {resident_mib('VmHWM')}\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
