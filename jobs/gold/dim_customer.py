"""The customers as a star's dimension: a row per version, shown so that nobody can be called or written to.

Rebuilt: with the customers' files; the months of the facts that point at a version that changed are rebuilt with it.

Grain: customer_key.

customer_key    surrogate key, '<id>@<valid_from>'; 'unknown' for ids that have not arrived, 'none' for anonymous sales
customer_id     the customer
full_name       first and last name
phone_number    all digits but the last three masked
pincode         postal code
region          region
customer_joining_date  first day as a customer
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
from jobs.gold.names import full_name, masked_phone_number

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_key": "string",
        "customer_id": contract("customer").column("customer_id").type,
        "full_name": "string",
        "phone_number": "string",
        "pincode": "string",
        "region": "string",
        "customer_joining_date": "date",
        **VALIDITY,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The versions of silver.customer, masked."""
    shown = inputs.all("customer").withColumns(
        {
            "customer_key": sf.col("version_key"),
            "full_name": full_name(),
            "phone_number": masked_phone_number(),
        }
    )
    return with_members(shown, "customer_key", COLUMNS)


MART = Node(
    name="dim_customer", columns=COLUMNS, grain=("customer_key",), per=Per.WHOLE, reads=("customer",), build=build
)
