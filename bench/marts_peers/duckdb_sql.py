"""DuckDB in a process of its own: every mart by the SQL that judges ours, from Parquet to Parquet."""

import json
import re
import sys
import time
from pathlib import Path

import duckdb

from tests.jobs.oracle import oracle


def main(silver: Path, target: Path, marts: list[str]) -> None:
    """Build the marts that are named, and print what it took."""
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    taken: dict[str, float] = {}
    began, cpu = time.perf_counter(), time.process_time()
    oracle.show(connection, silver)
    oracle.prepare(connection)
    taken["shared by all"] = time.perf_counter() - began
    for name in marts:
        started = time.perf_counter()
        query = oracle.query(name).strip().removesuffix(";")
        connection.execute(f"copy ({query}) to '{target / name}.parquet' (format parquet)")
        taken[name] = time.perf_counter() - started
    took, cpu_took = time.perf_counter() - began, time.process_time() - cpu
    peak = re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    figures = {
        "seconds": round(took, 3),
        "cpu_seconds": round(cpu_took, 3),
        "peak_mb": int(peak.group(1)) // 1024 if peak else 0,
        "nodes": {name: round(seconds, 3) for name, seconds in taken.items()},
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(","))
