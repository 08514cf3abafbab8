"""DuckDB: COPY from its CSV reader to Parquet, typed, unchecked but for the types."""

import duckdb
from measure import measured

TYPES = (
    "{'customer_id': 'BIGINT', 'store_id': 'BIGINT', 'product_name': 'VARCHAR', 'sales_date': 'DATE', "
    "'sales_person_id': 'BIGINT', 'price': 'DECIMAL(18,4)', 'quantity': 'DECIMAL(18,3)', "
    "'total_cost': 'DECIMAL(18,2)', 'receipt_id': 'VARCHAR', 'line_no': 'INTEGER'}"
)


def land(file: str, parquet: str) -> int:
    """Copy the file."""
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    ((rows,),) = connection.execute(
        f"copy (select * from read_csv('{file}', header = true, delim = ',', columns = {TYPES})) "
        f"to '{parquet}' (format parquet)"
    ).fetchall()
    return int(rows)


measured(land)
