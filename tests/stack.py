"""A whole stack of a test's own, driven by the command line as an operator drives it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STANDARD_HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
JOURNEY = Path(__file__).parents[2] / "shared" / "data" / "complete_journey"


@dataclass
class TillStack:
    """One stack in one folder."""

    home: Path
    engine: str = "embedded"
    environment: dict[str, str] = field(default_factory=dict)

    def till(self, *arguments: str, expect: int | None = 0, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a command; fails with both of its outputs where the exit code is not the expected one."""
        environment = {
            **os.environ,
            "TILLSTREAM_HOME": str(self.home),
            "TILLSTREAM_ENGINE": self.engine,
            **self.environment,
        }
        command = [sys.executable, "-c", "from till.cli import main; main()", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)
        assert expect is None or done.returncode == expect, (
            f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done

    def drop(self, *files: Path, dataset: str = "pos_sales", source: str = "standard", folder: str = "") -> Any:
        """Drop files and wait until gold holds them; what became of each."""
        names = [str(file) for file in files]
        below = ["--folder", folder] if folder else []
        done = self.till(
            "drop", *names, "--dataset", dataset, "--source", source, *below, "--wait", "--json", expect=None
        )
        assert done.returncode in (0, 3), done.stdout + done.stderr
        return json.loads(done.stdout)

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
