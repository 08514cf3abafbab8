"""Rows that a run needs more than once: computed once, and kept beside the engine until the run ends.

Storage far away is asked once for what fifty tables look at, and what a table was built of does not change under them.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, cast

from pyspark.sql import DataFrame

type Part = tuple[str, str]


class Kept:
    """Parts of tables, by the table's name and the predicate that tells the part."""

    def __init__(self) -> None:
        self._parts: dict[Part, DataFrame] = {}
        self._locks: dict[Part, Lock] = {}
        self._lock = Lock()

    def rows(self, part: Part, read: Callable[[], DataFrame]) -> DataFrame:
        """The part as it was read first; others who want it at the same time wait for that."""
        with self._lock:
            of_part = self._locks.setdefault(part, Lock())
        with of_part:
            if part not in self._parts:
                self._parts[part] = keep(read())
            return self._parts[part]

    def put(self, part: Part, rows: DataFrame) -> None:
        """These kept rows are the part now; what was kept of the rest of the table holds no longer."""
        self.forget(part[0])
        self._parts[part] = rows

    def forget(self, name: str) -> None:
        """Nothing that was kept of the table holds any longer."""
        for part in [part for part in self._parts if part[0] == name]:
            self._parts.pop(part, None)


def keep(rows: DataFrame) -> DataFrame:
    """The rows, computed now and once: in files beside the embedded engine, on the executors of a Spark."""
    kept: Any = rows.localCheckpoint(eager=True)
    if hasattr(kept, "_plan"):  # a remote session, and not the one that a cluster has prepared
        # PySpark 4.1 hands them to whatever session the process has opened first, where there are several.
        kept._session = kept._plan._spark_session = rows.sparkSession
    return cast("DataFrame", kept)
