"""Tables that keep all sales are compared with silver, however many months they have."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.contracts.errors import BooksDoNotBalance
from jobs.derive.adding_up import Layer, add_up, require_balance
from jobs.derive.graph import nodes
from jobs.derive.scope import EVERYTHING
from jobs.kept import keep

_DAYS = [date(2016, 1, 1) + timedelta(days=31 * number) for number in range(120)]
_COLUMNS = "sales_date date, lines bigint, net_sales decimal(18,2)"


def test_ten_years_built_month_by_month_add_up(spark: SparkSession) -> None:
    require_balance(keep(add_up([_layer([_sales(spark, [day]) for day in _DAYS])], lambda *_: _sales(spark, _DAYS))))


def test_a_month_among_many_that_is_not_there_is_named(spark: SparkSession) -> None:
    found = [_sales(spark, [day]) for day in _DAYS[:3]]
    with pytest.raises(BooksDoNotBalance, match=r"silver.daily_band, day 2016-04-03: 0 rows, net sales 0.00"):
        require_balance(keep(add_up([_layer(found)], lambda *_: _sales(spark, _DAYS[:4]))))


def _layer(parts: list[DataFrame]) -> Layer:
    (node,) = (node for node in nodes() if node.name == "daily_band")
    return Layer(node, EVERYTHING, parts)


def _sales(spark: SparkSession, days: list[date]) -> DataFrame:
    return spark.createDataFrame([(day, 1, Decimal("2.00")) for day in days], _COLUMNS)
