"""From dropped CSV files to all marts: one gigabyte of days dropped into a running stack of its own.

The time runs from the first drop until the ledger says of every file that gold holds it. What Azurite alone needs for
the same bytes, written and read once through the SDK, stands beside it, and the CPU time that each process of the stack
took: Azurite is a development server that shares the machine's cores with the rest.
"""

import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psutil
from azure.storage.blob import BlobServiceClient
from rich.table import Table

from bench.latency import stack
from bench.marts_azurite import azurite
from bench.marts_shown import table
from bench.marts_sql import RECEIPTS, SALES
from bench.marts_world import CACHE, LINES_OF_A_RECEIPT
from functions.ledger.entries import FileEntry, FileState
from till.dropping import drop, follow
from till.progress import progress
from till.settings import load_settings
from till.stack.azurite import connection_string
from till.stack.processes import running
from till.stack.state import running_stack

BYTES_OF_A_LINE = 115
DAYS = 180
FIRST_DAY = date(2026, 1, 1)
GIGABYTE = 1_000_000_000
_COLUMNS = "* exclude (sold_hour) replace (strftime(sold_at, '%Y-%m-%d %H:%M:%S') as sold_at)"
_PATIENCE_SECONDS = 4 * 3600.0


def measure(lines: int, rounds: int, **_: bool) -> dict[str, Any]:
    """The MB a second, once; as many lines as make a gigabyte where `lines` is that of the other parts, or `lines`."""
    wanted = GIGABYTE // BYTES_OF_A_LINE if lines >= 5_000_000 else lines
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        files, written = _write(Path(folder), wanted // DAYS)
        size = sum(file.stat().st_size for file in files)
        storage = _storage_alone(files)
        with stack(Path(folder), "embedded") as operator:
            began, before = time.perf_counter(), _cpu()
            dropped = [drop(operator, file, f"pos_sales/standard/{file.name}") for file in files]
            all_dropped = time.perf_counter() - began
            with progress("dropped", len(files)) as shown_progress:
                entries = follow(operator, dropped, shown_progress, patience_seconds=_PATIENCE_SECONDS)
            took, after = time.perf_counter() - began, _cpu()
    _require_in_gold(entries, written)
    return {
        "files": len(files),
        "mb": round(size / 1e6, 1),
        "lines": written,
        "dropping_seconds": round(all_dropped, 1),
        "seconds": round(took, 1),
        "mb_per_second": round(size / 1e6 / took, 2),
        "storage_alone_seconds": round(storage, 1),
        "cpu_seconds": {name: round(after[name] - before[name], 1) for name in after},
    }


def shown(figures: dict[str, Any]) -> list[Table]:
    """The way of the gigabyte."""
    return [
        table(
            f"{figures['files']} files, {figures['mb']:,} MB, {figures['lines']:,} lines, from dropped to gold",
            ("", ""),
            [
                ("seconds from the first drop to gold", f"{figures['seconds']:.0f}"),
                ("of them until the last file was dropped", f"{figures['dropping_seconds']:.0f}"),
                ("MB a second", f"{figures['mb_per_second']:.1f}"),
                ("Azurite alone, the same bytes in and out, seconds", f"{figures['storage_alone_seconds']:.0f}"),
                *((f"CPU seconds: {name}", f"{cpu:.0f}") for name, cpu in figures["cpu_seconds"].items()),
            ],
        )
    ]


def _cpu() -> dict[str, float]:
    """The CPU seconds so far of each process of the stack, with those that it has started, and of this one."""
    stack = running_stack(load_settings().home)
    found = {name: running(known) for name, known in stack.processes.items()} | {"dropping": psutil.Process()}
    return {name: sum(map(_seconds, _with_children(process))) for name, process in found.items() if process}


def _with_children(process: psutil.Process) -> list[psutil.Process]:
    # The stack's processes are children of this one, too.
    return [process] if process.pid == os.getpid() else [process, *process.children(recursive=True)]


def _seconds(process: psutil.Process) -> float:
    """Its own, and those of its children that have ended."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def _require_in_gold(entries: list[FileEntry], written: int) -> None:
    states = Counter(str(entry.state) for entry in entries)
    loaded = sum(entry.loaded for entry in entries)
    if set(states) != {str(FileState.TRANSFORMED)} or loaded != written:
        raise SystemExit(f"{written} lines were dropped, {loaded} of them loaded; files by state: {dict(states)}")


def _write(folder: Path, lines_a_day: int) -> tuple[list[Path], int]:
    """The files, and how many lines they have."""
    files, written = [], 0
    with duckdb.connect() as connection:
        connection.execute("set threads = 2; set timezone = 'UTC'")
        for number in range(DAYS):
            day = FIRST_DAY + timedelta(days=number)
            receipts = RECEIPTS.format(first=day, last=day, receipts=round(lines_a_day / LINES_OF_A_RECEIPT))
            connection.execute(f"create or replace temp table receipt as {receipts}")
            files.append(folder / f"sales-{day}.csv")
            copied = f"copy (select {_COLUMNS} from ({SALES})) to '{files[-1]}' (header, delimiter ',')"
            ((rows,),) = connection.execute(copied).fetchall()
            written += rows
    return files, written


def _storage_alone(files: list[Path]) -> float:
    """The seconds in which the SDK uploads the files and reads them back."""
    with azurite() as ports:
        container = BlobServiceClient.from_connection_string(connection_string(ports)).create_container("plain")

        def there_and_back(file: Path) -> None:
            container.upload_blob(file.name, file.read_bytes(), validate_content=True)
            container.download_blob(file.name).readall()

        began = time.perf_counter()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(there_and_back, files))
        return time.perf_counter() - began
