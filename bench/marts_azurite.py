"""A day's batch from landed to gold with the lake on Azurite, in a warm process as a local stack has one.

The lake of six months is uploaded first; then one day after the other is brought in, the first of them to warm up.
Azurite is a development server: its share says nothing of Azure's.
"""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from azure.storage.blob import BlobServiceClient
from rich.table import Table

from bench.marts_lake import scratch, step, with_gold, with_silver, work
from bench.marts_shown import table
from bench.marts_world import CACHE, LAST_DAY
from till.stack.azurite import ACCOUNT, StoragePorts, azurite_command, connection_string
from till.stack.environment import azurite_environment
from till.stack.ports import free_ports, is_answered

BATCH = 50_000
FILE_SYSTEMS = ("bronze", "silver", "gold")
_START_SECONDS = 120


def measure(lines: int, rounds: int, **_: bool) -> dict[str, Any]:
    """The seconds of each day's batch of 50,000 lines, the first day's apart."""
    batch = min(BATCH, max(lines // 20, 100))
    with scratch(with_gold(6, lines)) as lake, azurite() as ports:
        made = replace(with_silver(6, lines), folder=lake)
        manifests = [made.add_day(LAST_DAY + timedelta(days=1 + number), batch) for number in range(1 + rounds)]
        _upload(lake, ports)
        uri = f"abfs://{{file_system}}@{ACCOUNT}.dfs.core.windows.net"
        steps = [step("batch", manifest) for manifest in manifests]
        cold, *warm = work(uri, steps, environment=azurite_environment(ports.blob))
    return {
        "lines": lines,
        "batch": batch,
        "first_seconds": cold["seconds"],
        "seconds": [each["seconds"] for each in warm],
        "median_seconds": round(statistics.median(each["seconds"] for each in warm), 2),
        "silver_seconds": round(statistics.median(each["silver_seconds"] for each in warm), 2),
        "cpu_seconds": round(statistics.median(each["cpu_seconds"] for each in warm), 2),
        "nodes": {
            name: round(statistics.median(each["nodes"].get(name, 0.0) for each in warm), 2)
            for name in warm[0]["nodes"]
        },
    }


def shown(figures: dict[str, Any]) -> list[Table]:
    """The batch's time, and its slowest tables."""
    nodes = figures["nodes"]
    slowest = sorted(nodes, key=lambda name: -nodes[name])[:8]
    return [
        table(
            f"a day of {figures['batch']:,} lines from landed to gold on Azurite, warm",
            ("", "seconds"),
            [
                ("the day, median", f"{figures['median_seconds']:.1f}"),
                ("of it silver", f"{figures['silver_seconds']:.1f}"),
                ("CPU of the job process", f"{figures['cpu_seconds']:.1f}"),
                ("the first day, not yet warm", f"{figures['first_seconds']:.1f}"),
                *((f"gold: {name} (steps overlap)", f"{nodes[name]:.2f}") for name in slowest),
            ],
        )
    ]


@contextmanager
def azurite() -> Iterator[StoragePorts]:
    """An Azurite of its own, its data gone afterwards."""
    ports = StoragePorts(*free_ports(3))
    with tempfile.TemporaryDirectory(dir=CACHE) as folder, (Path(folder) / "log").open("ab") as log:
        process = subprocess.Popen(azurite_command(Path(folder) / "data", ports), stdout=log, stderr=log)
        try:
            limit = time.monotonic() + _START_SECONDS
            while not is_answered(ports.blob):
                if process.poll() is not None or time.monotonic() > limit:
                    raise SystemExit("Azurite does not answer")
                time.sleep(0.05)
            yield ports
        finally:
            process.terminate()
            process.wait(20)


def _upload(lake: Path, ports: StoragePorts) -> None:
    service = BlobServiceClient.from_connection_string(connection_string(ports))
    for file_system in FILE_SYSTEMS:
        container = service.create_container(file_system)
        files = [file for file in (lake / file_system).rglob("*") if file.is_file() and not file.name.endswith(".crc")]

        def put(file: Path, root: Path = lake / file_system, container: Any = container) -> None:
            container.upload_blob(file.relative_to(root).as_posix(), file.read_bytes(), validate_content=True)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(put, files))
