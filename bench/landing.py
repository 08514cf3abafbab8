"""Landing's check against the unchecked readers, on the same file in the same run, one after the other.

Each is a process of its own; the figures are medians over the rounds, the ratios medians of the ratios within a round,
since a machine's speed changes from minute to minute.
"""

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench.landing_files import ROWS_OF_A_SMALL_FILE, small_file, write_sales

REPOSITORY = Path(__file__).resolve().parents[1]
PEERS = REPOSITORY / "bench" / "landing_peers"
OURS, REFERENCE = "tillstream", "duckdb"
UNCHECKED = {"duckdb": "duckdb_copy.py", "polars": "polars_sink.py", "pyarrow": "pyarrow_writer.py"}
CHECKED = {"pandas + pandera": "pandas_pandera.py"}
SMALL_FILES = 2_000


def main(
    peers_python: Annotated[Path, typer.Option(help="The Python that has the peers.")],
    rows: Annotated[int, typer.Option(help="Rows of the file.")] = 5_000_000,
    rounds: Annotated[int, typer.Option(help="How often each is measured.")] = 5,
    long: Annotated[bool, typer.Option("--long", help="Also a file ten times as long.")] = False,
) -> None:
    """Measure, and print a table for people and one JSON object with the figures."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        plain = write_sales(target / "sales.csv", rows)
        contestants = {OURS: _ours()} | {
            name: [str(peers_python), str(PEERS / file)] for name, file in UNCHECKED.items()
        }
        measured = [_round(contestants, plain, target) for _ in range(rounds)]
        once = {name: [str(peers_python), str(PEERS / file)] for name, file in CHECKED.items()}
        slow = _round(once | {OURS: _ours()}, plain, target)
        small = _small_files(plain)
        plain.rename(target / "plain.csv")
        quoted = write_sales(target / "quoted.csv", rows, quoted=True)
        quotes = [_quoted(target / "plain.csv", quoted, target) for _ in range(rounds)]
        longer = _long(target, rows * 10) if long else None
    _report(measured, slow, quotes, small, longer, rows)


def _ours() -> list[str]:
    return [sys.executable, "-m", "bench.landing_peers.tillstream_check"]


def _round(contestants: dict[str, list[str]], file: Path, target: Path) -> dict[str, dict[str, Any]]:
    return {name: _run(command, file, target / "out.parquet") for name, command in contestants.items()}


def _run(command: list[str], file: Path, parquet: Path) -> dict[str, Any]:
    done = subprocess.run(
        [*command, str(file), str(parquet)], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    figures["mb_per_second"] = round(file.stat().st_size / 1e6 / figures["seconds"], 1)
    return figures


def _quoted(plain: Path, quoted: Path, target: Path) -> float:
    """The speed on a file full of quotes, as a share of that on the same rows without."""
    runs = [_run(_ours(), file, target / "out.parquet") for file in (plain, quoted)]
    return float(runs[1]["mb_per_second"] / runs[0]["mb_per_second"])


def _small_files(plain: Path) -> float:
    """Files a second through the check alone, one after the other in one process."""
    from bench.landing_peers.tillstream_check import check_stream

    content = small_file(plain)
    began = time.perf_counter()
    for _ in range(SMALL_FILES):
        check_stream(io.BytesIO(content), io.BytesIO(), io.BytesIO())
    return SMALL_FILES / (time.perf_counter() - began)


def _long(target: Path, rows: int) -> dict[str, Any]:
    file = write_sales(target / "long.csv", rows)
    figures = _run(_ours(), file, target / "out.parquet")
    file.unlink()
    return figures


def _report(
    measured: list[dict[str, dict[str, Any]]],
    slow: dict[str, dict[str, Any]],
    quotes: list[float],
    small: float,
    longer: dict[str, Any] | None,
    rows: int,
) -> None:
    table = Table(title=f"{rows:,} rows", box=None)
    for heading in ("way", "seconds", "MB/s", "CPU s", "peak MB", "Parquet MB", "our speed / its speed"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    ratios = {}
    for name in measured[0]:
        of_rounds = [each[name] for each in measured]
        ratios[name] = statistics.median(each[name]["seconds"] / each[OURS]["seconds"] for each in measured)
        table.add_row(name, *(f"{_median(of_rounds, key):,.1f}" for key in _SHOWN), f"{ratios[name]:.2f}")
    for name in CHECKED:
        ratios[name] = slow[name]["seconds"] / slow[OURS]["seconds"]
        table.add_row(name, *(f"{slow[name][key]:,.1f}" for key in _SHOWN), f"{ratios[name]:.2f}")
    Console(stderr=True).print(table)
    figures = {
        "bench": "landing",
        "rows": rows,
        "speed_against": {name: round(ratio, 2) for name, ratio in ratios.items() if name != OURS},
        "mb_per_second": {name: _median([each[name] for each in measured], "mb_per_second") for name in measured[0]},
        "peak_mb": max(each[OURS]["peak_mb"] for each in measured),
        "quotes_share_of_speed": round(statistics.median(quotes), 2),
        "small_files_per_second": round(small, 1),
        "rows_of_a_small_file": ROWS_OF_A_SMALL_FILE,
        "long": longer,
    }
    print(json.dumps(figures))


_SHOWN = ("seconds", "mb_per_second", "cpu_seconds", "peak_mb", "parquet_mb")


def _median(runs: list[dict[str, Any]], key: str) -> float:
    return float(statistics.median(run[key] for run in runs))


if __name__ == "__main__":
    typer.run(main)
