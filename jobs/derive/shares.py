"""How an amount of a whole order is shared out among its lines: by the largest remainder, so that the shares add up.

Each line weighs as much as its net sales, without sign; all weigh the same where none of them has any. A share is first
rounded down to the cent; the cents that are left go, one each, to the lines that lost the largest part of one, equal
ones by the row they came in. The shares have the sign of the amount (Hamilton's method of apportionment).
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from jobs.derive.figures import MONEY

ROW = ("file_version", "row_number")


def shares(lines: DataFrame, order: tuple[str, ...], amounts: tuple[str, ...]) -> DataFrame:
    """What falls to each line; one row per row of `lines`: its order, file_version, row_number, each amount's share.

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
    weight, weights = sf.col("weight"), sf.col("weights").cast("decimal(38,0)")
    rests, floors, left, signed = {}, {}, {}, {}
    for amount in amounts:
        cents, rest, floor = _cents(amount), f"{amount}_rest", f"{amount}_floor"
        product = (cents * weight).cast("decimal(38,0)")
        rests[rest] = product % weights
        # The quotient of a number less its remainder is whole, so that no engine has anything to round.
        whole = (product - sf.col(rest)) / sf.col("weights").cast("decimal(18,0)")
        floors[floor] = whole.cast("decimal(18,0)").cast("bigint")
        place = sf.row_number().over(of_order.orderBy(sf.col(rest).desc(), *ROW))
        over = cents.cast("bigint") - sf.sum(floor).over(of_order)
        left[f"{amount}_more"] = sf.when(place <= over, sf.lit(1)).otherwise(sf.lit(0))
        signed[amount] = _signed(amount)
    return (
        shared.withColumns(rests)
        .withColumns(floors)
        .withColumns(left)
        .select(*order, *ROW, *(share.alias(amount) for amount, share in signed.items()))
    )


def _cents(amount: str) -> Column:
    """The amount in cents, without sign."""
    return sf.abs((sf.col(amount) * sf.lit(100)).cast("bigint")).cast("decimal(18,0)")


def _signed(amount: str) -> Column:
    """The line's share, with the sign of the amount."""
    cents = (sf.col(f"{amount}_floor") + sf.col(f"{amount}_more")).cast("decimal(18,0)")
    share = (cents * sf.lit("0.01").cast("decimal(3,2)")).cast(MONEY)
    return sf.when(sf.col(amount).isNull(), sf.lit(None)).when(sf.col(amount) < sf.lit(0), -share).otherwise(share)
