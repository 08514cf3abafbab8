"""What a mart is: a named table of gold, one row per grain, built from sales and current dimensions by one function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame

type Dimensions = Mapping[str, DataFrame]


@dataclass(frozen=True, slots=True)
class Mart:
    """One table of gold; its months are rebuilt whole, each from the sales of that month alone.

    columns      name and type, in order
    grain        the columns that tell its rows apart; one of them is sales_month
    dimensions   the silver dimensions that build() looks at; a new row in one of them rebuilds the months it is sold in
    build        from the rows of silver.sales and the current rows of each dimension to the rows of the mart
    """

    name: str
    columns: Mapping[str, str]
    grain: tuple[str, ...]
    dimensions: tuple[str, ...]
    build: Callable[[DataFrame, Dimensions], DataFrame]
