"""The stores as a star's dimension: a row per version.

Rebuilt: with the stores' files; the months of the facts that point at a version that changed are rebuilt with it.

Grain: store_key.

store_key       surrogate key, '<id>@<valid_from>'; 'unknown' for ids that have not arrived, 'none' for no id
store_id        the store
store_address   street and town
store_pincode   postal code
city            city
region          region
time_zone       IANA name of the time zone
store_manager_name  who runs the store
reviews         what is said of the store
store_opening_date  first day of business
store_closing_date  last day of business; null while it is open
valid_from      business date from which on this holds
valid_to        last day on which it holds, 9999-12-31 while it does
is_current      it holds
fact_from       first business date of the facts that point here
fact_to         last business date of the facts that point here
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.inputs import Inputs
from jobs.derive.members import VALIDITY, with_members
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "store_key": "string",
        "store_id": contract("store").column("id").type,
        "store_address": "string",
        "store_pincode": "string",
        "city": "string",
        "region": "string",
        "time_zone": "string",
        "store_manager_name": "string",
        "reviews": "string",
        "store_opening_date": "date",
        "store_closing_date": "date",
        **VALIDITY,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The versions of silver.store."""
    named = {"store_key": sf.col("version_key"), "store_id": sf.col("id"), "store_address": sf.col("address")}
    return with_members(inputs.all("store").withColumns(named), "store_key", COLUMNS)


MART = Node(name="dim_store", columns=COLUMNS, grain=("store_key",), per=Per.WHOLE, reads=("store",), build=build)
