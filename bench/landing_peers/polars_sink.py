"""Polars: scan_csv to sink_parquet, typed, unchecked but for the types."""

import polars as pl
from measure import measured

SCHEMA = {
    "customer_id": pl.Int64,
    "store_id": pl.Int64,
    "product_name": pl.String,
    "sales_date": pl.Date,
    "sales_person_id": pl.Int64,
    "price": pl.Decimal(18, 4),
    "quantity": pl.Decimal(18, 3),
    "total_cost": pl.Decimal(18, 2),
    "receipt_id": pl.String,
    "line_no": pl.Int32,
}


def land(file: str, parquet: str) -> int:
    """Stream the file through."""
    pl.scan_csv(file, schema=SCHEMA, try_parse_dates=True).sink_parquet(parquet)
    return int(pl.scan_parquet(parquet).select(pl.len()).collect().item())


measured(land)
