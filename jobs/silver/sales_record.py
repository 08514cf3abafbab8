"""Brings silver.sales_record to what the manifest says: the batch's own lines, and the standing of others' lines.

Where a batch speaks of sales that other files speak of too, the lines of those files are judged anew and written in the
same commit. Where it does not, no other file is looked at beyond its keys, and many lines are written a month at a
time: to sort them all by month takes longer than the rest, and memory.
"""

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.catalogue import SALES_RECORD
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.joins import found_in, not_found_in
from jobs.kept import keep
from jobs.predicates import months_of, version_frame
from jobs.silver.books import check_books
from jobs.silver.landed import landed_rows
from jobs.silver.sales import DATASET, KEY, sale_lines
from jobs.silver.schema import struct
from jobs.silver.shared_keys import SharedKeys, shared_keys
from jobs.silver.standing import STANDING, all_counted, judged, standings, with_standing
from jobs.silver.standing_report import report_standing
from jobs.silver.touched import Touched, touched_by_batch
from jobs.tables import AT_ONCE, Lake
from jobs.unfinished import built_as_a_whole, unfinished


def put_sales(spark: SparkSession, lake: Lake, batch: Batch) -> Touched:
    """Put the batch's sales into silver.sales_record; what may differ in silver.sales, in a full run nothing is said.

    A run that ended half-way and is repeated gets the same answer. To be called within kept_meanwhile().
    Raises BooksDoNotBalance.
    """
    many = batch.rows(DATASET) > AT_ONCE
    lake = lake if batch.full or many else lake.of_few_rows()
    shared = shared_keys(spark, lake, batch)
    months = shared.all_months() | frozenset(batch.months(DATASET))
    lines = sale_lines(landed_rows(spark, lake, batch, DATASET))
    books = list(batch.of(DATASET))
    touched = Touched() if batch.full else touched_by_batch(spark, lake, batch, DATASET)
    # Of a batch that is no full run all files are named again by the run that repeats it, or by the next one.
    made = batch.full and _is_to_be_made(spark, lake, many)
    with built_as_a_whole(spark, lake, [SALES_RECORD] if made else []):
        if shared.months:
            others = _lines_of_others(spark, lake, batch, shared)
            spoken_of = found_in(others, shared.keys, KEY)
            touched |= Touched.of(spoken_of)
            books += _put_with_others(spark, lake, batch, shared, lines, others, spoken_of)
        else:
            # The lines of all files are read once for those of which several speak.
            told = None if shared.twice is None else keep(standings(keep(found_in(lines, shared.twice, KEY))))
            if many and _can_be_put_by_month(spark, lake):
                _put_by_month(spark, lake, batch, told)
            else:
                _put(spark, lake, batch, _standing(lines, told))
    held = lake.read(spark, SALES_RECORD)
    of_months = held if batch.full or not months else held.where(sf.col("sales_month").isin(*months))
    check_books(spark, str(SALES_RECORD), of_months, books)
    if shared.any:
        report_standing(spark, lake, batch, shared.months)
    return touched


def _put(spark: SparkSession, lake: Lake, batch: Batch, record: DataFrame) -> None:
    if batch.full:
        lake.overwrite(SALES_RECORD, record)
    else:
        lake.replace_versions(spark, SALES_RECORD, record, batch.versions(DATASET), batch.months(DATASET))


def _standing(lines: DataFrame, told: DataFrame | None) -> DataFrame:
    return all_counted(lines) if told is None else with_standing(lines, told)


def _can_be_put_by_month(spark: SparkSession, lake: Lake) -> bool:
    """Whether there is no table yet, or one with the columns of now."""
    return not lake.exists(spark, SALES_RECORD) or lake.is_as_defined(spark, SALES_RECORD)


def _is_to_be_made(spark: SparkSession, lake: Lake, many: bool) -> bool:
    """Whether there is no table yet for many lines, or one that a run has begun to make and has not ended."""
    return (many and not lake.exists(spark, SALES_RECORD)) or str(SALES_RECORD) in unfinished(spark, lake)


def _put_by_month(spark: SparkSession, lake: Lake, batch: Batch, told: DataFrame | None) -> None:
    """Write the lines, each month in one commit; of a full run no month stays that its manifest has not.

    told   how lines stand of which several files speak; None where there are none
    """
    months = batch.months(DATASET)
    for month in months:
        of_month = batch.of_month(DATASET, month)
        lines = sale_lines(landed_rows(spark, lake, of_month, DATASET)).where(sf.col("sales_month") == sf.lit(month))
        # A constant: else the engine sorts what it writes by month.
        record = _standing(lines, told).withColumn("sales_month", sf.lit(month))
        if batch.full:
            lake.replace_months(spark, SALES_RECORD, record, [month])
        else:
            lake.replace_versions(spark, SALES_RECORD, record, of_month.versions(DATASET), [month])
    if batch.full:
        held = months_of(lake.read(spark, SALES_RECORD))
        nothing = spark.createDataFrame([], struct(SALES_RECORD.columns))
        lake.replace_months(spark, SALES_RECORD, nothing, held.difference(months))


def _put_with_others(
    spark: SparkSession,
    lake: Lake,
    batch: Batch,
    shared: SharedKeys,
    lines: DataFrame,
    others: DataFrame,
    spoken_of: DataFrame,
) -> list[ManifestLine]:
    """Write the batch's lines and the versions whose standing it changes; what silver has to hold of other versions."""
    books = _books(others)
    beside = not_found_in(others, shared.keys, KEY)
    statements = keep(_with_earlier_standing(lines).unionByName(_with_earlier_standing(spoken_of).drop(*STANDING)))
    record = keep(judged(statements, standings(statements)))
    changed = _changed(record)
    months = {month for version in changed for month in shared.months[version]}
    lake.replace_versions(
        spark,
        SALES_RECORD,
        record.select(*SALES_RECORD.columns).unionByName(beside.select(*SALES_RECORD.columns)),
        (*batch.versions(DATASET), *changed),
        months | set(batch.months(DATASET)),
    )
    return books


def _lines_of_others(spark: SparkSession, lake: Lake, batch: Batch, shared: SharedKeys) -> DataFrame:
    """All that silver holds, in the months concerned, of the versions that share a key with the batch."""
    months = shared.all_months() | frozenset(batch.months(DATASET))
    record = lake.read(spark, SALES_RECORD).where(sf.col("sales_month").isin(*months))
    return found_in(record, version_frame(spark, shared.months), ["file_version"])


def _books(others: DataFrame) -> list[ManifestLine]:
    """What silver holds of each other version by now: neither more nor less may be there afterwards."""
    held = others.groupBy("file_version", "landing_path").agg(
        sf.count(sf.lit(1)).alias("rows"), sf.sum("total_cost").cast("decimal(18,2)").alias("cost")
    )
    return [
        ManifestLine(LOAD, DATASET, row.file_version, row.landing_path, "", rows=row.rows, total_cost=str(row.cost))
        for row in held.collect()
    ]


def _with_earlier_standing(lines: DataFrame) -> DataFrame:
    earlier = (sf.col(name) if name in lines.columns else sf.lit(None).cast(STANDING[name]) for name in STANDING)
    return lines.withColumns(dict(zip(map(_earlier, STANDING), earlier, strict=True)))


def _changed(record: DataFrame) -> list[str]:
    """The other versions of which a line has another standing than before."""
    other = sf.col(_earlier("standing")).isNotNull()
    differs = sf.lit(False)
    for name in STANDING:
        differs = differs | ~sf.col(name).eqNullSafe(sf.col(_earlier(name)))
    return [row.file_version for row in record.where(other & differs).select("file_version").distinct().collect()]


def _earlier(name: str) -> str:
    return f"{name}_before"
