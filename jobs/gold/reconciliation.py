"""What each table holds of the sales of a file, a day or a month, beside what silver.sales holds: they never differ.

It is computed in the run that builds the tables; where a figure differs, the run fails and gold stays as it was.

Rebuilt: of the files, days and months that a batch touches.

Grain: layer, grain, item, sales_date.

grain               'file' (its lines of a day), 'day' or 'month'
item                the file version, the date or the month
sales_month         'yyyy-MM'
sales_date          business date; null for a month
layer               the table
rows                sale lines in it; null where the table does not count them
net_sales           their net sales
expected_rows       sale lines that silver.sales holds
expected_net_sales  their net sales; of tables about known customers, of theirs
difference_rows     rows - expected_rows
difference_net_sales  net_sales - expected_net_sales
"""

from collections.abc import Mapping
from types import MappingProxyType

from jobs.derive.figures import MONEY

GRAIN = ("layer", "grain", "item", "sales_date")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "grain": "string",
        "item": "string",
        "sales_month": "string",
        "sales_date": "date",
        "layer": "string",
        "rows": "bigint",
        "net_sales": MONEY,
        "expected_rows": "bigint",
        "expected_net_sales": MONEY,
        "difference_rows": "bigint",
        "difference_net_sales": MONEY,
    }
)
