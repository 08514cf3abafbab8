"""The promotion that each store offered on a day: for each product that it sold, and for everything.

A promotion covers a product by its id or by its category on that day. Of several the one with the largest
discount_percent counts, a missing one as 0, and of equal ones the least promotion_id.

Rebuilt: the days that a batch touches, and the days with sales of a promotion or product that has changed.

Grain: sales_date, store_id, product_id.

sales_date       business date
sales_month      'yyyy-MM'
store_id         the store
product_id       the product; null for the promotion that covers every product
promotion_id     the promotion
discount_percent percent off; 0 where the promotion names none
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.firsts import first_of_each
from jobs.gold.products import ids_by_name

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "store_id": _SALES.column("store_id").type,
        "product_id": _SALES.column("product_id").type,
        "promotion_id": "string",
        "discount_percent": contract("promotion").column("discount_percent").type,
    }
)
_DAY_AND_STORE = ("sales_month", "sales_date", "store_id")


def build(inputs: Inputs) -> DataFrame:
    """What was offered on the scope's days, from what was sold on them and the promotions' scopes."""
    products, scopes = inputs.all("dim_product"), inputs.all("dim_promotion_scope")
    sold = _sold(inputs.within("daily_product_store", "sales_date"), products)
    everything = scopes.where(sf.col("product_id").isNull() & sf.col("category").isNull())
    of_product = sold.join(_by_product(scopes, products), on="product_id").where(_runs())
    stores = inputs.within("daily_person", "sales_date").select(*_DAY_AND_STORE).distinct()
    of_store = stores.join(_renamed(everything).drop("product_id"), on=_runs())
    nothing = sf.lit(None).cast(COLUMNS["product_id"]).alias("product_id")
    offered = (*_DAY_AND_STORE, "product_id", "promotion_id", "discount_percent")
    offers = of_product.select(*offered).unionByName(of_store.select(*_DAY_AND_STORE, nothing, *offered[-2:]))
    best_first = [sf.col("discount_percent").desc(), sf.col("promotion_id")]
    return first_of_each(offers, AGGREGATE.grain, best_first)


def _sold(daily: DataFrame, products: DataFrame) -> DataFrame:
    """What was sold of the products that are known: sales_month, sales_date, store_id, product_id, once each."""
    by_id = daily.where(sf.col("product_id").isNotNull()).select(*_DAY_AND_STORE, "product_id")
    nameless = daily.where(sf.col("product_id").isNull()).drop("product_id")
    by_name = nameless.join(ids_by_name(products), on="sold_as").select(*_DAY_AND_STORE, "product_id")
    return by_id.unionByName(by_name)


def _by_product(scopes: DataFrame, products: DataFrame) -> DataFrame:
    """The scopes that name a product or a category, by product and the days on which it is theirs."""
    named = scopes.where(sf.col("product_id").isNotNull() & sf.col("category").isNull())
    by_id = _renamed(named)
    versions = products.select("product_id", "category", "fact_from", "fact_to").where(sf.col("category").isNotNull())
    of_category = scopes.where(sf.col("category").isNotNull()).withColumnRenamed("product_id", "only_product")
    joined = of_category.join(versions, on="category")
    fitting = joined.where(sf.col("only_product").isNull() | (sf.col("only_product") == sf.col("product_id")))
    clipped = fitting.withColumns(
        {"starts_on": sf.greatest("starts_on", "fact_from"), "ends_on": sf.least("ends_on", "fact_to")}
    )
    return by_id.unionByName(_renamed(clipped))


def _renamed(scopes: DataFrame) -> DataFrame:
    discount = sf.coalesce("discount_percent", sf.lit(0).cast(COLUMNS["discount_percent"])).alias("discount_percent")
    only_store = sf.col("store_id").alias("only_store")
    return scopes.select("product_id", only_store, "promotion_id", discount, "starts_on", "ends_on")


def _runs() -> Column:
    in_store = sf.col("only_store").isNull() | (sf.col("only_store") == sf.col("store_id"))
    return in_store & sf.col("sales_date").between(sf.col("starts_on"), sf.col("ends_on"))


AGGREGATE = Node(
    name="daily_offer",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "product_id"),
    per=Per.DAY,
    reads=("daily_product_store", "daily_person", "dim_product", "dim_promotion_scope"),
    build=build,
    file_system=names.SILVER,
)
