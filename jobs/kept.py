"""Rows that a run needs more than once: computed once, and kept beside the engine until the run ends.

Storage far away is asked once for what fifty tables look at, and what a table was built of does not change under them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, cast
from weakref import WeakKeyDictionary

from pyspark.sql import DataFrame, SparkSession

type Part = tuple[str, str]

_RELATIONS: "WeakKeyDictionary[SparkSession, list[Any]]" = WeakKeyDictionary()


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
                rows = keep(read())
                with self._lock:
                    self._parts[part] = rows
            return self._parts[part]

    def put(self, part: Part, rows: DataFrame) -> None:
        """These kept rows are the part now; what was kept of the rest of the table holds no longer."""
        with self._lock:
            self._forget(part[0])
            self._parts[part] = rows

    def forget(self, name: str) -> None:
        """Nothing that was kept of the table holds any longer."""
        with self._lock:
            self._forget(name)

    def _forget(self, name: str) -> None:
        for part in [part for part in self._parts if part[0] == name]:
            self._parts.pop(part, None)


def keep(rows: DataFrame) -> DataFrame:
    """The rows, computed now and once: in files beside the embedded engine, on the executors of a Spark.

    They are there until the block of kept_meanwhile() ends that this is called in.
    """
    spark = rows.sparkSession
    kept: Any = rows.localCheckpoint(eager=True)
    if hasattr(kept, "_plan"):  # a remote session, and not the one that a cluster has prepared
        # PySpark 4.1 hands them to whatever session the process has opened first, where there are several.
        kept._session = spark
        # It would also tell the engine to drop them whenever the garbage collector comes by, which may be within
        # another call of the same channel: both then wait for ever. So it is told at the end of the run.
        kept._plan._spark_session = None
        _RELATIONS.setdefault(spark, []).append(kept._plan)
    return cast("DataFrame", kept)


@contextmanager
def kept_meanwhile(spark: SparkSession) -> Iterator[None]:
    """What is kept in the session within the block is dropped at its end; one block at a time."""
    try:
        yield
    finally:
        for relation in _RELATIONS.pop(spark, []):
            _drop(spark, relation)


def _drop(spark: SparkSession, relation: Any) -> None:
    from pyspark.sql.connect.plan import RemoveRemoteCachedRelation

    command: Any = RemoveRemoteCachedRelation(relation)
    client = cast("Any", spark).client
    client.execute_command(command.command(client))
