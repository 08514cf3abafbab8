"""Times one way of landing a file, in a process of its own."""

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path


def measured(land: Callable[[str, str], int]) -> None:
    """Run `land(file, parquet)`, which gives the rows that it wrote, and print what it took."""
    file, parquet = sys.argv[1:3]
    began, cpu = time.perf_counter(), time.process_time()
    rows = land(file, parquet)
    took, cpu_took = time.perf_counter() - began, time.process_time() - cpu
    peak = re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text())
    figures = {
        "rows": rows,
        "seconds": round(took, 3),
        "cpu_seconds": round(cpu_took, 3),
        "peak_mb": int(peak.group(1)) // 1024 if peak else None,
        "parquet_mb": round(Path(parquet).stat().st_size / 1e6, 1),
    }
    print(json.dumps(figures))
