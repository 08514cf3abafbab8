"""The lake: the only reads and writes of tables, each write one commit that can be repeated with the same outcome.

Bronze is read by the names that a manifest gives, silver and gold are Delta tables that are replaced in part:
by file version (silver) or by month (silver sales, gold).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from weakref import WeakKeyDictionary

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, DataFrameWriter, SparkSession
from pyspark.sql import functions as sf
from pyspark.sql.types import StructType

from jobs.arrow import to_arrow
from jobs.catalogue import Table, View
from jobs.contracts import names
from jobs.delta_rs import commit
from jobs.engine import EMBEDDED, engine_of
from jobs.joins import not_found_in
from jobs.pins import Pins, pins
from jobs.predicates import VERSIONS_IN_A_PREDICATE, in_list, of_versions, version_frame
from jobs.races import tried_again
from jobs.silver.schema import struct

# How the engines say that there is no Delta table at a path: Sail, then Spark's two.
_NO_TABLE = ("No commit files found", "DELTA_TABLE_NOT_FOUND", "DELTA_PATH_DOES_NOT_EXIST", "PATH_NOT_FOUND")
# So many rows are committed by delta-rs; more are read from where they lie, and written a month at a time.
AT_ONCE = 500_000
# To ask storage takes a moment, and a run would ask a hundred times.
_SEEN: "WeakKeyDictionary[SparkSession, dict[str, frozenset[str]]]" = WeakKeyDictionary()
# Tables of which more than a few rows were written at a time: the next try would be for nothing too.
_LARGE: "WeakKeyDictionary[SparkSession, set[str]]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Lake:
    """The storage that holds the layers; `root` is the URI of a file system with the place of its name left open.

    For example 'abfs://{file_system}@account.dfs.core.windows.net' or 'file:///tmp/lake/{file_system}'.
    few    what is written is likely to be few rows, see of_few_rows()
    pins   tables as they were read first, see pinned()
    before_commit  is called before each try of a commit, see jobs.begun
    """

    root: str
    few: bool = False
    pins: Pins | None = field(default=None, repr=False, compare=False)
    before_commit: Callable[[], None] = field(default=lambda: None, repr=False, compare=False)

    @contextmanager
    def pinned(self, spark: SparkSession) -> Iterator["Lake"]:
        """The same lake for one run, the only writer; the embedded engine looks each state of a table up once."""
        if engine_of(spark) != EMBEDDED:
            yield self
            return
        with pins(spark) as pinned:
            yield replace(self, pins=pinned)

    def of_few_rows(self) -> "Lake":
        """The same lake for writing a batch: up to 500,000 rows are committed by delta-rs where the engine is embedded.

        More are written by the engine, for which they are computed once more.
        """
        return replace(self, few=True)

    def uri(self, file_system: str, path: str) -> str:
        """The URI of a path in a file system."""
        return f"{self.root.format(file_system=file_system)}/{path}"

    def location(self, table: Table) -> str:
        """The URI of a table's folder."""
        return self.uri(table.file_system, table.name)

    def manifest(self, spark: SparkSession, path: str) -> list[str]:
        """The lines of a manifest, a path in bronze/."""
        return [row.value for row in spark.read.text(self.uri(names.BRONZE, path)).collect()]

    def bronze(self, spark: SparkSession, paths: Iterable[str], schema: StructType) -> DataFrame:
        """The landed rows of bronze files; one row per good row of each; no file, no rows."""
        uris = [self.uri(names.BRONZE, path) for path in paths]
        if not uris:
            return spark.createDataFrame([], schema)
        return spark.read.schema(schema).parquet(*uris)

    def write_texts(self, spark: SparkSession, path: str, texts: Iterable[str]) -> None:
        """Write lines of text below a path in bronze/, in place of those that were there."""
        lines = spark.createDataFrame([(text,) for text in texts], "value string")
        lines.coalesce(1).write.mode("overwrite").text(self.uri(names.BRONZE, path))

    def read(self, spark: SparkSession, table: Table | View) -> DataFrame:
        """All rows of a table or view; none where it has not been written yet."""
        if isinstance(table, View):
            derived = {name: sf.expr(expression) for name, expression in table.derived.items()}
            rows = self.read(spark, table.table)
            rows = rows.withColumns(derived) if derived else rows
            return rows.where(table.where).select(*table.columns)
        if not self.exists(spark, table):
            return spark.createDataFrame([], struct(table.columns))
        if self.pins:
            return self.pins.rows(spark, self.location(table), lambda: self._load(spark, table))
        return self._load(spark, table)

    def _load(self, spark: SparkSession, table: Table) -> DataFrame:
        return spark.read.format("delta").load(self.location(table))

    def exists(self, spark: SparkSession, table: Table) -> bool:
        """Whether the table has been written yet; a table that a session has once seen stays."""
        return bool(self._columns(spark, table))

    def is_as_defined(self, spark: SparkSession, table: Table) -> bool:
        """Whether the table is there with the columns of now."""
        return self._columns(spark, table) == frozenset(table.columns)

    def _columns(self, spark: SparkSession, table: Table) -> frozenset[str]:
        """The columns that the table has, as the session saw them first; none where it is not there.

        Without an order, which says nothing: the embedded engine puts the month last.
        """
        seen, location = _SEEN.setdefault(spark, {}), self.location(table)
        if location not in seen:
            try:
                found = frozenset(self._load(spark, table).columns)
            except AnalysisException as error:
                if any(sign in str(error) for sign in _NO_TABLE):
                    return frozenset()
                raise
            if not found:
                return frozenset()
            seen[location] = found
        return seen[location]

    def overwrite(self, table: Table, rows: DataFrame) -> None:
        """Replace the whole table, its columns included; creates it where there is none."""
        writer = self._writer(table, rows).option("overwriteSchema", "true")
        self._write(table, rows, "", lambda: writer.save(self.location(table)))
        _SEEN.setdefault(rows.sparkSession, {})[self.location(table)] = frozenset(table.columns)

    def replace_months(self, spark: SparkSession, table: Table, rows: DataFrame, months: Iterable[str]) -> None:
        """Replace these months of the table by the rows of these months; a month without rows ends up empty.

        Creates the table where there is none.
        """
        months = sorted(months)
        if not months:
            return
        predicate = in_list("sales_month", months)
        self.replace(spark, table, rows.where(predicate), predicate)

    def replace(self, spark: SparkSession, table: Table, rows: DataFrame, predicate: str) -> None:
        """Replace the rows that meet the predicate by `rows`; creates the table at need.

        The caller has filtered the rows by the predicate: Spark would refuse others, Sail lets them in.
        """
        if not self.exists(spark, table):
            self.overwrite(table, rows)
            return
        writer = self._writer(table, rows).option("replaceWhere", predicate)
        self._write(table, rows, predicate, lambda: writer.save(self.location(table)))

    def replace_versions(
        self,
        spark: SparkSession,
        table: Table,
        rows: DataFrame,
        versions: Iterable[str],
        months: Iterable[str] = (),
        part: str = "true",
    ) -> None:
        """Replace the rows of these file versions by those of `rows`, in one commit; creates the table at need.

        months   where the table is kept by month: the months that these versions touch; no other month is looked at,
                 and rows of other months are left out (the check of the books finds them missing)
        part     of another table: the part of it, as SQL, that these versions' rows lie in; the same holds of others
        Rows of other versions are left out. Where many rows are to be written and none of these versions is there yet,
        the rows are added to the others.
        """
        versions, months = sorted(versions), sorted(months)
        if not versions or (table.by_month and not months):
            return
        part = in_list("sales_month", months) if months else part
        # Those of other versions stay out, however the rest is written: what is added takes nothing's place.
        rows = of_versions(rows.where(part), versions)
        if not self.few and self._add_new(spark, table, rows, versions, part):
            return
        if len(versions) <= VERSIONS_IN_A_PREDICATE:
            named = in_list("file_version", versions)
            self.replace(spark, table, rows, named if part == "true" else f"{named} and {part}")
            return
        others = self.read(spark, table).where(part)
        others = not_found_in(others, version_frame(spark, versions), ["file_version"])
        everything = others.unionByName(rows.select(*table.columns))
        if part == "true":
            self.overwrite(table, everything)
        else:
            self.replace(spark, table, everything, part)

    def _add_new(self, spark: SparkSession, table: Table, rows: DataFrame, versions: Sequence[str], part: str) -> bool:
        """Add the rows where the table holds none of these versions in this part; whether it was so."""
        if not self.exists(spark, table):
            return False
        # Not as it was read first: see add().
        held, new = of_versions(self._load(spark, table).where(part), versions).limit(1), False

        def add() -> None:
            # Asked with each try: a commit whose answer was lost has gone through.
            nonlocal new
            new = not held.collect()
            if new:
                self._writer(table, rows).mode("append").save(self.location(table))

        self._commit(table, add)
        return new

    def _write(self, table: Table, rows: DataFrame, predicate: str, save: Callable[[], None]) -> None:
        spark, location = rows.sparkSession, self.location(table)
        large = _LARGE.setdefault(spark, set())
        if self.few and engine_of(spark) == EMBEDDED and location not in large:
            head = to_arrow(rows.select(*table.columns).limit(AT_ONCE + 1), struct(table.columns))
            if head.num_rows <= AT_ONCE:
                save = partial(commit, spark, location, head, replacing=predicate, by_month=table.by_month)
            else:
                large.add(location)
        self._commit(table, save)

    @tried_again
    def _commit(self, table: Table, save: Callable[[], None]) -> None:
        # Each try plans the write anew, from the tables as they are then.
        self.before_commit()
        save()
        if self.pins:
            self.pins.written(self.location(table))

    def _writer(self, table: Table, rows: DataFrame) -> DataFrameWriter:
        writer = rows.write.format("delta").mode("overwrite")
        return writer.partitionBy("sales_month") if table.by_month else writer
