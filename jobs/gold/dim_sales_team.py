"""The salespeople as a star's dimension: a row per version.

Rebuilt: with the sales team's files; the months of the facts that point at a version that changed are rebuilt with it.

Grain: sales_person_key.

sales_person_key  surrogate key, '<id>@<valid_from>'; 'unknown' for ids that have not arrived, 'none' for no id
sales_person_id   the salesperson
full_name         first and last name
manager_id        the salesperson's manager
is_manager        'Y' or 'N'
joining_date      first day of work
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
from jobs.gold.names import full_name

_TEAM = contract("sales_team")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_person_key": "string",
        "sales_person_id": _TEAM.column("id").type,
        "full_name": "string",
        "manager_id": _TEAM.column("manager_id").type,
        "is_manager": _TEAM.column("is_manager").type,
        "joining_date": "date",
        **VALIDITY,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The versions of silver.sales_team."""
    named = {"sales_person_key": sf.col("version_key"), "sales_person_id": sf.col("id"), "full_name": full_name()}
    return with_members(inputs.all("sales_team").withColumns(named), "sales_person_key", COLUMNS)


MART = Node(
    name="dim_sales_team",
    columns=COLUMNS,
    grain=("sales_person_key",),
    per=Per.WHOLE,
    reads=("sales_team",),
    build=build,
)
