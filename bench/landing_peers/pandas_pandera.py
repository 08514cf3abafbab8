"""pandas with pandera, holding the same rules: texts read as they are, checked by pattern, typed, amounts compared."""

import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.compute as kernels
from measure import measured

INTEGER = r"[+-]?[0-9]+"
DECIMAL = r"[+-]?(?:[0-9]*\.[0-9]+|[0-9]+)"
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
FIGURES = {
    "customer_id": arrow.int64(),
    "store_id": arrow.int64(),
    "sales_date": arrow.date32(),
    "sales_person_id": arrow.int64(),
    "price": arrow.decimal128(18, 4),
    "quantity": arrow.decimal128(18, 3),
    "total_cost": arrow.decimal128(18, 2),
    "line_no": arrow.int32(),
}


def written_as(pattern: str) -> pa.Check:
    """A check that each text is written so."""
    return pa.Check.str_matches(rf"^{pattern}$")


TEXTS = pa.DataFrameSchema(
    {
        "customer_id": pa.Column(checks=written_as(INTEGER), nullable=True),
        "store_id": pa.Column(checks=written_as(INTEGER)),
        "product_name": pa.Column(checks=pa.Check(lambda text: ~text.str.contains(CONTROL)), nullable=True),
        "sales_date": pa.Column(checks=written_as(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
        "sales_person_id": pa.Column(checks=written_as(INTEGER), nullable=True),
        "price": pa.Column(checks=written_as(DECIMAL)),
        "quantity": pa.Column(checks=written_as(DECIMAL)),
        "total_cost": pa.Column(checks=written_as(DECIMAL)),
        "receipt_id": pa.Column(checks=pa.Check(lambda text: ~text.str.contains(CONTROL)), nullable=True),
        "line_no": pa.Column(checks=written_as(INTEGER), nullable=True),
    }
)


def agree(rows: pd.DataFrame) -> pd.Series:
    """Price x quantity, HALF_UP to the cent, is the total."""
    price, quantity, total = (arrow.array(rows[name]) for name in ("price", "quantity", "total_cost"))
    product = kernels.round(kernels.multiply(price, quantity), ndigits=2, round_mode="half_towards_infinity")
    return pd.Series(kernels.equal(product, total).to_numpy(zero_copy_only=False), index=rows.index)


FIRST, LAST = pd.Timestamp("2000-01-01").date(), pd.Timestamp("2100-12-31").date()
TYPED = pa.DataFrameSchema(
    {
        "sales_date": pa.Column(checks=pa.Check(lambda day: (day >= FIRST) & (day <= LAST))),
        "line_no": pa.Column(checks=pa.Check(lambda number: number >= 0), nullable=True),
    },
    checks=pa.Check(agree),
)


def land(file: str, parquet: str) -> int:
    """Read, check, type, check and write the file."""
    texts = TEXTS.validate(pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""]), lazy=True)
    typed = texts.astype({name: pd.ArrowDtype(type_) for name, type_ in FIGURES.items()})
    TYPED.validate(typed, lazy=True).to_parquet(parquet)
    return len(typed)


measured(land)
