"""The files that the landing benchmark reads: seeded sales in ten columns, plain and with every text in quotes."""

from pathlib import Path

import duckdb

ROWS_OF_A_SMALL_FILE = 500
_SALES = """
select (hash(i) % 200000 + 1)::bigint as customer_id, (hash(i + 7) % 40 + 1)::bigint as store_id,
       ['Green Tea', 'Whole Milk 1l', 'Rye Bread', 'Olive Oil', 'Dark Chocolate', 'Bananas', 'Basmati Rice',
        'Ground Coffee'][(hash(i + 1) % 8 + 1)::int] as product_name,
       date '2026-01-01' + ((i * 180) // {rows})::int as sales_date, (hash(i + 2) % 300 + 1)::bigint as sales_person_id,
       price, quantity, (price * quantity)::decimal(18, 2) as total_cost, 'R' || (100000 + i // 4) as receipt_id,
       (i % 4 + 1)::int as line_no
from (select range as i, ((hash(range + 3) % 5000 + 50) / 100)::decimal(18, 2) as price,
             (hash(range + 4) % 6 + 1)::int as quantity from range({rows}))
"""


def write_sales(path: Path, rows: int, *, quoted: bool = False) -> Path:
    """A sales file of so many rows, about 60 bytes each; the same rows each time."""
    texts = ", force_quote *" if quoted else ""
    duckdb.execute(f"copy ({_SALES.format(rows=rows)}) to '{path}' (header, delimiter ','{texts})")
    return path


def small_file(whole: Path) -> bytes:
    """The header and first rows of a file, as a till writes them for a day."""
    with whole.open("rb") as file:
        return b"".join(file.readline() for _ in range(ROWS_OF_A_SMALL_FILE + 1))
