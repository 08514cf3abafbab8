"""Into which band of discounts a sale line falls, by discount_amount / gross_amount."""

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as sf

NO_DISCOUNT = "none"
# Up to how many percent, less than that; what is above them all is in the last band.
_LIMITS = (("below 10 %", 10), ("10 to 20 %", 20), ("20 to 30 %", 30), ("30 to 50 %", 50))
_ABOVE = "50 % and more"


def discount_band(discount: str = "discount_amount", gross: str = "gross_amount") -> Column:
    """The band of a line: 'none' without a discount, 'unknown' where gross is 0, 'surcharge' below 0 %."""
    zero, off, full = sf.lit(0), sf.col(discount), sf.col(gross)
    percent = sf.abs(off) * sf.lit(100)
    opposite = (off < zero) != (full < zero)
    undiscounted = sf.coalesce(off == zero, sf.lit(True))
    told = (
        sf.when(undiscounted, sf.lit(NO_DISCOUNT))
        .when(full == zero, sf.lit("unknown"))
        .when(opposite, sf.lit("surcharge"))
    )
    return reduce(
        lambda band, limit: band.when(percent < sf.abs(full) * sf.lit(limit[1]), sf.lit(limit[0])), _LIMITS, told
    ).otherwise(sf.lit(_ABOVE))
