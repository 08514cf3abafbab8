"""A whole stack of a test's own, driven by the command line as an operator drives it."""

import io
import json
import os
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from functions.ledger.entries import FileState
from functions.ledger.story import last_seen
from till.cli import main
from till.dropping import drop as drop_file
from till.dropping import follow
from till.file_table import file_row
from till.operator import Operator
from till.output import plain
from till.progress import progress
from till.stack.state import running_stack

STANDARD_HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
PATIENCE_SECONDS = 240
JOURNEY = Path(__file__).parents[2] / "shared" / "data" / "complete_journey"
# Commands that start processes, set up the log of their own, or write bytes.
PROGRAMS = (("up",), ("down",), ("replay",), ("quarantine", "export"), ("quarantine", "return"))


@dataclass
class TillStack:
    """One stack in one folder."""

    home: Path
    engine: str = "embedded"
    environment: dict[str, str] = field(default_factory=dict)

    def till(self, *arguments: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a command; fails with both of its outputs where the exit code is not the expected one.

        Most commands run in the test's own process, where Python and the SDKs have been started already.
        """
        if any(arguments[: len(program)] == program for program in PROGRAMS):
            return self.program(*arguments, expect=expect)
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in self._variables().items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["till", *arguments])
            with pytest.raises(SystemExit) as ended:
                main()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return _as_expected(subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue()), expect)

    def program(self, *arguments: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """As `till`, always in a process of its own."""
        command = [sys.executable, "-c", "from till.cli import main; main()", *arguments]
        environment = {**os.environ, **self._variables()}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
        return _as_expected(done, expect)

    def drop(self, *files: Path, dataset: str = "pos_sales", source: str = "standard", folder: str = "") -> Any:
        """Drop files and wait until gold holds them; what became of each."""
        names = [str(file) for file in files]
        below = ["--folder", folder] if folder else []
        done = self.till(
            "drop", *names, "--dataset", dataset, "--source", source, *below, "--wait", "--json", expect=None
        )
        assert done.returncode in (0, 3), done.stdout + done.stderr
        return json.loads(done.stdout)

    def drop_together(self, *drops: tuple[Path, str, str]) -> list[Any]:
        """Drop files, each of a dataset and a source, at once, and wait until gold holds them all."""
        operator = Operator.at(running_stack(self.home))
        dropped = [drop_file(operator, file, f"{dataset}/{source}/{file.name}") for file, dataset, source in drops]
        with progress("Following", len(dropped)) as shown:
            entries = follow(operator, dropped, shown, patience_seconds=PATIENCE_SECONDS)
        return [plain(file_row(entry)) for entry in entries]

    def land(self, file: Path, *, source: str, folder: str = "") -> None:
        """Drop a file of sales and wait until it has been landed; gold may follow when it likes."""
        operator = Operator.at(running_stack(self.home))
        path = "/".join(filter(None, ("pos_sales", source, folder, file.name)))
        dropped = drop_file(operator, file, path)
        limit = time.monotonic() + PATIENCE_SECONDS
        while not (seen := last_seen(operator.rows, "pos_sales", path, dropped.etag)) or (
            seen.state == FileState.RECEIVED
        ):
            assert time.monotonic() < limit, f"not landed in time: {path}"
            time.sleep(0.05)

    def sql(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query, decimals as text."""
        rows: list[dict[str, Any]] = json.loads(self.till("sql", query, "--json").stdout)
        return rows

    def table(self, name: str) -> list[dict[str, Any]]:
        """All rows of a table in a stable order, without what differs from run to run."""
        rows = self.sql(f"select * from {name}")
        varying = {"landed_at", "batch_id", "landing_path"}
        kept = [{key: value for key, value in row.items() if key not in varying} for row in rows]
        return sorted(kept, key=lambda row: json.dumps(row, sort_keys=True, default=str))

    def pid(self, process: str) -> int:
        """The pid of one of the stack's processes."""
        known = json.loads((self.home / "stack.json").read_text(encoding="utf-8"))["processes"]
        return int(known[process]["pid"])

    def _variables(self) -> dict[str, str]:
        return {"TILLSTREAM_HOME": str(self.home), "TILLSTREAM_ENGINE": self.engine, **self.environment}


def _as_expected(done: subprocess.CompletedProcess[str], expect: int | None) -> subprocess.CompletedProcess[str]:
    said = f"{done.args}: {done.returncode}\n{done.stdout}{done.stderr}"
    assert expect is None or done.returncode == expect, said
    return done
