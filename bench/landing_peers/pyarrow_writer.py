"""pyarrow: open_csv to ParquetWriter, batch by batch, typed, unchecked but for the types."""

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from measure import measured

TYPES = {
    "customer_id": pa.int64(),
    "store_id": pa.int64(),
    "product_name": pa.string(),
    "sales_date": pa.date32(),
    "sales_person_id": pa.int64(),
    "price": pa.decimal128(18, 4),
    "quantity": pa.decimal128(18, 3),
    "total_cost": pa.decimal128(18, 2),
    "receipt_id": pa.string(),
    "line_no": pa.int32(),
}


def land(file: str, parquet: str) -> int:
    """Stream the file through."""
    rows = 0
    reader = pa_csv.open_csv(
        file,
        read_options=pa_csv.ReadOptions(block_size=2**23),
        convert_options=pa_csv.ConvertOptions(column_types=TYPES),
    )
    with pq.ParquetWriter(parquet, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


measured(land)
