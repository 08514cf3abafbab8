"""How an amount of a whole order is shared out among its lines: by the largest remainder, so that the shares add up.

Each line weighs as much as its net sales, without sign; all weigh the same where none of them has any. A share is first
rounded down to the cent; the cents that are left go, one each, to the lines that lost the largest part of one, equal
ones by the row they came in. The shares have the sign of the amount (Hamilton's method of apportionment).
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from jobs.derive.figures import MONEY

_ROW = ("file_version", "row_number")


def shares(lines: DataFrame, order: tuple[str, ...], amounts: tuple[str, ...]) -> DataFrame:
    """What falls to each line; one row per row of `lines`: file_version, row_number, and each amount's share.

    lines     sale lines with net_sales, and beside each the amounts of its whole order, null where there is none
    order     the columns that tell the order
    amounts   the columns of the amounts, decimal(18,2); a share is null where the amount is
    """
    of_order = Window.partitionBy(*order)
    own = sf.abs((sf.col("net_sales") * sf.lit(100)).cast("bigint"))
    weighed = lines.withColumn("own", own).withColumns(
        {"all_weights": sf.sum("own").over(of_order), "all_lines": sf.count(sf.lit(1)).over(of_order)}
    )
    even = sf.col("all_weights") == sf.lit(0)
    shared = weighed.withColumns(
        {
            "weight": sf.when(even, sf.lit(1)).otherwise(sf.col("own")).cast("decimal(18,0)"),
            "weights": sf.when(even, sf.col("all_lines")).otherwise(sf.col("all_weights")).cast("decimal(18,0)"),
        }
    )
    for amount in amounts:
        shared = _with_share(shared, amount, order)
    return shared.select(*_ROW, *amounts)


def _with_share(lines: DataFrame, amount: str, order: tuple[str, ...]) -> DataFrame:
    cents = sf.abs((sf.col(amount) * sf.lit(100)).cast("bigint")).cast("decimal(18,0)")
    product = (cents * sf.col("weight")).cast("decimal(38,0)")
    rest = product % sf.col("weights").cast("decimal(38,0)")
    # The quotient of a number less its remainder is whole, so that no engine has anything to round.
    floor = ((product - rest) / sf.col("weights").cast("decimal(18,0)")).cast("decimal(18,0)").cast("bigint")
    parted = lines.withColumns({"floor": floor, "rest": rest})
    of_order = Window.partitionBy(*order)
    left = cents.cast("bigint") - sf.sum("floor").over(of_order)
    place = sf.row_number().over(of_order.orderBy(sf.col("rest").desc(), *_ROW))
    more = sf.when(place <= left, sf.lit(1)).otherwise(sf.lit(0))
    return parted.withColumns({"left_over": left, "more": more}).withColumn(amount, _signed(amount))


def _signed(amount: str) -> Column:
    share = ((sf.col("floor") + sf.col("more")).cast("decimal(18,0)") * sf.lit("0.01").cast("decimal(3,2)")).cast(MONEY)
    return sf.when(sf.col(amount).isNull(), sf.lit(None)).when(sf.col(amount) < sf.lit(0), -share).otherwise(share)
