"""What each known customer spent at each store in each month.

Net sales: the sum of total_cost, after discount and before tax; returns are negative and count. Anonymous sales are
not in it. A customer or store of whom no file has arrived yet has a row with null names.

Grain: customer_id, store_id, sales_month.

customer_id       the customer
store_id          the store
sales_month       'yyyy-MM' of the business date
full_name         first and last name of the customer now
store_address     address of the store now
phone_number      the customer's, all digits but the last three masked
sales_date_month  first day of the month, date
total_sales       net sales, decimal(18,2), in the store's currency
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.gold.mart import Dimensions, Mart
from jobs.gold.names import full_name, masked_phone_number
from jobs.silver.schema import cast_columns

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": _SALES.column("customer_id").type,
        "store_id": _SALES.column("store_id").type,
        "sales_month": "string",
        "full_name": "string",
        "store_address": "string",
        "phone_number": "string",
        "sales_date_month": "date",
        "total_sales": "decimal(18,2)",
    }
)


def build(sales: DataFrame, dimensions: Dimensions) -> DataFrame:
    """The mart's rows from silver.sales and the current customers and stores."""
    spent = (
        sales.where(sf.col("customer_id").isNotNull())
        .groupBy("customer_id", "store_id", "sales_month")
        .agg(sf.sum("net_sales").alias("total_sales"))
    )
    customers = dimensions["customer"].select(
        "customer_id", full_name().alias("full_name"), masked_phone_number().alias("phone_number")
    )
    stores = dimensions["store"].select(sf.col("id").alias("store_id"), sf.col("address").alias("store_address"))
    named = spent.join(customers, on="customer_id", how="left").join(stores, on="store_id", how="left")
    first_day = sf.to_date(sf.concat("sales_month", sf.lit("-01")))
    return cast_columns(named.withColumn("sales_date_month", first_day), COLUMNS)


MART = Mart(
    name="customer_data_mart",
    columns=COLUMNS,
    grain=("customer_id", "store_id", "sales_month"),
    dimensions=("customer", "store"),
    build=build,
)
