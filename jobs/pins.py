"""Tables as they were read first, for the time of a run on the embedded engine.

The engine looks up the log of a table with each query that reads it, some twelve requests to storage and more with each
commit. A view keeps what it has found: whoever reads through it asks no more, and sees no later state of the table.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Lock

from pyspark.sql import DataFrame, SparkSession

_NUMBERS = count()


class Pins:
    """The views of a run, by the table's location."""

    def __init__(self) -> None:
        self._views: dict[str, str] = {}
        self._made: list[str] = []
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)

    def rows(self, spark: SparkSession, location: str, load: Callable[[], DataFrame]) -> DataFrame:
        """The table's rows as they were when it was first asked for, or since it was written."""
        with self._locks[location]:
            if location not in self._views:
                view = f"tillstream_pinned_{next(_NUMBERS)}"
                load().createTempView(view)
                self._made.append(view)
                self._views[location] = view
            return spark.table(self._views[location])

    def written(self, location: str) -> None:
        """The table has another state now. What is built on the one before stays as it was."""
        with self._locks[location]:
            self._views.pop(location, None)

    def let_go(self, spark: SparkSession) -> None:
        """Drop the views."""
        while self._made:
            spark.catalog.dropTempView(self._made.pop())


@contextmanager
def pins(spark: SparkSession) -> Iterator[Pins]:
    """Views of a run, dropped at its end."""
    pinned = Pins()
    try:
        yield pinned
    finally:
        pinned.let_go(spark)
